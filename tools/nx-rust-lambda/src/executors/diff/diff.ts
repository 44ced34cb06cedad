/** Shows what a deploy would change, as CloudFormation works it out, and changes nothing. */
import type { ExecutorContext, Task, TaskGraph } from '@nx/devkit';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { describeInterruption } from '../../deploy/report/deploy-result';
import { performDiff } from '../../deploy/perform-diff';
import { formatDiff } from '../../deploy/report/stack-diff';
import { describeError } from '../../user-error';
import type { DeployOptions } from '../deploy/deploy-options';
import { openStack, type StackScope } from '../deploy/open-stack';
import { byEnvironment, scopeOf, wholeScope } from '../deploy/scope-of';
import { endIfInterrupted } from '../interrupt';
import { liveOutput } from '../live-output';

export interface DiffOptions extends DeployOptions {
  /** Fail if there is anything to change. */
  readonly failOnChanges?: boolean;
  /** File for the difference, relative to the workspace root. */
  readonly json?: string;
}

interface TaskOutcome {
  readonly task: string;
  readonly result: { readonly success: boolean; readonly terminalOutput: string };
}

/** All functions that Nx hands over together are one difference, as they would be one deploy. */
export async function* batch(
  taskGraph: TaskGraph,
  inputs: Record<string, DiffOptions>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<TaskOutcome> {
  for (const [environment, tasks] of byEnvironment(Object.values(taskGraph.tasks))) {
    const live = liveOutput(process.stdout);
    const options = inputs[tasks[0]?.id ?? ''] ?? {};
    const success = await diff(environment, tasks, options, context, live.report);
    for (const { id } of tasks)
      yield { task: id, result: { success, terminalOutput: live.take() } };
  }
  endIfInterrupted();
}

export default async function diffExecutor(
  options: DiffOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const target = {
    project: context.projectName ?? '',
    target: context.targetName ?? 'diff',
    configuration: context.configurationName,
  };
  const task = { id: `${target.project}:diff`, target } as Task;
  const { report } = liveOutput(process.stdout);
  return { success: await diff(target.configuration, [task], options, context, report) };
}

async function diff(
  environment: string | undefined,
  tasks: readonly Task[],
  options: DiffOptions,
  context: ExecutorContext,
  report: (line: string) => void,
): Promise<boolean> {
  try {
    const isWhole = tasks.some(({ target }) => target.project === 'stack');
    const scope = isWhole ? wholeScope(environment, context) : scopeOf(environment, tasks, context);
    return await showDiff(scope, options, report);
  } catch (error) {
    report(describeError(error));
    return false;
  }
}

async function showDiff(
  scope: StackScope,
  options: DiffOptions,
  show: (line: string) => void,
): Promise<boolean> {
  const { request } = await openStack(scope, options, show);
  const found = await performDiff(request);
  if (found.type === 'interrupted') {
    request.report(describeInterruption(found, request.environment.stackName));
    return false;
  }
  formatDiff(found).forEach(request.report);
  if (options.json !== undefined) {
    const file = resolve(scope.root, options.json);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(found, null, 2)}\n`);
  }
  const fails = options.failOnChanges === true && found.type !== 'no-changes';
  if (fails) request.report('there are changes, and --fail-on-changes is given');
  return !fails;
}
