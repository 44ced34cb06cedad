/** CloudFormation's lists of stacks and of what each of them has made. */
import {
  ListStackResourcesCommand,
  ListStacksCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { asUser, type AwsClients } from './clients';

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
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await asUser(
      clients.cloudformation.send(new ListStacksCommand({ NextToken: token })),
      clients.target,
    );
    for (const { StackName: name, StackStatus: status } of page.StackSummaries ?? []) {
      if (name !== undefined && !(status && withoutResources.has(status))) names.push(name);
    }
    token = page.NextToken;
  } while (token !== undefined);
  return names;
}

async function resourcesOf(clients: AwsClients, stack: string): Promise<OwnedResource[]> {
  const owned: OwnedResource[] = [];
  let token: string | undefined;
  do {
    const page = await asUser(
      clients.cloudformation.send(
        new ListStackResourcesCommand({ StackName: stack, NextToken: token }),
      ),
      clients.target,
    );
    for (const resource of page.StackResourceSummaries ?? []) {
      const { ResourceType: type, PhysicalResourceId: physicalId } = resource;
      if (type === undefined || !physicalId || resource.ResourceStatus === 'DELETE_COMPLETE')
        continue;
      owned.push({ stack, type, physicalId });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return owned;
}
