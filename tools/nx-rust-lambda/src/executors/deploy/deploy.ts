/** Deploys functions: all deploy tasks that Nx hands over for one environment are one stack update. */
import type { ExecutorContext, Task, TaskGraph } from '@nx/devkit';
import { describeError } from '../../user-error';
import { liveOutput, type LiveOutput } from '../live-output';
import { deployStack } from './deploy-stack';
import { readFunctionProjects, refuseWrongBuilds } from './function-projects';

export interface DeployOptions {
  /** Another endpoint than AWS's own, for an account environment. */
  readonly endpointUrl?: string;
}

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
    const endpointUrl = tasks.map(({ id }) => inputs[id]?.endpointUrl).find(Boolean);
    const live = liveOutput(process.stdout);
    const success = await deploy(environment, tasks, endpointUrl, context, live);
    for (const { id } of tasks)
      yield { task: id, result: { success, terminalOutput: live.take() } };
  }
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
  return { success: await deploy(configuration, [task], options.endpointUrl, context, live) };
}

async function deploy(
  environment: string | undefined,
  tasks: readonly Task[],
  endpointUrl: string | undefined,
  context: ExecutorContext,
  { report }: LiveOutput,
): Promise<boolean> {
  try {
    const names = tasks.map(({ target }) => target.project);
    const projects = readFunctionProjects(context.projectGraph);
    const runTasks = Object.values(context.taskGraph?.tasks ?? {});
    refuseWrongBuilds(names, environment, runTasks);
    const covered = new Set([
      ...names,
      ...runTasks.flatMap(({ target }) =>
        target.target === 'deploy' && target.configuration === environment ? [target.project] : [],
      ),
    ]);
    const coversAll = projects.every(
      ({ name, functions }) => functions.length === 0 || covered.has(name),
    );
    return await deployStack({
      root: context.root,
      environment,
      endpointUrl,
      projects,
      deployed: projects.filter(({ name }) => names.includes(name)),
      template: templateOf(context),
      extent: coversAll ? 'shared' : 'functions',
      report,
    });
  } catch (error) {
    report(describeError(error));
    return false;
  }
}

/** template.yml, as the stack's own targets name it. */
export function templateOf(context: ExecutorContext): string {
  const options = context.projectGraph.nodes['stack']?.data.targets?.['validate']?.options as
    { template?: string } | undefined;
  return options?.template ?? 'template.yml';
}

function byEnvironment(tasks: readonly Task[]): Map<string | undefined, Task[]> {
  const groups = new Map<string | undefined, Task[]>();
  for (const task of tasks) {
    const { configuration } = task.target;
    groups.set(configuration, [...(groups.get(configuration) ?? []), task]);
  }
  return groups;
}
