/** What of the stack a run's tasks cover. Pure. */
import type { ExecutorContext, Task } from '@nx/devkit';
import type { StackScope } from './open-stack';
import { readFunctionProjects, refuseWrongBuilds } from './function-projects';

export type RunContext = Pick<ExecutorContext, 'root' | 'projectGraph' | 'taskGraph'>;

/**
 * The functions of these tasks; with what functions share where these, and what the run has deployed
 * before them, cover every function.
 *
 * @throws UserError if the run builds the functions for something else
 */
export function scopeOf(
  environment: string | undefined,
  tasks: readonly Task[],
  context: RunContext,
  deployedBefore: readonly string[] = [],
): StackScope {
  const names = tasks.map(({ target }) => target.project);
  const projects = readFunctionProjects(context.projectGraph);
  refuseWrongBuilds(names, environment, Object.values(context.taskGraph?.tasks ?? {}));
  const covered = new Set([...names, ...deployedBefore]);
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
