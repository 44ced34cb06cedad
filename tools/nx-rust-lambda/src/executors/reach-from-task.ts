/** The environment that a task's configuration names. */
import type { ExecutorContext } from '@nx/devkit';
import { reachEnvironment, type ReachedEnvironment } from '../deploy/environment/reach-environment';
import { run } from '../process/run';

/**
 * @param report of what is done on the way; to standard error without one, since what the task shows is all
 * that belongs on standard output
 * @throws UserError as `reachEnvironment` does
 */
export function reachFromTask(
  { root, configurationName, projectName, projectGraph }: ExecutorContext,
  endpointUrl: string | undefined,
  report: (line: string) => void = (line) => console.error(line),
): Promise<ReachedEnvironment> {
  const project = projectGraph.nodes[projectName ?? ''];
  return reachEnvironment({
    root,
    name: configurationName,
    endpointUrl,
    projectRoots: project ? [project.data.root] : [],
    run,
    report,
  });
}
