/** What the tasks of a run are given, found in Nx's graphs. */
import type { ProjectGraph, Task } from '@nx/devkit';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typedOverrides, type GivenOptions, type OptionSchema } from './known-options';

/** Begins the names of this plugin's executors. */
const plugin = 'nx-rust-lambda:';

/**
 * Of the tasks that this plugin runs.
 *
 * @param all tasks of the run
 */
export function givenOptions<Given extends Pick<Task, 'target' | 'overrides'>>(
  tasks: readonly Given[],
  { nodes }: Pick<ProjectGraph, 'nodes'>,
  optionsOf?: (task: Given) => object | undefined,
  all: readonly Pick<Task, 'target' | 'overrides'>[] = tasks,
): GivenOptions[] {
  const ofTask = <One extends Pick<Task, 'target' | 'overrides'>>(
    task: One,
    options?: (task: One) => object | undefined,
  ): GivenOptions[] => {
    const { project, target } = task.target;
    const configured = nodes[project]?.data.targets?.[target];
    if (!configured?.executor?.startsWith(plugin)) return [];
    return [
      {
        task: `${project}:${target}`,
        schema: readSchema(configured.executor.slice(plugin.length)),
        configurations: Object.keys(configured.configurations ?? {}),
        typed: typedOverrides(task.overrides),
        options: { ...options?.(task) },
      },
    ];
  };
  const others = all.flatMap((task) => ofTask(task));
  return tasks
    .flatMap((task) => ofTask(task, optionsOf))
    .map((one) => ({ ...one, others: others.filter(({ task }) => task !== one.task) }));
}

export function readSchema(executor: string): OptionSchema {
  return JSON.parse(readFileSync(join(__dirname, executor, 'schema.json'), 'utf8')) as OptionSchema;
}
