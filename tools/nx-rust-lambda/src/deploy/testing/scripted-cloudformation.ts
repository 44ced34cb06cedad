/** A CloudFormation that gives scripted answers, and a deploy of `Echo` against it. */
import type { AwsClients } from '../../aws/clients';
import { parseTemplate } from '../../sam/sam-template';
import type { DeployRequest } from '../deploy-request';
import { findEnvironment, parseEnvironments } from '../environment/environment';
import type { Extent } from '../composition/extent';
import { performDeploy } from '../perform-deploy';

export type Answer = object | ((input: Record<string, unknown>) => object);
export type Answers = Record<string, Answer[]>;

/** The last answer of a command is given again and again. */
export class ScriptedCloudFormation {
  readonly calls: string[] = [];
  readonly inputs: Record<string, unknown>[] = [];

  constructor(private readonly answers: Answers) {}

  send = async (command: { readonly input?: Record<string, unknown> }): Promise<object> => {
    const name = command.constructor.name.replace('Command', '');
    this.calls.push(name);
    this.inputs.push(command.input ?? {});
    const [answer = {}, ...rest] = this.answers[name] ?? [];
    if (rest.length > 0) this.answers[name] = rest;
    return typeof answer === 'function'
      ? (answer as (i: object) => object)(command.input ?? {})
      : answer;
  };

  count(name: string): number {
    return this.calls.filter((call) => call === name).length;
  }

  /** What the nth call of a command was given. */
  input(name: string, nth = 0): Record<string, unknown> {
    const at = this.calls.flatMap((call, index) => (call === name ? [index] : []))[nth] ?? -1;
    return this.inputs[at] ?? {};
  }
}

export const templateText = (memory: number) => `
Resources:
  Echo: { Type: AWS::Serverless::Function, Properties: { MemorySize: ${memory} } }
  Auth: { Type: AWS::Serverless::Function, Properties: { MemorySize: 1 } }
`;

export const stack = (StackStatus: string, more: object = {}) => ({
  Stacks: [
    {
      StackId: 'id',
      StackName: 'functions',
      StackStatus,
      LastUpdatedTime: new Date('2026-01-01T00:00:00Z'),
      ...more,
    },
  ],
});

export const changed = (...changes: object[]) => ({
  Status: 'CREATE_COMPLETE',
  Changes: changes.map((change) => ({
    ResourceChange: { Action: 'Modify', ResourceType: 'AWS::Lambda::Function', ...change },
  })),
});

export const event = (EventId: string, LogicalResourceId: string, ResourceStatus: string) => ({
  EventId,
  LogicalResourceId,
  ResourceStatus,
  ResourceType:
    LogicalResourceId === 'functions' ? 'AWS::CloudFormation::Stack' : 'AWS::Lambda::Function',
});

/** Newest first, as CloudFormation has them. */
export const events = (...list: object[]) => ({ StackEvents: [...list].reverse() });
export const before = events(event('0', 'functions', 'CREATE_COMPLETE'));
export const succeeded = events(
  event('0', 'functions', 'CREATE_COMPLETE'),
  event('1', 'functions', 'UPDATE_COMPLETE'),
);

export const failure =
  (name: string, message = name) =>
  () => {
    throw Object.assign(new Error(message), { name });
  };
export const absent = failure('ValidationError', 'Stack with id functions does not exist');

const usual = (): Answers => ({
  DescribeStacks: [stack('UPDATE_COMPLETE')],
  GetTemplate: [{ TemplateBody: templateText(128) }],
  ListChangeSets: [{ Summaries: [] }],
  CreateChangeSet: [{ Id: 'change-set' }],
  DescribeChangeSet: [changed({ LogicalResourceId: 'Echo' })],
  DescribeStackEvents: [before, succeeded],
});

const config = `
[default.global.parameters]
stack_name = "functions"
[production.global.parameters]
stack_name = "functions"
`;

export function deployRequest(
  aws: ScriptedCloudFormation,
  report: (line: string) => void,
  more: Partial<DeployRequest> & {
    readonly name?: string;
    /** Values of parameters. */
    readonly given?: Readonly<Record<string, string>>;
  } = {},
): DeployRequest {
  const { name = 'production', given = {}, ...rest } = more;
  const target = {
    kind: 'account',
    region: 'x',
    profile: undefined,
    endpoint: 'http://l',
  } as const;
  return {
    environment: { ...findEnvironment(parseEnvironments(config), name), parameters: given },
    clients: { target, cloudformation: aws, lambda: aws } as unknown as AwsClients,
    template: parseTemplate(templateText(256), 'template.yml'),
    code: new Map([['Echo', { sha256: 'aa', size: 1, file: '/echo', target: 'host' }]]),
    askedParameters: new Map(),
    projectFunctions: ['Echo', 'Auth'],
    extent: 'functions' as Extent,
    packageTemplate: async (template) => ({
      template,
      codeSha256: {},
      bucket: async () => ({ name: 'bucket', owner: '1' }),
    }),
    commandFor: (ids) => `deploy ${ids.join(' ')}`,
    report,
    wait: true,
    recreate: false,
    allowDataLoss: false,
    allowRemoval: false,
    signal: undefined,
    ...rest,
  };
}

/** A deploy's result or the sentence that stopped it, what it called and what it reported. */
export async function deploy(answers: Answers, more: Parameters<typeof deployRequest>[2] = {}) {
  const aws = new ScriptedCloudFormation({ ...usual(), ...answers });
  const reported: string[] = [];
  const request = deployRequest(aws, (line) => reported.push(line), more);
  const result = await performDeploy(request).catch((error: Error) => error.message);
  return { aws, reported, result };
}
