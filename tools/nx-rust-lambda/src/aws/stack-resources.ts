/** A stack's resources, and how a stack is deleted, as plain data. */
import { DeleteStackCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { allPages, asUser, type AwsClients } from './clients';

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
  const summaries = await allPages(
    (NextToken) =>
      clients.cloudformation.send(new ListStackResourcesCommand({ StackName: stack, NextToken })),
    ({ StackResourceSummaries }) => StackResourceSummaries,
    clients.target,
  );
  return summaries.map((resource) => ({
    logicalId: resource.LogicalResourceId ?? '',
    type: resource.ResourceType ?? '',
    status: resource.ResourceStatus ?? '',
    physicalId: resource.PhysicalResourceId ?? '',
    reason: resource.ResourceStatusReason,
  }));
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
