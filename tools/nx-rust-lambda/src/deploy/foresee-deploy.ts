/**
 * Refuses a deploy as its plan would, before anything is built for it: what is deployed is read, and
 * composed with the functions that would be built. Changes nothing.
 */
import { describeStack } from '../aws/stacks';
import { composeTemplate } from './composition/deploy-plan';
import type { DeployRequest } from './deploy-request';
import { parametersFor } from './environment/stack-parameters';
import { readDeployed } from './plan-update';
import { refuseUnsound } from './refuse-unsound';
import { stackState } from './stack-state';

export interface ForeseenDeploy extends Pick<
  DeployRequest,
  | 'askedParameters'
  | 'clients'
  | 'commandFor'
  | 'environment'
  | 'extent'
  | 'projectFunctions'
  | 'template'
> {
  /** Logical ids of the functions in scope. */
  readonly scope: readonly string[];
}

/** @throws UserError that the deploy itself would end with */
export async function foreseeDeploy(request: ForeseenDeploy): Promise<void> {
  const { clients, environment, extent, projectFunctions, scope, template } = request;
  const found = await describeStack(clients, environment.stackName);
  const { type } = stackState(found?.status, { ...environment, environment: environment.name });
  // What is under way may end otherwise; the deploy waits for it, or says what to do.
  if (type === 'busy' || type === 'broken') return;
  const stack = type === 'ready' ? found : undefined;
  const deployed = stack ? await readDeployed(clients, stack) : undefined;
  const composition = composeTemplate({
    local: template.data,
    deployed,
    scope: [...scope],
    extent,
    projectFunctions,
  });
  const parameters = parametersFor(environment, stack, composition);
  const code = new Map(scope.map((id) => [id, undefined]));
  refuseUnsound({ ...request, code }, { stack, composition, parameters });
}
