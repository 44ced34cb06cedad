/** Deletes a stack and shows CloudFormation's events until it is gone. */
import { setTimeout as sleep } from 'node:timers/promises';
import { pollMs, type AwsClients } from '../aws/clients';
import { stackResources, startDeletion } from '../aws/stack-resources';
import {
  describeStack,
  newestEvent,
  stackEvents,
  type Stack,
  type StackEvent,
} from '../aws/stacks';
import { deletionFailures } from './stack-deletion';
import { stackState } from './stack-state';

export type DeletionResult =
  | { readonly type: 'deleted' }
  /** CloudFormation did not even begin. */
  | { readonly type: 'refused'; readonly reason: string }
  /** One line for each resource that is still there. */
  | { readonly type: 'failed'; readonly resources: readonly string[] };

interface Watch {
  readonly clients: AwsClients;
  readonly report: (line: string) => void;
}

/** The stack when nothing works on it any more; undefined if it is gone. */
export async function awaitIdle(
  { clients, report }: Watch,
  stack: Stack,
): Promise<Stack | undefined> {
  if (stackState(stack.status).type !== 'busy') return stack;
  report(`stack ${stack.name} is in ${stack.status}; waiting for what is under way`);
  const since = await newestEvent(clients, stack.id);
  return follow({ clients, report }, stack, since, ({ status }) => !isBusy(status));
}

export async function deleteStack(watch: Watch, stack: Stack): Promise<DeletionResult> {
  const { clients } = watch;
  const since = await newestEvent(clients, stack.id);
  const reason = await startDeletion(clients, stack.id);
  if (reason !== undefined) return { type: 'refused', reason };
  // Right after the call the status may still be the old one, so the stack's own event decides.
  const left = await follow(watch, stack, since, (_stack, events) =>
    events.some((event) => isOwn(stack, event) && event.status === 'DELETE_FAILED'),
  );
  if (!left) return { type: 'deleted' };
  const resources = deletionFailures(await stackResources(clients, stack.id));
  return { type: 'failed', resources };
}

/** Prints events until the stack is gone or it is over in another way. */
async function follow(
  { clients, report }: Watch,
  { id }: Stack,
  from: string | undefined,
  isOver: (stack: Stack, events: readonly StackEvent[]) => boolean,
): Promise<Stack | undefined> {
  for (let since = from; ;) {
    // In this order, so that the last events are shown, too.
    const stack = await describeStack(clients, id);
    const events = await stackEvents(clients, id, since);
    for (const { status, logicalId, type, reason } of events) {
      report(`  ${status.padEnd(28)}  ${logicalId}  ${type}${reason ? `  ${reason}` : ''}`);
    }
    since = events.at(-1)?.id ?? since;
    if (!stack || isOver(stack, events)) return stack;
    await sleep(pollMs(clients));
  }
}

function isOwn({ name }: Stack, event: StackEvent): boolean {
  return event.logicalId === name && event.type === 'AWS::CloudFormation::Stack';
}

function isBusy(status: string): boolean {
  return stackState(status).type === 'busy';
}
