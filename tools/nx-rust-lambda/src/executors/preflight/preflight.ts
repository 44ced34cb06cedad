/**
 * Looks at what the deploys of a run are asked for before anything of the run is built. Nx asks a task's
 * hasher in its own process, with the user's variables and all tasks of the run, and before it starts a
 * task: that makes a hasher the one place where a run can be refused as a whole. What it says is said
 * once. The task itself has nothing to do, and is taken from the cache.
 */
import { workspaceRoot, type CustomHasher, type Hash, type TaskGraph } from '@nx/devkit';
import { createHash } from 'node:crypto';
import { writeSync } from 'node:fs';
import { describeError, UserError } from '../../user-error';
import { findUnknownOption } from '../known-options';
import { givenOptions } from '../run-options';
import { beginRun } from '../run-record';
import { checkDeploys } from './check-deploys';

export const hasher: CustomHasher = async (_task, { projectGraph, taskGraph }): Promise<Hash> => {
  try {
    refuseUnknownOptions(taskGraph, projectGraph);
    await checkDeploys({ root: workspaceRoot, projectGraph, taskGraph });
    beginRun(workspaceRoot);
  } catch (error) {
    endRun(describeError(error));
  }
  return { value: alwaysTheSame, details: { command: alwaysTheSame, nodes: {} } };
};

const alwaysTheSame = createHash('sha256').update('nx-rust-lambda:preflight').digest('hex');

/** As Nx ends a run that it refuses itself; of an error it would say that all tasks went well. */
function endRun(sentence: string): never {
  // After Nx's terminal UI, which has given the terminal back when this is called.
  process.once('exit', () => writeSync(2, `\n${sentence}\n\n`));
  process.exit(1);
}

function refuseUnknownOptions(
  { tasks }: TaskGraph,
  projectGraph: Parameters<typeof givenOptions>[1],
): void {
  const wrong = givenOptions(Object.values(tasks), projectGraph).map(findUnknownOption);
  const sentence = wrong.find((found) => found !== undefined);
  if (sentence !== undefined) throw new UserError(sentence);
}

export default async function preflightExecutor(): Promise<{ success: boolean }> {
  return { success: true };
}
