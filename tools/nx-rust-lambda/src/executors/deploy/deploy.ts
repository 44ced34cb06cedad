/** Deploys functions: all deploy tasks that Nx hands over for one environment are one stack update. */
import type { ExecutorContext, Task, TaskGraph } from '@nx/devkit';
import { describeError } from '../../user-error';
import { endIfInterrupted } from '../interrupt';
import { liveOutput, type LiveOutput } from '../live-output';
import type { DeployOptions } from './deploy-options';
import { deployStack } from './deploy-stack';
import { byEnvironment, scopeOf } from './scope-of';

interface TaskOutcome {
  readonly task: string;
  readonly result: { readonly success: boolean; readonly terminalOutput: string };
}

/** One update for each environment among the tasks; a failed update fails all of its tasks. */
export async function* batch(
  taskGraph: TaskGraph,
  inputs: Record<string, DeployOptions>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<TaskOutcome> {
  for (const [environment, tasks] of byEnvironment(Object.values(taskGraph.tasks))) {
    const live = liveOutput(process.stdout);
    // What the command line says, it says for all of them.
    const options = inputs[tasks[0]?.id ?? ''] ?? {};
    const success = await deploy(environment, tasks, options, context, live);
    for (const { id } of tasks)
      yield { task: id, result: { success, terminalOutput: live.take() } };
  }
  endIfInterrupted();
}

export default async function deployExecutor(
  options: DeployOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const target = {
    project: context.projectName ?? '',
    target: context.targetName ?? 'deploy',
    configuration: context.configurationName,
  };
  const task = { id: `${target.project}:deploy`, target } as Task;
  const { configuration } = target;
  const live = liveOutput(process.stdout);
  return { success: await deploy(configuration, [task], options, context, live) };
}

async function deploy(
  environment: string | undefined,
  tasks: readonly Task[],
  options: DeployOptions,
  context: ExecutorContext,
  { report }: LiveOutput,
): Promise<boolean> {
  try {
    return await deployStack(scopeOf(environment, tasks, context), options, report);
  } catch (error) {
    report(describeError(error));
    return false;
  }
}
