/**
 * Which of a run's deploys one call takes. Nx hands deploys over as soon as their builds are done, cached
 * ones first, though every build has ended by then: the first call takes all of them, and one run is one
 * update. Pure.
 */
import type { Task, TaskGraph } from '@nx/devkit';

type Graph = Pick<TaskGraph, 'tasks' | 'dependencies'>;

/** Tasks of the run that do the same in the same environment. */
export function tasksAlike(tasks: readonly Task[], { tasks: all }: Pick<Graph, 'tasks'>): Task[] {
  const [first] = tasks;
  return Object.values(all).filter(
    ({ target }) =>
      target.target === first?.target.target &&
      target.configuration === first.target.configuration &&
      target.project !== 'stack',
  );
}

/**
 * Those that Nx has not handed over and that nothing stands in the way of: what they depend on has
 * ended well in this run, or is what the given ones depend on, too.
 */
export function readyTasks(
  tasks: readonly Task[],
  graph: Graph,
  endOf: (task: string) => boolean | undefined,
): Task[] {
  const given = new Set(tasks.map(({ id }) => id));
  const ended = new Set(tasks.flatMap(({ id }) => graph.dependencies[id] ?? []));
  return tasksAlike(tasks, graph).filter(
    ({ id }) =>
      !given.has(id) &&
      endOf(id) === undefined &&
      (graph.dependencies[id] ?? []).every((needed) => ended.has(needed) || endOf(needed) === true),
  );
}
