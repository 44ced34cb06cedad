/** CloudFormation's lists of stacks and of what each of them has made. */
import { ListStacksCommand, type StackStatus } from '@aws-sdk/client-cloudformation';
import { allPages, type AwsClients } from './clients';
import { stackResources } from './stack-resources';

export interface OwnedResource {
  /** The stack's name. */
  readonly stack: string;
  readonly type: string;
  readonly physicalId: string;
}

/** A deleted stack owns nothing; one that was only reviewed has made nothing yet. */
const withoutResources: ReadonlySet<StackStatus> = new Set<StackStatus>([
  'DELETE_COMPLETE',
  'REVIEW_IN_PROGRESS',
]);

/** Everything that stacks of this account and region own, those with the name `except` left out. */
export async function ownedResources(
  clients: AwsClients,
  except: string,
): Promise<OwnedResource[]> {
  const stacks = await stackNames(clients);
  const owned = await Promise.all(
    stacks.filter((name) => name !== except).map((name) => resourcesOf(clients, name)),
  );
  return owned.flat();
}

async function stackNames(clients: AwsClients): Promise<string[]> {
  const summaries = await allPages(
    (NextToken) => clients.cloudformation.send(new ListStacksCommand({ NextToken })),
    ({ StackSummaries }) => StackSummaries,
    clients.target,
  );
  return summaries.flatMap(({ StackName: name, StackStatus: status }) =>
    name === undefined || (status && withoutResources.has(status)) ? [] : [name],
  );
}

async function resourcesOf(clients: AwsClients, stack: string): Promise<OwnedResource[]> {
  const resources = await stackResources(clients, stack);
  return resources.map(({ type, physicalId }) => ({ stack, type, physicalId }));
}
