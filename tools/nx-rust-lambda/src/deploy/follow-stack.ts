/** Watches a stack while CloudFormation works on it, and says how it ended. */
import { setTimeout as sleep } from 'node:timers/promises';
import { pollMs, type AwsClients } from '../aws/clients';
import {
  describeStack,
  newestEvent,
  stackEvents,
  type Stack,
  type StackEvent,
} from '../aws/stacks';
import { objectAt, type SamTemplate } from '../template/sam-template';
import type { DeployResult } from './deploy-result';
import { resourceNamed } from './ownership';
import { deployEnd, stackState } from './stack-state';

interface Watch {
  readonly clients: AwsClients;
  readonly stackName: string;
  readonly report: (line: string) => void;
}

/** The stack once nothing works on it, with the events of a running update meanwhile. */
export async function awaitStack({
  clients,
  stackName,
  report,
}: Watch): Promise<Stack | undefined> {
  let stack = await describeStack(clients, stackName);
  if (!stack || stackState(stack.status).type !== 'busy') return stack;
  report(`stack ${stackName} is in ${stack.status}; waiting for the deploy that is under way`);
  let since = await newestEvent(clients, stackName);
  while (stack && stackState(stack.status).type === 'busy') {
    await sleep(pollMs(clients));
    const events = await stackEvents(clients, stackName, since);
    events.forEach((event) => report(formatEvent(event)));
    since = events.at(-1)?.id ?? since;
    stack = await describeStack(clients, stackName);
  }
  return stack;
}

export interface Execution extends Watch {
  /** The newest event before the change set was executed. */
  readonly since: string | undefined;
  /** What the change set lists; the local AWS has events for everything else, too. */
  readonly changed: ReadonlySet<string>;
  readonly template: SamTemplate;
}

type ExecutionEnd =
  { readonly type: 'deployed'; readonly stack: Stack } | Extract<DeployResult, { type: 'failed' }>;

/** Prints events until the stack's own event ends the deploy. */
export async function followExecution(execution: Execution): Promise<ExecutionEnd> {
  const { clients, stackName, report, changed, template } = execution;
  let { since } = execution;
  let failed: StackEvent | undefined;
  for (;;) {
    const events = await stackEvents(clients, stackName, since);
    since = events.at(-1)?.id ?? since;
    for (const event of events) {
      const isOwn = event.logicalId === stackName && event.type === 'AWS::CloudFormation::Stack';
      const isNews = /FAILED|ROLLBACK|DELETE/.test(event.status) || changed.has(event.logicalId);
      if (isOwn || isNews) report(formatEvent(event));
      if (!isOwn && event.status.endsWith('_FAILED')) failed ??= event;
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
    await sleep(pollMs(clients));
  }
}

async function settled({ clients, stackName }: Watch): Promise<Stack | undefined> {
  for (;;) {
    const stack = await describeStack(clients, stackName);
    if (!stack || stackState(stack.status).type !== 'busy') return stack;
    await sleep(pollMs(clients));
  }
}

function formatEvent({ status, logicalId, type, reason }: StackEvent): string {
  return `  ${status.padEnd(28)}  ${logicalId}  ${type}${reason ? `  ${reason}` : ''}`;
}

function placeOf(logicalId: string, template: SamTemplate) {
  const id = resourceNamed(logicalId, objectAt(template.data, 'Resources'));
  return id === undefined
    ? { file: template.file }
    : { file: template.file, line: template.lineOf(['Resources', id]) };
}
