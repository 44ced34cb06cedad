/** What of the stack a run's tasks cover. Pure. */
import type { ExecutorContext, Task } from '@nx/devkit';
import type { StackScope } from './open-stack';
import { readFunctionProjects, refuseWrongBuilds } from './function-projects';

type RunContext = Pick<ExecutorContext, 'root' | 'projectGraph' | 'taskGraph'>;

/**
 * The functions of these tasks; with what functions share where the tasks of the whole run, in whatever
 * batches Nx hands them over, cover every function.
 *
 * @throws UserError if the run builds the functions for something else
 */
export function scopeOf(
  environment: string | undefined,
  tasks: readonly Task[],
  context: RunContext,
): StackScope {
  const names = tasks.map(({ target }) => target.project);
  const own = tasks[0]?.target.target;
  const projects = readFunctionProjects(context.projectGraph);
  const runTasks = Object.values(context.taskGraph?.tasks ?? {});
  refuseWrongBuilds(names, environment, runTasks);
  const covered = new Set([
    ...names,
    ...runTasks.flatMap(({ target }) =>
      target.target === own && target.configuration === environment ? [target.project] : [],
    ),
  ]);
  const coversAll = projects.every(
    ({ name, functions }) => functions.length === 0 || covered.has(name),
  );
  return {
    root: context.root,
    environment,
    projects,
    deployed: projects.filter(({ name }) => names.includes(name)),
    template: templateOf(context),
    extent: coversAll ? 'shared' : 'functions',
  };
}

/** Everything that template.yml says. */
export function wholeScope(environment: string | undefined, context: RunContext): StackScope {
  const projects = readFunctionProjects(context.projectGraph);
  const names = projects.map(({ name }) => name);
  refuseWrongBuilds(names, environment, Object.values(context.taskGraph?.tasks ?? {}));
  return {
    root: context.root,
    environment,
    projects,
    deployed: projects,
    template: templateOf(context),
    extent: 'whole',
  };
}

/** template.yml, as the stack's own targets name it. */
export function templateOf({ projectGraph }: Pick<RunContext, 'projectGraph'>): string {
  const options = projectGraph.nodes['stack']?.data.targets?.['validate']?.options as
    { template?: string } | undefined;
  return options?.template ?? 'template.yml';
}
