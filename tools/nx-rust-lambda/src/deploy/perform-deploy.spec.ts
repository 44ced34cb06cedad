import { changeSetName, originOf } from './change-set-name';
import { newChangeSetName } from './change-set-remains';
import {
  absent,
  before,
  changed,
  deploy,
  event,
  events,
  failure,
  stack,
  succeeded,
  templateText,
} from './testing/scripted-cloudformation';

const echo = { LogicalResourceId: 'Echo' };

test('a change in scope is executed', async () => {
  const { aws, result, reported } = await deploy({});
  expect(result).toMatchObject({ type: 'deployed' });
  expect(aws.count('ExecuteChangeSet')).toBe(1);
  expect(reported.join('\n')).toMatch(/modify +Echo +AWS::Lambda::Function/);
});

test("the change set's name is unique and goes along with its execution", async () => {
  const { aws } = await deploy({});
  const { ChangeSetName: name } = aws.input('CreateChangeSet');
  expect(originOf(String(name))).toMatchObject({ pid: process.pid });
  expect(aws.input('ExecuteChangeSet')['ClientRequestToken']).toBe(name);
});

test('what is deployed already needs no change set', async () => {
  const { aws, result } = await deploy({ GetTemplate: [{ TemplateBody: templateText(256) }] });
  expect(result).toMatchObject({ type: 'no-changes' });
  expect(aws.count('CreateChangeSet')).toBe(0);
});

test('tags reach everything: only a deploy of more than functions looks at them', async () => {
  const same = { GetTemplate: [{ TemplateBody: templateText(256) }] };
  const tagged = {
    DescribeStacks: [stack('UPDATE_COMPLETE', { Tags: [{ Key: 'a', Value: 'b' }] })],
  };
  expect((await deploy({ ...same, ...tagged })).aws.count('CreateChangeSet')).toBe(0);
  const { aws } = await deploy({ ...same, ...tagged }, { extent: 'shared' });
  expect(aws.input('CreateChangeSet')['Tags']).toEqual([]);
});

test('after a rollback the deployed template is not believed', async () => {
  const { aws, result } = await deploy({
    DescribeStacks: [stack('UPDATE_ROLLBACK_COMPLETE')],
    GetTemplate: [{ TemplateBody: templateText(256) }],
    DescribeChangeSet: [
      { Status: 'FAILED', StatusReason: "The submitted information didn't contain changes." },
    ],
  });
  expect(result).toMatchObject({ type: 'no-changes' });
  expect(aws.count('DeleteChangeSet')).toBe(1);
});

test('somebody deployed meanwhile: the change set goes, and the plan is made anew', async () => {
  const later = { LastUpdatedTime: new Date('2026-01-02T00:00:00Z') };
  const { aws, result } = await deploy({
    DescribeStacks: [stack('UPDATE_COMPLETE'), stack('UPDATE_COMPLETE', later)],
  });
  expect(result).toMatchObject({ type: 'deployed' });
  expect([aws.count('CreateChangeSet'), aws.count('DeleteChangeSet')]).toEqual([2, 1]);
  expect(aws.count('GetTemplate')).toBe(2);
});

test.each([
  [
    'the change set is gone when it is read',
    { DescribeChangeSet: [failure('ChangeSetNotFoundException'), changed(echo)] },
  ],
  [
    'the change set is gone when it is executed',
    { ExecuteChangeSet: [failure('ChangeSetNotFoundException'), {}] },
  ],
  [
    'the stack is busy when the change set is made',
    {
      CreateChangeSet: [
        failure(
          'ValidationError',
          'Stack:id is in UPDATE_IN_PROGRESS state and can not be updated.',
        ),
        { Id: 'change-set' },
      ],
    },
  ],
])('%s: the plan is made anew', async (_, answers) => {
  const { aws, result } = await deploy({
    ...answers,
    DescribeStackEvents: [before, before, succeeded],
  });
  expect(result).toMatchObject({ type: 'deployed' });
  expect(aws.count('CreateChangeSet')).toBe(2);
});

const created = events(event('1', 'functions', 'CREATE_COMPLETE'));

test('a first deploy that somebody else has begun is planned anew, as an update', async () => {
  const { aws, result } = await deploy({
    DescribeStacks: [absent, stack('CREATE_IN_PROGRESS'), stack('CREATE_COMPLETE')],
    DescribeStackEvents: [{ StackEvents: [] }, before, succeeded],
  });
  expect(result).toMatchObject({ type: 'deployed' });
  const kinds = [0, 1].map((nth) => aws.input('CreateChangeSet', nth)['ChangeSetType']);
  expect(kinds).toEqual(['CREATE', 'UPDATE']);
  expect(aws.count('ExecuteChangeSet')).toBe(1);
});

test('a first deploy over which another was executed is made again', async () => {
  const others = 'Resources:\n  Auth: { Type: AWS::Serverless::Function }\n';
  const { aws, result } = await deploy({
    DescribeStacks: [absent, stack('REVIEW_IN_PROGRESS'), stack('CREATE_COMPLETE')],
    DescribeStackEvents: [
      { StackEvents: [] },
      created,
      created,
      events(
        event('1', 'functions', 'CREATE_COMPLETE'),
        event('2', 'functions', 'UPDATE_COMPLETE'),
      ),
    ],
    GetTemplate: [{ TemplateBody: others }],
  });
  expect(result).toMatchObject({ type: 'deployed' });
  const kinds = [0, 1].map((nth) => aws.input('CreateChangeSet', nth)['ChangeSetType']);
  expect(kinds).toEqual(['CREATE', 'UPDATE']);
});

test('a change set that touches a function out of scope is never executed', async () => {
  const { aws, result } = await deploy({
    DescribeChangeSet: [changed({ LogicalResourceId: 'Auth' })],
  });
  expect(result).toMatch(/would also change Auth, which this deploy does not cover/);
  expect(aws.count('ExecuteChangeSet')).toBe(0);
  expect(aws.count('DeleteChangeSet')).toBe(aws.count('CreateChangeSet'));
});

const tableChange = (more: object) =>
  changed(echo, { LogicalResourceId: 'EchoTable', ResourceType: 'AWS::DynamoDB::Table', ...more });

test.each([
  ['removed', { Action: 'Remove' }],
  ['replaced', { Replacement: 'True' }],
  ['perhaps replaced', { Replacement: 'Conditional' }],
])('a table that would be %s needs --allow-data-loss', async (what, change) => {
  const answers = { DescribeChangeSet: [tableChange(change)] };
  const refused = await deploy(answers, { extent: 'whole' });
  expect(refused.result).toBe(
    `this would lose data: EchoTable (AWS::DynamoDB::Table) would be ${what}; nothing was changed; add --allow-data-loss if that is meant`,
  );
  expect([refused.aws.count('ExecuteChangeSet'), refused.aws.count('DeleteChangeSet')]).toEqual([
    0, 1,
  ]);
  const allowed = await deploy(answers, { extent: 'whole', allowDataLoss: true });
  expect(allowed.result).toMatchObject({ type: 'deployed' });
});

test('what a killed deploy has left is removed, and nobody else’s change set', async () => {
  const dead = changeSetName({ host: originHost(), pid: 99_999_999, startedAt: Date.now() });
  const { aws } = await deploy({
    ListChangeSets: [
      {
        Summaries: [
          { ChangeSetName: dead, ChangeSetId: 'dead' },
          { ChangeSetName: 'samcli-deploy1', ChangeSetId: 'sam' },
        ],
      },
    ],
  });
  expect(aws.count('DeleteChangeSet')).toBe(1);
  expect(aws.input('DeleteChangeSet')['ChangeSetName']).toBe('dead');
});

/** This machine's, as a change set of ours says it. */
function originHost(): string {
  return originOf(newChangeSetName())?.host ?? '';
}

test('a failed update names the resource, the reason, the line and the state', async () => {
  const cancelled = {
    ...event('2', 'Auth', 'UPDATE_FAILED'),
    ResourceStatusReason: 'Resource update cancelled',
  };
  const failed = { ...event('3', 'Echo', 'UPDATE_FAILED'), ResourceStatusReason: 'too big' };
  const { result } = await deploy({
    DescribeStacks: [
      stack('UPDATE_COMPLETE'),
      stack('UPDATE_COMPLETE'),
      stack('UPDATE_ROLLBACK_COMPLETE'),
    ],
    DescribeStackEvents: [
      before,
      events(
        event('0', 'functions', 'CREATE_COMPLETE'),
        cancelled,
        failed,
        event('4', 'functions', 'UPDATE_ROLLBACK_COMPLETE'),
      ),
    ],
  });
  expect(result).toEqual({
    type: 'failed',
    logicalId: 'Echo',
    reason: 'too big',
    place: { file: 'template.yml', line: 3 },
    status: 'UPDATE_ROLLBACK_COMPLETE',
  });
});

test('a change set that CloudFormation refuses is removed and explained', async () => {
  const { aws, result } = await deploy({
    DescribeChangeSet: [{ Status: 'FAILED', StatusReason: 'Resource Echo is invalid' }],
  });
  expect(result).toMatchObject({
    type: 'failed',
    logicalId: 'Echo',
    reason: 'Resource Echo is invalid',
  });
  expect(aws.count('DeleteChangeSet')).toBe(1);
});
