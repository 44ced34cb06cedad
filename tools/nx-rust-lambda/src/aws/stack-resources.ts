/** A stack's resources, and how a stack is deleted, as plain data. */
import {
  DeleteStackCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { asUser, type AwsClients } from './clients';

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  /** Empty for what has not come to be. */
  readonly physicalId: string;
  readonly reason: string | undefined;
}

/** All of them: CloudFormation gives 100 a page (ListStackResources). */
export async function stackResources(clients: AwsClients, stack: string): Promise<StackResource[]> {
  const found: StackResource[] = [];
  for (let token: string | undefined; ;) {
    const page = await asUser(
      clients.cloudformation.send(
        new ListStackResourcesCommand({ StackName: stack, NextToken: token }),
      ),
      clients.target,
    );
    for (const resource of page.StackResourceSummaries ?? []) {
      found.push({
        logicalId: resource.LogicalResourceId ?? '',
        type: resource.ResourceType ?? '',
        status: resource.ResourceStatus ?? '',
        physicalId: resource.PhysicalResourceId ?? '',
        reason: resource.ResourceStatusReason,
      });
    }
    token = page.NextToken;
    if (token === undefined) return found;
  }
}

export async function hasTerminationProtection(
  clients: AwsClients,
  stackId: string,
): Promise<boolean> {
  const answer = await asUser(
    clients.cloudformation.send(new DescribeStacksCommand({ StackName: stackId })),
    clients.target,
  );
  return answer.Stacks?.[0]?.EnableTerminationProtection === true;
}

/**
 * Begins a deletion, and does not wait for it.
 *
 * @returns what CloudFormation says against it: an export that another stack imports, for one
 */
export async function startDeletion(
  clients: AwsClients,
  stackId: string,
): Promise<string | undefined> {
  try {
    await asUser(
      clients.cloudformation.send(new DeleteStackCommand({ StackName: stackId })),
      clients.target,
    );
    return undefined;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError') return error.message;
    throw error;
  }
}
