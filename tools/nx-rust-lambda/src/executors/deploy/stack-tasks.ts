/** How Nx hands over tasks that share a stack: all of one environment are one piece of work. */
import type { ExecutorContext, Task, TaskGraph } from '@nx/devkit';
import { pause } from '../../deploy/pause';
import { describeError } from '../../user-error';
import { endBatch } from '../interrupt';
import { liveOutput } from '../live-output';
import { isAlive, RunRecord } from '../run-record';
import { readyTasks, tasksAlike } from './run-part';
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
      if (isWhole) return await perform(wholeScope(environment, context), options, report);
      return await performPart(tasks, context, report, (part, before) =>
        perform(scopeOf(environment, part, context, before), options, report),
      );
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
      const task = taskOf(context);
      const { report } = liveOutput(process.stdout);
      return { success: await work([task], options, context, report) };
    },
  };
}

/**
 * @param act deploys these tasks; also what functions share, where the run has deployed all others before
 */
async function performPart(
  tasks: readonly Task[],
  { root, taskGraph }: ExecutorContext,
  report: (line: string) => void,
  act: (part: readonly Task[], before: readonly string[]) => Promise<boolean>,
): Promise<boolean> {
  const record = new RunRecord(root);
  if (!taskGraph || !record.exists) return act(tasks, []);
  const endOf = (task: Task) => record.endOf(task.id);
  const part = [...tasks, ...readyTasks(tasks, taskGraph, (id) => record.endOf(id))];
  const claims = record.claim(part.map(({ id }) => id));
  const claimOf = ({ id }: Task) => claims.find((claim) => claim.tasks.includes(id));
  const mine = part.filter((task) => !claimOf(task));
  const others = tasksAlike(tasks, taskGraph).filter((task) => !mine.includes(task));
  const taken = tasks.filter((task) => claimOf(task));
  // The last of a run waits for the others, which are all at work by then.
  const isLast = others.every((task) => claimOf(task));
  for (const task of isLast ? others : taken) {
    while (endOf(task) === undefined && isAlive(claimOf(task)?.pid ?? 0))
      await pause(100, undefined);
  }
  if (taken.length > 0) {
    const names = taken.map(({ target }) => target.project).join(', ');
    report(`${names}: together with the others of this run, as shown before`);
  }
  const wentWell = taken.every((task) => endOf(task) === true);
  if (mine.length === 0) return wentWell;
  const before = others.filter((task) => endOf(task) === true);
  let success = false;
  try {
    success = await act(
      mine,
      before.map(({ target }) => target.project),
    );
  } finally {
    for (const { id } of mine) record.end(id, success);
  }
  return success && wentWell;
}

function taskOf(context: ExecutorContext): Task {
  const target = {
    project: context.projectName ?? '',
    target: context.targetName ?? '',
    configuration: context.configurationName,
  };
  const found = Object.values(context.taskGraph?.tasks ?? {}).find(
    (task) => task.target.project === target.project && task.target.target === target.target,
  );
  return found ?? ({ id: `${target.project}:${target.target}`, target } as Task);
}

function byEnvironment(tasks: readonly Task[]): Task[][] {
  const groups = new Map<string | undefined, Task[]>();
  for (const task of tasks) {
    const { configuration } = task.target;
    groups.set(configuration, [...(groups.get(configuration) ?? []), task]);
  }
  return [...groups.values()];
}
