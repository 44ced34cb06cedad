import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { AwsClients } from './clients';
import type { AwsTarget } from './target';
import { logGroupOf, logReader } from './logs';
import { stackResources } from './stack-resources';

const target: AwsTarget = { kind: 'account', region: 'x', profile: undefined, endpoint: undefined };

/** A service that answers page by page and keeps what it was asked. */
function paged(pages: readonly (object | Error)[]) {
  const inputs: object[] = [];
  const send = ({ input }: { input: object }) => {
    const page = pages[inputs.length] ?? new Error('asked for more than there is');
    inputs.push(input);
    return page instanceof Error ? Promise.reject(page) : Promise.resolve(page);
  };
  return { inputs, send };
}

test("a stack's resources are read to the last page, an empty one between included", async () => {
  const summary = (id: string, more: object = {}) => ({
    LogicalResourceId: id,
    ResourceType: 'AWS::SNS::Topic',
    ResourceStatus: 'CREATE_COMPLETE',
    ...more,
  });
  const service = paged([
    { StackResourceSummaries: [summary('A', { PhysicalResourceId: 'a' })], NextToken: '1' },
    { StackResourceSummaries: [], NextToken: '2' },
    { StackResourceSummaries: [summary('B', { ResourceStatusReason: 'because' })] },
  ]);
  const clients = { target, cloudformation: service } as unknown as AwsClients;
  expect(await stackResources(clients, 'id')).toEqual([
    { logicalId: 'A', type: 'AWS::SNS::Topic', status: 'CREATE_COMPLETE', physicalId: 'a' },
    {
      logicalId: 'B',
      type: 'AWS::SNS::Topic',
      status: 'CREATE_COMPLETE',
      physicalId: '',
      reason: 'because',
    },
  ]);
  expect(service.inputs).toEqual([
    { StackName: 'id' },
    { StackName: 'id', NextToken: '1' },
    { StackName: 'id', NextToken: '2' },
  ]);
});

const notFound = Object.assign(new Error('no'), { name: 'ResourceNotFoundException' });
const reader = (service: object) =>
  logReader({ target }, 'group', service as unknown as CloudWatchLogsClient);

test('a log is read to the last page, in the order of time', async () => {
  const service = paged([
    { events: [{ eventId: '2', timestamp: 20, message: 'b', logStreamName: 's' }], nextToken: 't' },
    { events: [], nextToken: 'u' },
    { events: [{ timestamp: 10, message: 'a' }] },
  ]);
  expect(await reader(service)(5)).toEqual([
    { id: undefined, time: 10, message: 'a', stream: '' },
    { id: '2', time: 20, message: 'b', stream: 's' },
  ]);
  expect(service.inputs).toEqual([
    { logGroupName: 'group', startTime: 5 },
    { logGroupName: 'group', startTime: 5, nextToken: 't' },
    { logGroupName: 'group', startTime: 5, nextToken: 'u' },
  ]);
});

test('a group that does not exist yet is no error; another error is one', async () => {
  expect(await reader(paged([notFound]))(0)).toBeUndefined();
  await expect(reader(paged([new Error('other')]))(0)).rejects.toThrow('other');
});

test.each([
  ['its own group', { LoggingConfig: { LogGroup: '/mine' } }, '/mine'],
  ['the usual one', {}, '/aws/lambda/fn'],
  ['none, as there is no function', notFound, undefined],
])('a function logs to %s', async (_case, answer, group) => {
  const clients = { target, lambda: paged([answer]) } as unknown as AwsClients;
  expect(await logGroupOf(clients, 'fn')).toBe(group);
});
