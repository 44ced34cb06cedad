/** CloudFormation's change sets, as plain data. Knows nothing of what a deploy wants of them. */
import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  type Capability,
  type Change,
  type CreateChangeSetCommandInput,
} from '@aws-sdk/client-cloudformation';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { asUser, pollMs, type AwsClients } from './clients';

export interface ResourceChange {
  readonly action: string;
  readonly logicalId: string;
  readonly type: string;
  /** CloudFormation's word: True, False, Conditional; undefined where it does not apply. */
  readonly replacement: string | undefined;
  readonly physicalId: string | undefined;
}

export interface ChangeSetRequest {
  readonly stackName: string;
  readonly kind: 'CREATE' | 'UPDATE';
  readonly template: { readonly body: string } | { readonly url: string };
  /** `undefined` keeps the deployed value. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
  readonly capabilities: readonly string[];
  /** Undefined leaves the stack's tags as they are. */
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly roleArn: string | undefined;
}

export type ChangeSet =
  | { readonly type: 'ready'; readonly id: string; readonly changes: readonly ResourceChange[] }
  | { readonly type: 'empty'; readonly id: string }
  /** Another deploy has got in between; nothing of this one is left. */
  | { readonly type: 'gone' }
  /** `id` is undefined where CloudFormation refused to make one at all. */
  | { readonly type: 'failed'; readonly id: string | undefined; readonly reason: string };

/** CloudFormation's limit for a template in the request itself; a longer one goes through S3. */
export const maximumTemplateBytes = 51_200;

/** Creates a change set under a name of its own and waits until CloudFormation has worked it out. */
export async function createChangeSet(
  clients: AwsClients,
  request: ChangeSetRequest,
): Promise<ChangeSet> {
  try {
    const command = new CreateChangeSetCommand(changeSetInput(request));
    const { Id } = await asUser(clients.cloudformation.send(command), clients.target);
    return await settledChangeSet(clients, Id ?? '');
  } catch (error) {
    if (isOvertaken(error)) return { type: 'gone' };
    if (!(error instanceof Error) || error.name !== 'ValidationError') throw error;
    return { type: 'failed', id: undefined, reason: error.message };
  }
}

function changeSetInput(request: ChangeSetRequest): CreateChangeSetCommandInput {
  const { template, tags } = request;
  return {
    StackName: request.stackName,
    ChangeSetName: `nx-rust-lambda-${randomBytes(12).toString('hex')}`,
    ChangeSetType: request.kind,
    ...('body' in template ? { TemplateBody: template.body } : { TemplateURL: template.url }),
    Parameters: Object.entries(request.parameters).map(([key, value]) =>
      value === undefined
        ? { ParameterKey: key, UsePreviousValue: true }
        : { ParameterKey: key, ParameterValue: value },
    ),
    Capabilities: [...request.capabilities] as Capability[],
    Tags: tags && Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    RoleARN: request.roleArn,
  };
}

async function settledChangeSet(clients: AwsClients, id: string): Promise<ChangeSet> {
  const changes: Change[] = [];
  for (let token: string | undefined; ;) {
    const page = await asUser(
      clients.cloudformation.send(
        new DescribeChangeSetCommand({ ChangeSetName: id, NextToken: token }),
      ),
      clients.target,
    );
    if (page.Status === 'FAILED') {
      const reason = page.StatusReason ?? 'no reason given';
      const isEmpty = /didn't contain changes|No updates are to be performed/i.test(reason);
      return isEmpty ? { type: 'empty', id } : { type: 'failed', id, reason };
    }
    if (page.Status !== 'CREATE_COMPLETE') {
      await sleep(pollMs(clients));
      continue;
    }
    changes.push(...(page.Changes ?? []));
    token = page.NextToken;
    if (token === undefined) return { type: 'ready', id, changes: changes.flatMap(changeOf) };
  }
}

export async function deleteChangeSet(clients: AwsClients, id: string): Promise<void> {
  const command = new DeleteChangeSetCommand({ ChangeSetName: id });
  try {
    await asUser(clients.cloudformation.send(command), clients.target);
  } catch (error) {
    // Somebody else's execute has removed it already.
    if (!isOvertaken(error)) throw error;
  }
}

/** @returns `gone` if another deploy's execution has removed it meanwhile */
export async function executeChangeSet(
  clients: AwsClients,
  id: string,
): Promise<'executing' | 'gone'> {
  const command = new ExecuteChangeSetCommand({ ChangeSetName: id });
  try {
    await asUser(clients.cloudformation.send(command), clients.target);
    return 'executing';
  } catch (error) {
    if (isOvertaken(error)) return 'gone';
    throw error;
  }
}

function changeOf({ ResourceChange: change }: Change): ResourceChange[] {
  if (!change) return [];
  return [
    {
      action: change.Action ?? '',
      logicalId: change.LogicalResourceId ?? '',
      type: change.ResourceType ?? '',
      replacement: change.Replacement,
      physicalId: change.PhysicalResourceId,
    },
  ];
}

/** What AWS answers to a change set, or about one, when another deploy was quicker. */
function isOvertaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ValidationError') return /_IN_PROGRESS/.test(error.message);
  return [
    'AlreadyExistsException',
    'ChangeSetNotFound',
    'ChangeSetNotFoundException',
    'InvalidChangeSetStatus',
    'InvalidChangeSetStatusException',
  ].includes(error.name);
}
