/** Shows what a deploy would change, as CloudFormation works it out, and changes nothing. */
import { resolve } from 'node:path';
import { describeInterruption } from '../../deploy/report/deploy-result';
import { performDiff } from '../../deploy/perform-diff';
import { formatDiff } from '../../deploy/report/stack-diff';
import type { DeployOptions } from '../deploy/deploy-options';
import { openStack, type StackScope } from '../deploy/open-stack';
import { stackExecutor } from '../deploy/stack-tasks';
import { writeJson } from '../stack-table';

export interface DiffOptions extends DeployOptions {
  /** Fail if there is anything to change. */
  readonly failOnChanges?: boolean;
  /** File for the difference, relative to the workspace root. */
  readonly json?: string;
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
  formatDiff(found, request).forEach(request.report);
  if (options.json !== undefined) await writeJson(resolve(scope.root, options.json), found);
  const fails = options.failOnChanges === true && found.type !== 'no-changes';
  if (fails) request.report('there are changes, and --fail-on-changes is given');
  return !fails;
}

/** All functions that Nx hands over together are one difference, as they would be one deploy. */
const executor = stackExecutor(showDiff);

export const { batch } = executor;
export default executor.single;
