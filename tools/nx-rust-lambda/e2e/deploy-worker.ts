/**
 * A process that deploys one function again and again when its parent says so: what a colleague's
 * machine is to a stack. Started with fork; every message is one deploy, answered by its outcome.
 */
import type { LocalCredentials } from '../src/aws/target';
import { deployTask, type DeployOutcome } from './deploy-task';

export interface WorkerTask {
  readonly endpoint: string;
  readonly credentials: LocalCredentials;
  readonly stackName: string;
  /** This colleague's template.yml. */
  readonly template: string;
  readonly function: string;
  /** File with what the function is to run. */
  readonly bootstrap: string;
  /** Where the locks of this machine lie; none as if every worker were a machine of its own. */
  readonly locks: string | undefined;
}

export type WorkerOutcome = DeployOutcome;

async function deploy({ function: id, bootstrap, ...task }: WorkerTask): Promise<WorkerOutcome> {
  const lines: string[] = [];
  const result = await deployTask({ ...task, functions: { [id]: bootstrap } }, (line) =>
    lines.push(line),
  );
  return { result, lines };
}

process.on('message', (task: WorkerTask) => {
  deploy(task).then(
    (outcome) => process.send?.(outcome),
    (error: Error) => process.send?.({ result: error.message, lines: [] }),
  );
});

// Everything is loaded: from here on a deploy takes its own time only.
process.send?.('ready');
