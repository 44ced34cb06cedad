/** What becomes of a stack whose first deploy has failed, where the environment wants it deleted. */
import { describeStack } from '../aws/stacks';
import { deleteStack } from './delete-stack';
import type { DeployRequest } from './deploy-request';
import type { DeployResult } from './report/deploy-result';
import { stackState } from './stack-state';

/** A failed update is rolled back to what was there; only a stack that never was has nothing to go back to. */
export async function removeFailedCreation(
  { clients, environment, report }: DeployRequest,
  result: DeployResult,
): Promise<DeployResult> {
  if (!environment.deleteOnFailure || result.type !== 'failed') return result;
  const stack = await describeStack(clients, environment.stackName);
  const place = { ...environment, environment: environment.name };
  if (!stack || stackState(stack.status, place).type !== 'never-created') return result;
  report(`on_failure = "DELETE": deleting stack ${stack.name}, whose first deploy has failed`);
  const deletion = await deleteStack({ clients, report }, stack);
  return deletion.type === 'deleted' ? { ...result, status: undefined } : result;
}
