/**
 * Every executor as Nx gets it: with an option that it does not know it does nothing. The schemas allow
 * what they do not name, because Nx 23 ends the worker of a batch without a word about why.
 */
import type { ExecutorContext, Task, TaskGraph } from '@nx/devkit';
import { findUnknownOption } from './known-options';
import { givenOptions } from './run-options';

type Single = (options: object, context: ExecutorContext) => Promise<{ success: boolean }>;

interface TaskOutcome {
  readonly task: string;
  readonly result: { readonly success: boolean; readonly terminalOutput: string };
}

type Batch = (
  taskGraph: TaskGraph,
  inputs: Record<string, object>,
  overrides: unknown,
  context: ExecutorContext,
) => AsyncIterable<TaskOutcome>;

export function checkedExecutor(run: Single): Single {
  return async (options, context) => {
    const { projectName: project = '', targetName = '', configurationName } = context;
    const target = { project, target: targetName, configuration: configurationName };
    const wrong = findWrong([{ target, overrides: overridesOf(context) }], context, () => options);
    if (wrong === undefined) return run(options, context);
    console.error(wrong);
    return { success: false };
  };
}

/** In the options of a single task, what is typed and what is forwarded look the same. */
function overridesOf({
  taskGraph,
  projectName,
  targetName,
}: ExecutorContext): Record<string, unknown> {
  const found = Object.values(taskGraph?.tasks ?? {}).find(
    ({ target }) => target.project === projectName && target.target === targetName,
  );
  return (found?.overrides ?? {}) as Record<string, unknown>;
}

export function checkedBatch(run: Batch): Batch {
  return async function* (taskGraph, inputs, overrides, context) {
    const tasks = Object.values(taskGraph.tasks);
    const wrong = findWrong(tasks, context, ({ id }) => inputs[id]);
    if (wrong === undefined) {
      yield* run(taskGraph, inputs, overrides, context);
      return;
    }
    for (const [index, { id }] of tasks.entries()) {
      yield {
        task: id,
        result: { success: false, terminalOutput: index === 0 ? `${wrong}\n` : '' },
      };
    }
  };
}

function findWrong<Given extends Pick<Task, 'target' | 'overrides'>>(
  tasks: readonly Given[],
  { projectGraph, taskGraph }: Pick<ExecutorContext, 'projectGraph' | 'taskGraph'>,
  optionsOf: (task: Given) => object | undefined,
): string | undefined {
  const all = Object.values(taskGraph?.tasks ?? {});
  const wrong = givenOptions(tasks, projectGraph, optionsOf, all).map(findUnknownOption);
  return wrong.find((sentence) => sentence !== undefined);
}
