import { changeSetName } from './change-set-name';
import {
  absent,
  before,
  deploy,
  event,
  events,
  stack,
  succeeded,
} from './testing/scripted-cloudformation';

const created = events(event('1', 'functions', 'CREATE_COMPLETE'));
const mend = (command: string) =>
  `run aws cloudformation ${command} --stack-name functions --region us-east-1, then deploy again`;
const onlyDeleted =
  'and CloudFormation lets such a stack only be deleted; add --recreate to have it deleted and created anew';

/** Every status that stops a deploy to an account, with its sentence. */
const refused: [string, object, string][] = [
  ['ROLLBACK_COMPLETE', {}, `its first deploy failed and was rolled back, ${onlyDeleted}`],
  [
    'ROLLBACK_FAILED',
    {},
    `its first deploy failed, and so did its rollback, so that some of its resources may still be there, ${onlyDeleted}`,
  ],
  ['CREATE_FAILED', {}, `its first deploy failed, and what it had made was kept, ${onlyDeleted}`],
  [
    'UPDATE_ROLLBACK_FAILED',
    { StackStatusReason: 'The following resource(s) failed to update: [Table].' },
    `an update failed, and so did its rollback (The following resource(s) failed to update: [Table].); mend what kept it from rolling back, ${mend('continue-update-rollback')}`,
  ],
  [
    'UPDATE_FAILED',
    {},
    `an update failed and was not rolled back, as it was told; ${mend('rollback-stack')}`,
  ],
  [
    'IMPORT_ROLLBACK_FAILED',
    {},
    `an import failed, and so did its rollback; mend what kept it from rolling back, ${mend('continue-update-rollback')}`,
  ],
  [
    'DELETE_FAILED',
    { StackStatusReason: 'The following resource(s) failed to delete: [Bucket].' },
    'it could not be deleted (The following resource(s) failed to delete: [Bucket].); mend what kept it from being deleted, then run npx nx run stack:destroy -c production again',
  ],
];

test.each(refused)(
  'an account stack in %s is left alone, with a sentence',
  async (status, more, why) => {
    const { aws, result } = await deploy({ DescribeStacks: [stack(status, more)] });
    expect(result).toBe(`stack 'functions' is in ${status}: ${why}`);
    expect(aws.calls).toEqual(['DescribeStacks']);
  },
);

test.each(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'])(
  'a stack in %s is created anew: in local, and elsewhere with --recreate',
  async (status) => {
    for (const more of [{ name: 'local' }, { recreate: true }]) {
      const { aws, result } = await deploy(
        {
          DescribeStacks: [
            stack(status),
            absent,
            stack('REVIEW_IN_PROGRESS'),
            stack('CREATE_COMPLETE'),
          ],
          DescribeStackEvents: [before, before, { StackEvents: [] }, created],
        },
        more,
      );
      expect(result).toMatchObject({ type: 'deployed' });
      expect(aws.count('DeleteStack')).toBe(1);
      expect(aws.input('CreateChangeSet')['ChangeSetType']).toBe('CREATE');
    }
  },
);

test('what is left of a failed first deploy and cannot be deleted is named', async () => {
  const failed = event('9', 'functions', 'DELETE_FAILED');
  const bucket = {
    LogicalResourceId: 'Bucket',
    ResourceType: 'AWS::S3::Bucket',
    PhysicalResourceId: 'b',
    ResourceStatus: 'DELETE_FAILED',
    ResourceStatusReason: 'The bucket is not empty',
  };
  const { result } = await deploy(
    {
      DescribeStacks: [stack('ROLLBACK_COMPLETE')],
      DescribeStackEvents: [before, events(event('0', 'functions', 'CREATE_COMPLETE'), failed)],
      ListStackResources: [{ StackResourceSummaries: [bucket] }],
    },
    { recreate: true },
  );
  expect(result).toMatch(
    /^stack 'functions' could not be deleted: Bucket .* was not deleted: The bucket is not empty; .*aws s3 rm/,
  );
});

test('termination protection keeps a failed first deploy, with the command that ends it', async () => {
  const { aws, result } = await deploy(
    { DescribeStacks: [stack('ROLLBACK_COMPLETE', { EnableTerminationProtection: true })] },
    { recreate: true },
  );
  expect(result).toMatch(
    /^stack 'functions' .*has termination protection.*--no-enable-termination-protection --stack-name functions/,
  );
  expect(aws.count('DeleteStack')).toBe(0);
});

test('a stack that holds only a plan never executed is created, and says so', async () => {
  const { aws, result, reported } = await deploy({
    DescribeStacks: [
      stack('REVIEW_IN_PROGRESS'),
      stack('REVIEW_IN_PROGRESS'),
      stack('CREATE_COMPLETE'),
    ],
    DescribeStackEvents: [{ StackEvents: [] }, created],
  });
  expect(result).toMatchObject({ type: 'deployed' });
  expect(reported[0]).toBe(
    "stack 'functions' is in REVIEW_IN_PROGRESS: a first deploy was planned and never executed; creating the stack now",
  );
  expect(aws.input('CreateChangeSet')['ChangeSetType']).toBe('CREATE');
});

const busy = [
  'CREATE_IN_PROGRESS',
  'ROLLBACK_IN_PROGRESS',
  'UPDATE_IN_PROGRESS',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'IMPORT_IN_PROGRESS',
  'IMPORT_ROLLBACK_IN_PROGRESS',
];

test.each(busy)(
  'a stack in %s is waited for with its events; --no-wait refuses',
  async (status) => {
    const answers = {
      DescribeStacks: [stack(status), stack('UPDATE_COMPLETE')],
      DescribeStackEvents: [
        before,
        events(event('0', 'functions', 'CREATE_COMPLETE'), event('a', 'Auth', 'UPDATE_COMPLETE')),
        before,
        succeeded,
      ],
    };
    const refusal = await deploy(answers, { wait: false });
    expect(refusal.result).toBe(
      `stack 'functions' is in ${status}: another deploy is under way; leave out --no-wait to wait for it`,
    );
    expect(refusal.aws.calls).toEqual(['DescribeStacks']);
    const { result, reported } = await deploy(answers);
    expect(result).toMatchObject({ type: 'deployed' });
    expect(reported[0]).toBe(`stack functions is in ${status}; waiting for what is under way`);
    expect(reported[1]).toMatch(/UPDATE_COMPLETE +Auth/);
  },
);

test('a stack that is being deleted is waited for and created', async () => {
  const { aws, result } = await deploy({
    DescribeStacks: [
      stack('DELETE_IN_PROGRESS'),
      absent,
      stack('REVIEW_IN_PROGRESS'),
      stack('CREATE_COMPLETE'),
    ],
    DescribeStackEvents: [before, before, { StackEvents: [] }, created],
  });
  expect(result).toMatchObject({ type: 'deployed' });
  expect(aws.input('CreateChangeSet')['ChangeSetType']).toBe('CREATE');
});

test('a deploy of ours that goes on in CloudFormation is followed by name', async () => {
  const startedAt = Date.parse('2026-01-01T00:00:00Z');
  const token = changeSetName({ host: '01234567', pid: 42, startedAt });
  const begun = { ...event('5', 'functions', 'UPDATE_IN_PROGRESS'), ClientRequestToken: token };
  const { reported } = await deploy({
    DescribeStacks: [stack('UPDATE_IN_PROGRESS'), stack('UPDATE_COMPLETE')],
    DescribeStackEvents: [events(begun), events(begun), before, succeeded],
  });
  expect(reported[0]).toBe(
    'stack functions is in UPDATE_IN_PROGRESS; following the deploy that process 42 started at 2026-01-01T00:00:00.000Z',
  );
});
