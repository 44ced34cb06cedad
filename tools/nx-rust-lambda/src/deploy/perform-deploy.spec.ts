import type { AwsClients } from '../aws/clients';
import { parseTemplate } from '../template/sam-template';
import { parseEnvironments } from './environment';
import { performDeploy, type DeployRequest } from './perform-deploy';

type Answer = object | (() => object);

/** A CloudFormation that gives recorded answers, the last one of a command again and again. */
class ScriptedCloudFormation {
  readonly calls: string[] = [];

  constructor(private readonly answers: Record<string, Answer[]>) {}

  send = async (command: object): Promise<object> => {
    const name = command.constructor.name.replace('Command', '');
    this.calls.push(name);
    const [answer = {}, ...rest] = this.answers[name] ?? [];
    if (rest.length > 0) this.answers[name] = rest;
    return typeof answer === 'function' ? (answer as () => object)() : answer;
  };

  count(name: string): number {
    return this.calls.filter((call) => call === name).length;
  }
}

const text = (memory: number) => `
Resources:
  Echo: { Type: AWS::Serverless::Function, Properties: { MemorySize: ${memory} } }
  Auth: { Type: AWS::Serverless::Function, Properties: { MemorySize: 1 } }
`;
const stack = (StackStatus: string, time = '2026-01-01T00:00:00Z') => ({
  Stacks: [{ StackId: 'id', StackName: 'functions', StackStatus, LastUpdatedTime: new Date(time) }],
});
const changed = (LogicalResourceId: string) => ({
  Status: 'CREATE_COMPLETE',
  Changes: [
    {
      ResourceChange: {
        Action: 'Modify',
        LogicalResourceId,
        ResourceType: 'AWS::Lambda::Function',
      },
    },
  ],
});
const event = (EventId: string, LogicalResourceId: string, ResourceStatus: string) => ({
  EventId,
  LogicalResourceId,
  ResourceStatus,
  ResourceType:
    LogicalResourceId === 'functions' ? 'AWS::CloudFormation::Stack' : 'AWS::Lambda::Function',
});
const before = { StackEvents: [event('0', 'functions', 'CREATE_COMPLETE')] };
const succeeded = {
  StackEvents: [event('1', 'functions', 'UPDATE_COMPLETE'), ...before.StackEvents],
};
const named =
  (name: string, message = name) =>
  () => {
    throw Object.assign(new Error(message), { name });
  };

const usual = (): Record<string, Answer[]> => ({
  DescribeStacks: [stack('UPDATE_COMPLETE')],
  GetTemplate: [{ TemplateBody: text(128) }],
  CreateChangeSet: [{ Id: 'change-set' }],
  DescribeChangeSet: [changed('Echo')],
  DescribeStackEvents: [before, succeeded],
});

async function deploy(answers: Record<string, Answer[]>, name = 'production') {
  const aws = new ScriptedCloudFormation({ ...usual(), ...answers });
  const target = {
    kind: 'account',
    region: 'x',
    profile: undefined,
    endpoint: 'http://l',
  } as const;
  const config = `[default.global.parameters]\nstack_name="functions"\n[production.global.parameters]\nstack_name="functions"`;
  const environment = parseEnvironments(config).get(name);
  if (!environment) throw new Error(name);
  const reported: string[] = [];
  const request: DeployRequest = {
    environment,
    clients: { target, cloudformation: aws } as unknown as AwsClients,
    template: parseTemplate(text(256), 'template.yml'),
    scope: ['Echo'],
    extent: 'functions',
    packageTemplate: async (template) => ({ template, bucket: 'bucket' }),
    commandFor: (ids) => `deploy ${ids.join(' ')}`,
    report: (line) => reported.push(line),
  };
  const result = await performDeploy(request).catch((error: Error) => error.message);
  return { aws, reported, result };
}

test('a change in scope is executed', async () => {
  const { aws, result, reported } = await deploy({});
  expect(result).toMatchObject({ type: 'deployed' });
  expect(aws.count('ExecuteChangeSet')).toBe(1);
  expect(reported.join('\n')).toMatch(/modify +Echo +AWS::Lambda::Function/);
});

test('what is deployed already needs no change set', async () => {
  const { aws, result } = await deploy({ GetTemplate: [{ TemplateBody: text(256) }] });
  expect(result).toMatchObject({ type: 'no-changes' });
  expect(aws.count('CreateChangeSet')).toBe(0);
});

test('after a rollback the deployed template is not believed', async () => {
  const { aws, result } = await deploy({
    DescribeStacks: [stack('UPDATE_ROLLBACK_COMPLETE')],
    GetTemplate: [{ TemplateBody: text(256) }],
    DescribeChangeSet: [
      { Status: 'FAILED', StatusReason: "The submitted information didn't contain changes." },
    ],
  });
  expect(result).toMatchObject({ type: 'no-changes' });
  expect(aws.count('DeleteChangeSet')).toBe(1);
});

test('somebody deployed meanwhile: the change set goes, and the plan is made anew', async () => {
  const { aws, result } = await deploy({
    DescribeStacks: [stack('UPDATE_COMPLETE'), stack('UPDATE_COMPLETE', '2026-01-02T00:00:00Z')],
  });
  expect(result).toMatchObject({ type: 'deployed' });
  expect([aws.count('CreateChangeSet'), aws.count('DeleteChangeSet')]).toEqual([2, 1]);
  expect(aws.count('GetTemplate')).toBe(2);
});

test.each([
  [
    'the change set is gone when it is read',
    { DescribeChangeSet: [named('ChangeSetNotFoundException'), changed('Echo')] },
  ],
  [
    'the change set is gone when it is executed',
    { ExecuteChangeSet: [named('ChangeSetNotFoundException'), {}] },
  ],
  [
    'the stack is busy when the change set is made',
    {
      CreateChangeSet: [
        named('ValidationError', 'Stack:id is in UPDATE_IN_PROGRESS state and can not be updated.'),
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

test('a change set that touches a function out of scope is never executed', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(0);
  const { aws, result } = await deploy({ DescribeChangeSet: [changed('Auth')] });
  expect(result).toMatch(/would also change Auth, which this deploy does not cover/);
  expect(aws.count('ExecuteChangeSet')).toBe(0);
  expect(aws.count('DeleteChangeSet')).toBe(aws.count('CreateChangeSet'));
  jest.restoreAllMocks();
});

test('a busy stack is waited for, with its events', async () => {
  const { result, reported } = await deploy({
    DescribeStacks: [stack('UPDATE_IN_PROGRESS'), stack('UPDATE_COMPLETE')],
    DescribeStackEvents: [
      before,
      { StackEvents: [event('a', 'Auth', 'UPDATE_COMPLETE'), ...before.StackEvents] },
      before,
      succeeded,
    ],
  });
  expect(result).toMatchObject({ type: 'deployed' });
  expect(reported[0]).toBe(
    'stack functions is in UPDATE_IN_PROGRESS; waiting for the deploy that is under way',
  );
  expect(reported[1]).toMatch(/UPDATE_COMPLETE +Auth/);
});

test('a failed update names the resource, the reason, the line and the state', async () => {
  const failed = { ...event('2', 'Echo', 'UPDATE_FAILED'), ResourceStatusReason: 'too big' };
  const { result } = await deploy({
    DescribeStacks: [
      stack('UPDATE_COMPLETE'),
      stack('UPDATE_COMPLETE'),
      stack('UPDATE_ROLLBACK_COMPLETE'),
    ],
    DescribeStackEvents: [
      before,
      {
        StackEvents: [
          event('3', 'functions', 'UPDATE_ROLLBACK_COMPLETE'),
          failed,
          ...before.StackEvents,
        ],
      },
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

test.each([
  ['ROLLBACK_COMPLETE', /its first deploy failed.*delete-stack --stack-name functions/],
  ['UPDATE_ROLLBACK_FAILED', /is in UPDATE_ROLLBACK_FAILED; .*continue-update-rollback/],
])('an account stack in %s is left alone, with a sentence', async (status, sentence) => {
  const { aws, result } = await deploy({ DescribeStacks: [stack(status)] });
  expect(result).toMatch(sentence);
  expect(aws.count('CreateChangeSet')).toBe(0);
});

test('a local stack whose first deploy failed is created anew', async () => {
  const created = { StackEvents: [event('1', 'functions', 'CREATE_COMPLETE')] };
  const { aws, result } = await deploy(
    {
      DescribeStacks: [
        stack('ROLLBACK_COMPLETE'),
        named('ValidationError', 'Stack with id functions does not exist'),
        stack('CREATE_COMPLETE'),
      ],
      DescribeStackEvents: [{ StackEvents: [] }, created],
    },
    'local',
  );
  expect(result).toMatchObject({ type: 'deployed' });
  expect(aws.count('DeleteStack')).toBe(1);
});
