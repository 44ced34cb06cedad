/** Watches a stack while CloudFormation works on it, and says how it ended. */
import { pollMs, type AwsClients } from '../aws/clients';
import {
  describeStack,
  latestEvents,
  stackEvents,
  type Stack,
  type StackEvent,
} from '../aws/stacks';
import { objectAt, type SamTemplate } from '../sam/sam-template';
import { originOf } from './change-set-name';
import type { DeployResult } from './report/deploy-result';
import { resourceNamed } from '../sam/ownership';
import { pause } from './pause';
import { deployEnd, isBusy } from './stack-state';

export interface Watch {
  readonly clients: AwsClients;
  readonly stackName: string;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** The stack once nothing works on it, with the events of what is under way meanwhile, if anything is. */
export async function awaitStack(watch: Watch, busy: Stack): Promise<Stack | undefined> {
  const { clients, stackName, report, signal } = watch;
  if (!isBusy(busy.status)) return busy;
  const earlier = await latestEvents(clients, stackName);
  report(describeBusy(busy, earlier));
  let since = earlier.at(-1)?.id;
  let stack: Stack | undefined = busy;
  while (stack && isBusy(stack.status) && !signal?.aborted) {
    await pause(pollMs(clients), signal);
    // A stack that has been deleted meanwhile is known by its id alone.
    const events = await stackEvents(clients, busy.id, since);
    events.forEach((event) => report(formatEvent(event)));
    since = events.at(-1)?.id ?? since;
    stack = await describeStack(clients, stackName);
  }
  return stack;
}

function describeBusy({ name, status }: Stack, events: readonly StackEvent[]): string {
  const begun = events.findLast(
    ({ logicalId, status: each }) => logicalId === name && each === status,
  );
  const origin = begun?.token === undefined ? undefined : originOf(begun.token);
  if (!origin) return `stack ${name} is in ${status}; waiting for what is under way`;
  const since = new Date(origin.startedAt).toISOString();
  return `stack ${name} is in ${status}; following the deploy that process ${origin.pid} started at ${since}`;
}

export interface Execution extends Watch {
  /** The newest event before the change set was executed. */
  readonly since: string | undefined;
  /** What the change set lists; the local AWS has events for everything else, too. */
  readonly changed: ReadonlySet<string>;
  readonly template: SamTemplate;
}

type ExecutionEnd =
  | { readonly type: 'deployed'; readonly stack: Stack }
  | Extract<DeployResult, { type: 'failed' | 'interrupted' }>;

/** Prints events until the stack's own event ends the deploy. */
export async function followExecution(execution: Execution): Promise<ExecutionEnd> {
  const { clients, stackName, report, changed, template, signal } = execution;
  let { since } = execution;
  let failed: StackEvent | undefined;
  while (!signal?.aborted) {
    const events = await stackEvents(clients, stackName, since);
    since = events.at(-1)?.id ?? since;
    for (const event of events) {
      const isOwn = event.logicalId === stackName && event.type === 'AWS::CloudFormation::Stack';
      const isNews = /FAILED|ROLLBACK|DELETE/.test(event.status) || changed.has(event.logicalId);
      if (isOwn || isNews) report(formatEvent(event));
      // What is given up because something else failed says so, and is not the cause.
      if (!isOwn && event.status.endsWith('_FAILED') && !isCancelled(event)) failed ??= event;
      const end = isOwn ? deployEnd(event.status) : undefined;
      if (!end) continue;
      const stack = await settled(execution);
      if (end === 'succeeded' && stack) return { type: 'deployed', stack };
      const cause = failed ?? event;
      return {
        type: 'failed',
        logicalId: cause.logicalId,
        reason: cause.reason ?? cause.status,
        place: placeOf(cause.logicalId, template),
        status: stack?.status,
      };
    }
    await pause(pollMs(clients), signal);
  }
  return { type: 'interrupted', isExecuting: true, isLeft: false };
}

async function settled({ clients, stackName, signal }: Watch): Promise<Stack | undefined> {
  for (;;) {
    const stack = await describeStack(clients, stackName);
    if (!stack || !isBusy(stack.status) || signal?.aborted) return stack;
    await pause(pollMs(clients), signal);
  }
}

function isCancelled({ reason = '' }: StackEvent): boolean {
  return /^Resource (creation|update) cancelled/i.test(reason);
}

export function formatEvent({ status, logicalId, type, reason }: StackEvent): string {
  return `  ${status.padEnd(28)}  ${logicalId}  ${type}${reason ? `  ${reason}` : ''}`;
}

function placeOf(logicalId: string, template: SamTemplate) {
  const id = resourceNamed(logicalId, objectAt(template.data, 'Resources'));
  return id === undefined
    ? { file: template.file }
    : { file: template.file, line: template.lineOf(['Resources', id]) };
}
