/** Deletes a stack and shows CloudFormation's events until it is gone. */
import { setTimeout as sleep } from 'node:timers/promises';
import { pollMs, type AwsClients } from '../aws/clients';
import { stackResources, startDeletion } from '../aws/stack-resources';
import {
  describeStack,
  latestEvents,
  stackEvents,
  type Stack,
  type StackEvent,
} from '../aws/stacks';
import { deletionFailures } from './stack-deletion';
import { formatEvent } from './follow-stack';

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

/** Deletes the stack as it is; nothing may be under way. */
export async function deleteStack(watch: Watch, stack: Stack): Promise<DeletionResult> {
  const { clients } = watch;
  const since = (await latestEvents(clients, stack.id)).at(-1)?.id;
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
    events.forEach((event) => report(formatEvent(event)));
    since = events.at(-1)?.id ?? since;
    if (!stack || isOver(stack, events)) return stack;
    await sleep(pollMs(clients));
  }
}

function isOwn({ name }: Stack, event: StackEvent): boolean {
  return event.logicalId === name && event.type === 'AWS::CloudFormation::Stack';
}
