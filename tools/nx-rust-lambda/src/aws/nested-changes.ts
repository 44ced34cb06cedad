/** What the change sets of nested stacks list: a parent's only says that the nested stack changes. */
import { DescribeChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { allPages, type AwsClients } from './clients';
import { resourceChanges, type ResourceChange } from './resource-changes';

/**
 * The changes, and after each nested stack those in it, at any depth. What is in a stack has the stack's
 * logical id before its own: `Orders/Table`.
 */
export async function withNestedChanges(
  clients: AwsClients,
  changes: readonly ResourceChange[],
  includePropertyValues: boolean | undefined,
): Promise<ResourceChange[]> {
  const all: ResourceChange[] = [];
  for (const change of changes) {
    all.push(change);
    if (change.nestedChangeSet === undefined) continue;
    const listed = await allPages(
      (NextToken) =>
        clients.cloudformation.send(
          new DescribeChangeSetCommand({
            ChangeSetName: change.nestedChangeSet,
            NextToken,
            IncludePropertyValues: includePropertyValues,
          }),
        ),
      ({ Changes }) => Changes,
      clients.target,
    );
    const inside = resourceChanges(listed).map((nested) => inStack(change.logicalId, nested));
    all.push(...(await withNestedChanges(clients, inside, includePropertyValues)));
  }
  return all;
}

function inStack(stack: string, change: ResourceChange): ResourceChange {
  return {
    ...change,
    logicalId: `${stack}/${change.logicalId}`,
    nestedIn: stack,
    causes: change.causes?.map((id) => `${stack}/${id}`) ?? [],
  };
}
