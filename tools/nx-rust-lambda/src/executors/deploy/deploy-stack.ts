/** One stack update from beginning to end, as a person sees it. */
import { describeResult } from '../../deploy/describe-result';
import { performDeploy } from '../../deploy/perform-deploy';
import { previewDeploy } from '../../deploy/preview-deploy';
import { withStackLock } from '../../deploy/stack-lock';
import type { DeployOptions } from './deploy-options';
import { openStack, type StackScope } from './open-stack';

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
  const result = await withStackLock(stack, { wait, report: request.report }, () =>
    performDeploy(request),
  );
  describeResult(result, request).forEach(request.report);
  return result.type === 'deployed' || result.type === 'no-changes';
}
