/** How Nx hands over tasks that share a stack: all of one environment are one piece of work. */
import type { ExecutorContext, Task, TaskGraph } from '@nx/devkit';
import { describeError } from '../../user-error';
import { endBatch } from '../interrupt';
import { liveOutput } from '../live-output';
import { scopeOf, wholeScope } from './scope-of';
import type { StackScope } from './open-stack';

interface TaskOutcome {
  readonly task: string;
  readonly result: { readonly success: boolean; readonly terminalOutput: string };
}

/** @returns whether it went well; what went wrong has been printed, or is thrown */
type Perform<Options> = (
  scope: StackScope,
  options: Options,
  report: (line: string) => void,
) => Promise<boolean>;

export interface StackExecutor<Options> {
  /** What fails, fails for all tasks of its environment. */
  batch(
    taskGraph: TaskGraph,
    inputs: Record<string, Options>,
    overrides: unknown,
    context: ExecutorContext,
  ): AsyncGenerator<TaskOutcome>;
  single(options: Options, context: ExecutorContext): Promise<{ success: boolean }>;
}

export function stackExecutor<Options extends object>(
  perform: Perform<Options>,
): StackExecutor<Options> {
  const work = async (
    tasks: readonly Task[],
    options: Options,
    context: ExecutorContext,
    report: (line: string) => void,
  ): Promise<boolean> => {
    try {
      const environment = tasks[0]?.target.configuration;
      const isWhole = tasks.some(({ target }) => target.project === 'stack');
      const scope = isWhole
        ? wholeScope(environment, context)
        : scopeOf(environment, tasks, context);
      return await perform(scope, options, report);
    } catch (error) {
      report(describeError(error));
      return false;
    }
  };
  return {
    async *batch(taskGraph, inputs, _overrides, context) {
      for (const tasks of byEnvironment(Object.values(taskGraph.tasks))) {
        const live = liveOutput(process.stdout);
        // What the command line says, it says for all of them.
        const options = inputs[tasks[0]?.id ?? ''] as Options;
        const success = await work(tasks, options, context, live.report);
        for (const { id } of tasks) {
          yield { task: id, result: { success, terminalOutput: live.take() } };
        }
      }
      endBatch();
    },
    async single(options, context) {
      const target = {
        project: context.projectName ?? '',
        target: context.targetName ?? '',
        configuration: context.configurationName,
      };
      const task = { id: `${target.project}:${target.target}`, target } as Task;
      const { report } = liveOutput(process.stdout);
      return { success: await work([task], options, context, report) };
    },
  };
}

function byEnvironment(tasks: readonly Task[]): Task[][] {
  const groups = new Map<string | undefined, Task[]>();
  for (const task of tasks) {
    const { configuration } = task.target;
    groups.set(configuration, [...(groups.get(configuration) ?? []), task]);
  }
  return [...groups.values()];
}
