/** What CloudFormation answers in words, read as what it means. */
import { createChangeSet, executeChangeSet, listChangeSets } from '../src/aws/change-sets';
import type { AwsClients } from '../src/aws/clients';
import { startDeletion } from '../src/aws/stack-resources';
import { describeStack } from '../src/aws/stacks';
import { at, noStack, planned, stackIn, stackName, stackOf, withAws } from './scripted-aws/account';

test.each([
  ['ListChangeSets', (clients: AwsClients) => listChangeSets(clients, stackName), []],
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
  'Stack [functions] cannot be deleted while TerminationProtection is enabled',
  'Export functions-Url cannot be deleted as it is in use by other',
])('a deletion that is refused says why: %s', async (message) => {
  const script = { DeleteStack: [{ code: 'ValidationError', message }] };
  expect(await withAws(script, (clients) => startDeletion(clients, stackName))).toBe(message);
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
      executionStatus: 'AVAILABLE',
    },
  ]);
});
