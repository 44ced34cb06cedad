/** One stack update from beginning to end, as a person sees it. */
import type { Stack } from '../../aws/stacks';
import type { DeployRequest } from '../../deploy/deploy-request';
import { findAddresses } from '../../deploy/find-addresses';
import { formatTable } from '../../deploy/report/change-set';
import type { DeployResult } from '../../deploy/report/deploy-result';
import { describeResult } from '../../deploy/report/describe-result';
import { unlessAborted } from '../../deploy/pause';
import { performDeploy } from '../../deploy/perform-deploy';
import { interrupted } from '../../deploy/plan-update';
import { previewDeploy } from '../../deploy/preview-deploy';
import { withStackLock } from '../../deploy/stack-lock';
import { UserError } from '../../user-error';
import type { DeployOptions } from './deploy-options';
import { openStack, type StackScope } from './open-stack';

/** Not to execute what is never executed is what was asked for. */
function isAsAsked(result: DeployResult): boolean {
  if (result.type === 'not-executed') return result.why === 'never';
  return result.type === 'deployed' || result.type === 'no-changes';
}

/** @returns whether the stack is now as it should be; what went wrong has been printed */
export async function deployStack(
  scope: StackScope,
  options: DeployOptions,
  report: (line: string) => void,
): Promise<boolean> {
  const { request, account } = await openStack(scope, options, report);
  if (options.dryRun) {
    (await previewDeploy(request)).forEach(request.report);
    return true;
  }
  const { environment, clients, wait } = request;
  const stack = {
    stackName: environment.stackName,
    region: environment.region,
    account: clients.target.endpoint ?? account,
  };
  let isHeld = false;
  const locked = withStackLock(stack, { wait, report: request.report }, () => {
    isHeld = true;
    return performDeploy(request);
  });
  const early = await unlessAborted(locked, request.signal);
  // A deploy that has begun clears up after itself; who only waits for another's has nothing to clear.
  const result = early ?? (isHeld ? await locked : interrupted);
  describeResult(result, request).forEach(request.report);
  if (result.type === 'deployed' || result.type === 'no-changes') {
    (await addressLines(request, result.stack)).forEach(request.report);
  }
  if (result.type === 'no-changes' && environment.failOnEmptyChangeSet) {
    request.report(
      `there is nothing to change, and fail_on_empty_changeset is set for '${environment.name}' in samconfig.toml`,
    );
    return false;
  }
  return isAsAsked(result);
}

/** A deploy that went well stays so where the user may not ask for addresses. */
async function addressLines(request: DeployRequest, stack: Stack): Promise<string[]> {
  try {
    const found = await findAddresses(request, stack);
    if (found.length === 0) return [];
    const rows = found.map(({ method, url, logicalId }) => [method, url, logicalId]);
    return [`to be reached at:\n${formatTable(rows)}`];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`where the functions can be reached is not known: ${error.message}`];
  }
}
