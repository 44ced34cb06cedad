/** What the tasks of a run are given, found in Nx's graphs. */
import type { ProjectGraph, Task } from '@nx/devkit';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typedOverrides, type GivenOptions, type OptionSchema } from './known-options';

/** Begins the names of this plugin's executors. */
const plugin = 'nx-rust-lambda:';

/** Of the tasks that this plugin runs. */
export function givenOptions<Given extends Pick<Task, 'target' | 'overrides'>>(
  tasks: readonly Given[],
  { nodes }: Pick<ProjectGraph, 'nodes'>,
  optionsOf?: (task: Given) => object | undefined,
): GivenOptions[] {
  const given = tasks.flatMap((task): Omit<GivenOptions, 'others'>[] => {
    const { project, target } = task.target;
    const configured = nodes[project]?.data.targets?.[target];
    if (!configured?.executor?.startsWith(plugin)) return [];
    return [
      {
        task: `${project}:${target}`,
        schema: readSchema(configured.executor.slice(plugin.length)),
        configurations: Object.keys(configured.configurations ?? {}),
        typed: typedOverrides(task.overrides),
        options: { ...optionsOf?.(task) },
      },
    ];
  });
  return given.map((one) => ({ ...one, others: given.filter((other) => other !== one) }));
}

export function readSchema(executor: string): OptionSchema {
  return JSON.parse(readFileSync(join(__dirname, executor, 'schema.json'), 'utf8')) as OptionSchema;
}
