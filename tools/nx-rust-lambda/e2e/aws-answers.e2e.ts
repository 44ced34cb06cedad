/** What CloudFormation answers in words, read as what it means. */
import { createChangeSet, executeChangeSet, listChangeSets } from '../src/aws/change-sets';
import type { AwsClients } from '../src/aws/clients';
import { deleteStack, describeStack, stackPolicy } from '../src/aws/stacks';
import { at, noStack, planned, stackIn, stackName, stackOf, withAws } from './scripted-aws/account';

const running = stackIn('UPDATE_COMPLETE');

test.each([
  ['ListChangeSets', (clients: AwsClients) => listChangeSets(clients, stackName), []],
  ['GetStackPolicy', (clients: AwsClients) => stackPolicy(clients, stackName), undefined],
  ['DescribeStacks', (clients: AwsClients) => describeStack(clients, stackName), undefined],
])('%s of a stack that does not exist is no error', async (operation, call, expected) => {
  expect(await withAws<unknown>({ [operation]: [noStack] }, call)).toEqual(expected);
});

test.each([
  ['InsufficientCapabilitiesException', 'Requires capabilities : [CAPABILITY_NAMED_IAM]', 'failed'],
  ['ValidationError', 'Parameters: [Size] must have values', 'failed'],
  ['ValidationError', 'Stack:x is in UPDATE_IN_PROGRESS state and can not be updated.', 'gone'],
  ['AlreadyExistsException', 'ChangeSet x already exists', 'gone'],
])('a change set refused with %s: %s', async (code, message, type) => {
  const made = await withAws({ CreateChangeSet: [{ code, message }] }, (clients) =>
    createChangeSet(clients, planned),
  );
  expect(made).toMatchObject(
    type === 'failed' ? { type, id: undefined, reason: message } : { type },
  );
});

test.each(['ChangeSetNotFoundException', 'InvalidChangeSetStatusException'])(
  'an execution that meets %s was overtaken',
  async (code) => {
    const script = { ExecuteChangeSet: [{ code, message: 'too late' }] };
    expect(await withAws(script, (clients) => executeChangeSet(clients, 'id'))).toBe('gone');
  },
);

test.each([
  [
    'is protected',
    {
      DeleteStack: [
        {
          code: 'ValidationError',
          message: 'Stack [functions] cannot be deleted while TerminationProtection is enabled',
        },
      ],
    },
    /^stack 'functions' has termination protection, .*update-termination-protection .* --region eu-central-1$/,
  ],
  [
    'does not go',
    {
      DescribeStacks: [
        running,
        stackIn('DELETE_IN_PROGRESS'),
        stackIn('DELETE_FAILED', { StackStatusReason: 'failed to delete: [Bucket]' }),
      ],
    },
    /^stack 'functions' could not be deleted \(failed to delete: \[Bucket\]\); mend/,
  ],
])('a stack that %s is not deleted, with a sentence', async (_, script, sentence) => {
  await withAws({ DescribeStacks: [running], ...script }, async (clients) => {
    const stack = await stackOf(clients);
    await expect(deleteStack(clients, stack)).rejects.toThrow(sentence);
  });
});

test('what a stack says of itself', async () => {
  const answer = stackIn('UPDATE_ROLLBACK_COMPLETE', {
    StackStatusReason: 'User Initiated',
    LastUpdatedTime: at(5),
    EnableTerminationProtection: true,
    Tags: [{ Key: 'team', Value: 'a&b' }],
    Outputs: [{ OutputKey: 'Url', OutputValue: 'https://x?a=1&b=<2>' }],
  });
  expect(await withAws({ DescribeStacks: [answer] }, stackOf)).toMatchObject({
    version: at(5).toISOString(),
    statusReason: 'User Initiated',
    terminationProtection: true,
    tags: { team: 'a&b' },
    outputs: [{ key: 'Url', value: 'https://x?a=1&b=<2>', description: '' }],
  });
});

test('what the list of change sets says of each', async () => {
  const listed = {
    ChangeSetName: 'a',
    ChangeSetId: 'arn:a',
    Status: 'CREATE_COMPLETE',
    ExecutionStatus: 'AVAILABLE',
    CreationTime: at(1),
  };
  const script = { ListChangeSets: [{ Summaries: [listed] }] };
  expect(await withAws(script, (clients) => listChangeSets(clients, stackName))).toEqual([
    {
      name: 'a',
      id: 'arn:a',
      status: 'CREATE_COMPLETE',
      executionStatus: 'AVAILABLE',
      createdAt: at(1),
    },
  ]);
});
