/** Clients of a real account's kind for a scripted AWS, in tests of `src/aws` itself. */
import type { ChangeSetRequest } from '../../src/aws/change-sets';
import { awsClients, type AwsClients } from '../../src/aws/clients';
import { describeStack, type Stack } from '../../src/aws/stacks';
import { startScriptedAws, type ScriptedAws, type Script } from './scripted-aws';

export const stackName = 'functions';

export function clientsOf({ endpoint }: ScriptedAws): AwsClients {
  // The SDK takes an account's credentials from where a user has them.
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  return awsClients({ kind: 'account', region: 'eu-central-1', profile: undefined, endpoint });
}

/** Fails if any request broke a rule of the service. */
export async function withAws<T>(
  script: Script,
  use: (clients: AwsClients, aws: ScriptedAws) => Promise<T>,
): Promise<T> {
  const aws = await startScriptedAws(script);
  try {
    const result = await use(clientsOf(aws), aws);
    expect(aws.violations).toEqual([]);
    return result;
  } finally {
    await aws.close();
  }
}

export async function stackOf(clients: AwsClients): Promise<Stack> {
  const stack = await describeStack(clients, stackName);
  if (!stack) throw new Error(`no stack ${stackName} in the script`);
  return stack;
}

export const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));

const identity = { StackName: stackName, StackId: 'arn:aws:cloudformation:x', CreationTime: at(0) };

/** What DescribeStacks answers. */
export const stackIn = (StackStatus: string, more: object = {}) => ({
  Stacks: [{ ...identity, StackStatus, ...more }],
});

export const noStack = {
  code: 'ValidationError',
  message: `Stack with id ${stackName} does not exist`,
};

/** A change set that asks for everything that can be asked for. */
export const planned: ChangeSetRequest = {
  name: 'nx-rust-lambda-1',
  stackName,
  kind: 'UPDATE',
  template: { body: '{"Resources":{}}' },
  parameters: { Kept: undefined, Empty: '', Size: '1' },
  capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
  tags: { team: 'a' },
  roleArn: 'arn:aws:iam::123456789012:role/deploy',
  description: 'echo:deploy',
  includePropertyValues: true,
  includeNestedStacks: true,
};
