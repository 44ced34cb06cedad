import type { Stack } from '../aws/stacks';
import { deleteStack } from './delete-stack';
import { awaitStack } from './follow-stack';
import {
  ScriptedCloudFormation,
  deployRequest,
  event,
  failure,
  type Answers,
} from './testing/scripted-cloudformation';

/** A stack that is watched over scripted answers. */
function scripted(answers: Answers) {
  const aws = new ScriptedCloudFormation(answers);
  const reported: string[] = [];
  const { clients } = deployRequest(aws, () => {});
  const report = (line: string) => reported.push(line);
  return {
    calls: aws.calls,
    reported,
    watch: { clients, stackName: 'functions', report, signal: undefined },
  };
}

const described = (StackStatus: string) => ({
  Stacks: [{ StackId: 'id', StackName: 'functions', StackStatus }],
});
const before = [event('0', 'functions', 'UPDATE_COMPLETE')];
const fails = (message: string) => failure('ValidationError', message);
const stackIn = (status: string): Stack => ({
  id: 'id',
  name: 'functions',
  status,
  version: '',
  outputs: [],
  parameters: {},
  tags: {},
  statusReason: undefined,
  terminationProtection: false,
});

test('a deletion shows its events, also those after the last look at the stack', async () => {
  const { watch, reported } = scripted({
    // Right after the call the stack still has its old status.
    DescribeStacks: [
      described('UPDATE_COMPLETE'),
      described('DELETE_IN_PROGRESS'),
      described('DELETE_COMPLETE'),
    ],
    DescribeStackEvents: [
      { StackEvents: before },
      { StackEvents: before },
      { StackEvents: [event('1', 'Topic', 'DELETE_IN_PROGRESS'), ...before] },
      {
        StackEvents: [
          event('2', 'Topic', 'DELETE_COMPLETE'),
          event('1', 'Topic', 'DELETE_IN_PROGRESS'),
          ...before,
        ],
      },
    ],
  });
  expect(await deleteStack(watch, stackIn('UPDATE_COMPLETE'))).toEqual({ type: 'deleted' });
  expect(reported.map((line) => line.trim().replace(/ +/g, ' '))).toEqual([
    'DELETE_IN_PROGRESS Topic AWS::Lambda::Function',
    'DELETE_COMPLETE Topic AWS::Lambda::Function',
  ]);
});

test('a resource that cannot be deleted ends it with its reason; an older failure does not', async () => {
  const old = [event('0', 'functions', 'DELETE_FAILED')];
  const { watch } = scripted({
    DescribeStacks: [described('DELETE_FAILED')],
    DescribeStackEvents: [
      { StackEvents: old },
      { StackEvents: old },
      { StackEvents: [event('1', 'functions', 'DELETE_FAILED'), ...old] },
    ],
    ListStackResources: [
      {
        StackResourceSummaries: [
          {
            LogicalResourceId: 'Uploads',
            PhysicalResourceId: 'uploads-1',
            ResourceType: 'AWS::S3::Bucket',
            ResourceStatus: 'DELETE_FAILED',
            ResourceStatusReason: 'The bucket you tried to delete is not empty',
          },
        ],
      },
    ],
  });
  expect(await deleteStack(watch, stackIn('DELETE_FAILED'))).toEqual({
    type: 'failed',
    resources: [
      expect.stringMatching(
        /^Uploads \(AWS::S3::Bucket uploads-1\) was not deleted: The bucket .* not empty; .*aws s3 rm s3:\/\/uploads-1 --recursive/,
      ),
    ],
  });
});

test('what CloudFormation says against a deletion is its reason', async () => {
  const { watch, calls } = scripted({
    DescribeStackEvents: [{ StackEvents: before }],
    DeleteStack: [fails('Export x is imported by stack other')],
  });
  expect(await deleteStack(watch, stackIn('UPDATE_COMPLETE'))).toEqual({
    type: 'refused',
    reason: 'Export x is imported by stack other',
  });
  expect(calls).toEqual(['DescribeStackEvents', 'DeleteStack']);
});

test.each([
  ['an update', 'UPDATE_IN_PROGRESS', [described('UPDATE_COMPLETE')], 'UPDATE_COMPLETE'],
  ['a deletion', 'DELETE_IN_PROGRESS', [fails('Stack [id] does not exist')], undefined],
])('%s under way is waited for', async (_case, status, then, expected) => {
  const { watch, reported } = scripted({
    DescribeStacks: [described(status), ...then],
    DescribeStackEvents: [{ StackEvents: before }],
  });
  expect((await awaitStack(watch, stackIn(status)))?.status).toBe(expected);
  expect(reported).toEqual([`stack functions is in ${status}; waiting for what is under way`]);
});

test('a stack that nothing works on is not asked about', async () => {
  const { watch, calls } = scripted({});
  expect((await awaitStack(watch, stackIn('ROLLBACK_COMPLETE')))?.status).toBe('ROLLBACK_COMPLETE');
  expect(calls).toEqual([]);
});
