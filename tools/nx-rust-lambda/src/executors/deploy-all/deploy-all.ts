/** Makes the stack what template.yml says, removals included. */
import type { ExecutorContext } from '@nx/devkit';
import { describeError } from '../../user-error';
import { templateOf, type DeployOptions } from '../deploy/deploy';
import { deployStack } from '../deploy/deploy-stack';
import { readFunctionProjects, refuseWrongBuilds } from '../deploy/function-projects';

export default async function deployAllExecutor(
  options: DeployOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const projects = readFunctionProjects(context.projectGraph);
    const { configurationName: environment } = context;
    const names = projects.map(({ name }) => name);
    refuseWrongBuilds(names, environment, Object.values(context.taskGraph?.tasks ?? {}));
    const success = await deployStack({
      root: context.root,
      environment,
      endpointUrl: options.endpointUrl,
      projects,
      deployed: projects,
      template: templateOf(context),
      extent: 'whole',
      report: (line) => console.log(line),
    });
    return { success };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}
