import type { AwsClients } from './clients';
import { ownedResources } from './owned-names';

interface Sent {
  readonly input: { readonly StackName?: string; readonly NextToken?: string };
}

/** Answers ListStacks and ListStackResources in pages of one. */
function cloudFormation(stacks: readonly (readonly [name: string, status: string])[]): AwsClients {
  const page = <T>(items: readonly T[], token = '0') => ({
    items: items.slice(Number(token), Number(token) + 1),
    NextToken: Number(token) + 1 < items.length ? String(Number(token) + 1) : undefined,
  });
  const send = async ({ input }: Sent) => {
    if (input.StackName === undefined) {
      const { items, NextToken } = page(stacks, input.NextToken);
      const StackSummaries = items.map(([StackName, StackStatus]) => ({ StackName, StackStatus }));
      return { StackSummaries, NextToken };
    }
    const { items, NextToken } = page(['a', 'b'], input.NextToken);
    const StackResourceSummaries = items.map((id) => ({
      ResourceType: 'AWS::SQS::Queue',
      PhysicalResourceId: `${input.StackName}/${id}`,
      ResourceStatus: 'CREATE_COMPLETE',
    }));
    return { StackResourceSummaries, NextToken };
  };
  const target = { kind: 'local', region: 'us-east-1', endpoint: 'http://127.0.0.1:1' };
  return { target, cloudformation: { send } } as unknown as AwsClients;
}

test("what other stacks own, from every page, without one's own stack and those that are gone", async () => {
  const clients = cloudFormation([
    ['mine', 'CREATE_COMPLETE'],
    ['gone', 'DELETE_COMPLETE'],
    ['one', 'UPDATE_COMPLETE'],
    ['reviewed', 'REVIEW_IN_PROGRESS'],
    ['two', 'UPDATE_ROLLBACK_COMPLETE'],
  ]);
  const owned = await ownedResources(clients, 'mine');
  expect(owned.map(({ physicalId }) => physicalId)).toEqual(['one/a', 'one/b', 'two/a', 'two/b']);
  expect(owned[0]).toEqual({ stack: 'one', type: 'AWS::SQS::Queue', physicalId: 'one/a' });
});
