/**
 * CloudFormation's stacks and events, as plain data. Knows nothing of functions,
 * artifacts or scopes.
 */
import {
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  type StackEvent as AwsEvent,
} from '@aws-sdk/client-cloudformation';
import { asUser, type AwsClients } from './clients';

export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  /** Changes with every deploy: time of the last update, or of creation. */
  readonly version: string;
  readonly outputs: readonly StackOutput[];
  /** A NoEcho parameter's value is `****`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Why it is in this status, where CloudFormation says so. */
  readonly statusReason: string | undefined;
  /** While it is on, CloudFormation refuses to delete the stack. */
  readonly terminationProtection: boolean;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description: string;
}

export interface StackEvent {
  readonly id: string;
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
  /** ClientRequestToken of the request that this event comes from. */
  readonly token?: string | undefined;
}

export async function describeStack(clients: AwsClients, name: string): Promise<Stack | undefined> {
  try {
    const answer = await asUser(
      clients.cloudformation.send(new DescribeStacksCommand({ StackName: name })),
      clients.target,
    );
    const stack = answer.Stacks?.[0];
    if (!stack || stack.StackStatus === 'DELETE_COMPLETE') return undefined;
    return {
      id: stack.StackId ?? name,
      name: stack.StackName ?? name,
      status: stack.StackStatus ?? 'UNKNOWN',
      version: (stack.LastUpdatedTime ?? stack.CreationTime)?.toISOString() ?? '',
      outputs: (stack.Outputs ?? []).map((output) => ({
        key: output.OutputKey ?? '',
        value: output.OutputValue ?? '',
        description: output.Description ?? '',
      })),
      parameters: Object.fromEntries(
        (stack.Parameters ?? []).map((each) => [
          each.ParameterKey ?? '',
          each.ParameterValue ?? '',
        ]),
      ),
      tags: Object.fromEntries(
        (stack.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']),
      ),
      statusReason: stack.StackStatusReason,
      terminationProtection: stack.EnableTerminationProtection ?? false,
    };
  } catch (error) {
    if (isValidationError(error, /does not exist/)) return undefined;
    throw error;
  }
}

/** The template as it was sent, not as SAM's transform expanded it. */
export async function deployedTemplate(clients: AwsClients, stack: string): Promise<string> {
  const answer = await asUser(
    clients.cloudformation.send(
      new GetTemplateCommand({ StackName: stack, TemplateStage: 'Original' }),
    ),
    clients.target,
  );
  return answer.TemplateBody ?? '{}';
}

/** Newest last; only those after the event `since`. */
export async function stackEvents(
  clients: AwsClients,
  stack: string,
  since: string | undefined,
): Promise<StackEvent[]> {
  const found: StackEvent[] = [];
  for (let token: string | undefined; ;) {
    const page = await asUser(
      clients.cloudformation.send(
        new DescribeStackEventsCommand({ StackName: stack, NextToken: token }),
      ),
      clients.target,
    );
    for (const event of page.StackEvents ?? []) {
      if (event.EventId === since) return found.reverse();
      found.push(eventOf(event));
    }
    token = page.NextToken;
    if (token === undefined) return found.reverse();
  }
}

/** The newest events, at most CloudFormation's page of 100, newest last; none for a new stack. */
export async function latestEvents(clients: AwsClients, stack: string): Promise<StackEvent[]> {
  const page = await asUser(
    clients.cloudformation.send(new DescribeStackEventsCommand({ StackName: stack })),
    clients.target,
  );
  return (page.StackEvents ?? []).map(eventOf).reverse();
}

/** @returns undefined if the stack or the resource does not exist */
export async function physicalId(
  clients: AwsClients,
  stack: string,
  logicalId: string,
): Promise<string | undefined> {
  const command = new DescribeStackResourceCommand({
    StackName: stack,
    LogicalResourceId: logicalId,
  });
  try {
    const answer = await asUser(clients.cloudformation.send(command), clients.target);
    return answer.StackResourceDetail?.PhysicalResourceId;
  } catch (error) {
    if (isValidationError(error, /does not exist|not found/i)) return undefined;
    throw error;
  }
}

function eventOf(event: AwsEvent): StackEvent {
  return {
    id: event.EventId ?? '',
    logicalId: event.LogicalResourceId ?? '',
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason,
    token: event.ClientRequestToken,
  };
}

/** CloudFormation's one error for many mistakes, told apart by what it says. */
export function isValidationError(error: unknown, message: RegExp): boolean {
  return error instanceof Error && error.name === 'ValidationError' && message.test(error.message);
}
