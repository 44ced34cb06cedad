/** Brings a stack into a state that can be deployed to, or says why it is in none and what to do. */
import type { AwsClients } from '../aws/clients';
import { describeStack, type Stack } from '../aws/stacks';
import { UserError } from '../user-error';
import { deleteStack } from './delete-stack';
import type { Environment } from './environment/environment';
import { awaitStack } from './follow-stack';
import { refuseProtected } from './stack-deletion';
import { isBusy, stackState } from './stack-state';

export interface StackWanted {
  readonly environment: Environment;
  readonly clients: AwsClients;
  /** Whether to wait for a deploy that is under way; it is an error otherwise. */
  readonly wait: boolean;
  /** Whether a stack whose first deploy failed is deleted and created anew; in `local` it always is. */
  readonly recreate: boolean;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * The stack to update, or undefined where one is to be created.
 *
 * @throws UserError with the next step for a stack that cannot be deployed to
 */
export async function readyStack(wanted: StackWanted): Promise<Stack | undefined> {
  const { clients, environment, report, signal } = wanted;
  const place = { ...environment, environment: environment.name };
  let stack = await describeStack(clients, environment.stackName);
  if (stack && isBusy(stack.status)) {
    refuseBusy(wanted, stack);
    stack = await awaitStack({ ...place, clients, report, signal }, stack);
  }
  const state = stackState(stack?.status, place);
  if (!stack || state.type === 'absent') return undefined;
  const isIn = `stack '${stack.name}' is in ${stack.status}`;
  switch (state.type) {
    case 'planned':
      report(`${isIn}: a first deploy was planned and never executed; creating the stack now`);
      return undefined;
    case 'broken': {
      const reason = stack.statusReason ? ` (${stack.statusReason})` : '';
      throw new UserError(`${isIn}: ${state.why}${reason}; ${state.mend}`);
    }
    case 'never-created':
      await removeRemains(wanted, stack, `${isIn}: ${state.why}`);
      return undefined;
    default:
      return stack;
  }
}

function refuseBusy({ wait }: StackWanted, { name, status }: Stack): void {
  if (wait) return;
  throw new UserError(
    `stack '${name}' is in ${status}: another deploy is under way; leave out --no-wait to wait for it`,
  );
}

async function removeRemains(wanted: StackWanted, stack: Stack, what: string): Promise<void> {
  const { clients, environment, recreate, report } = wanted;
  if (environment.kind !== 'local' && !recreate) {
    throw new UserError(
      `${what}, and CloudFormation lets such a stack only be deleted; add --recreate to have it deleted and created anew`,
    );
  }
  if (stack.terminationProtection) refuseProtected(environment);
  report(`${what}; creating it anew`);
  const result = await deleteStack({ clients, report }, stack);
  if (result.type === 'deleted') return;
  const why = result.type === 'refused' ? result.reason : result.resources.join('; ');
  throw new UserError(`stack '${stack.name}' could not be deleted: ${why}`);
}
