/** CloudFormation's change sets, as plain data. Knows nothing of what a deploy wants of them. */
import {
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  type Capability,
  type Change,
  type CreateChangeSetCommandInput,
} from '@aws-sdk/client-cloudformation';
import { setTimeout as sleep } from 'node:timers/promises';
import { allPages, asUser, pollMs, type AwsClients } from './clients';
import { withNestedChanges } from './nested-changes';
import { resourceChanges, type ResourceChange } from './resource-changes';
import { isValidationError } from './stacks';

export type { PropertyChange, ResourceChange } from './resource-changes';

export interface ChangeSetRequest {
  /** Unique in the stack. */
  readonly name: string;
  readonly stackName: string;
  readonly kind: 'CREATE' | 'UPDATE';
  readonly template: { readonly body: string } | { readonly url: string };
  /** `undefined` keeps the deployed value. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
  readonly capabilities: readonly string[];
  /** Undefined leaves the stack's tags as they are. */
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly roleArn: string | undefined;
  /** SNS topics that are told of the stack's events; undefined leaves the stack's own. */
  readonly notificationArns?: readonly string[] | undefined;
  /** Express mode: done once the configuration is applied; set, it says what a failure rolls back, too. */
  readonly express?: { readonly disableRollback: boolean } | undefined;
  /** Shown by CloudFormation beside the change set; at most 1,024 bytes. */
  readonly description?: string;
  /** Has CloudFormation work out each property's value before and after, too. */
  readonly includePropertyValues?: boolean | undefined;
  /** Has it work out what is in nested stacks as well, in change sets of their own. */
  readonly includeNestedStacks?: boolean;
}

export type ChangeSet =
  | { readonly type: 'ready'; readonly id: string; readonly changes: readonly ResourceChange[] }
  | { readonly type: 'empty'; readonly id: string }
  /** Another deploy has got in between; nothing of this one is left. */
  | { readonly type: 'gone' }
  /** The signal was aborted; CloudFormation may still be working it out. */
  | { readonly type: 'interrupted'; readonly id: string }
  /** `id` is undefined where CloudFormation refused to make one at all. */
  | { readonly type: 'failed'; readonly id: string | undefined; readonly reason: string };

/** CloudFormation's limit for a template in the request itself; a longer one goes through S3. */
export const maximumTemplateBytes = 51_200;

/** Creates a change set under a name of its own and waits until CloudFormation has worked it out. */
export async function createChangeSet(
  clients: AwsClients,
  request: ChangeSetRequest,
  signal?: AbortSignal,
): Promise<ChangeSet> {
  try {
    const command = new CreateChangeSetCommand(changeSetInput(request));
    const { Id } = await asUser(clients.cloudformation.send(command), clients.target);
    return await settledChangeSet(clients, Id ?? '', request.includePropertyValues, signal);
  } catch (error) {
    if (isOvertaken(error)) return { type: 'gone' };
    if (!(error instanceof Error) || !refusals.has(error.name)) throw error;
    return { type: 'failed', id: undefined, reason: error.message };
  }
}

/** How CloudFormation says that it makes no such change set; its message says why. */
const refusals = new Set([
  'ValidationError',
  'InsufficientCapabilitiesException',
  'LimitExceededException',
]);

function changeSetInput(request: ChangeSetRequest): CreateChangeSetCommandInput {
  const { name, template, tags } = request;
  return {
    StackName: request.stackName,
    ChangeSetName: name,
    // An answer that was lost is asked for again; without it that would be a name taken already.
    ClientToken: name,
    Description: request.description,
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
    IncludeNestedStacks: request.includeNestedStacks || undefined,
    NotificationARNs: request.notificationArns && [...request.notificationArns],
    DeploymentConfig: request.express && {
      Mode: 'EXPRESS',
      DisableRollback: request.express.disableRollback,
    },
  };
}

async function settledChangeSet(
  clients: AwsClients,
  id: string,
  includePropertyValues: boolean | undefined,
  signal: AbortSignal | undefined,
): Promise<ChangeSet> {
  const changes: Change[] = [];
  let waited = 0;
  for (let token: string | undefined; ;) {
    if (signal?.aborted) return { type: 'interrupted', id };
    const command = new DescribeChangeSetCommand({
      ChangeSetName: id,
      NextToken: token,
      IncludePropertyValues: includePropertyValues,
    });
    const page = await asUser(clients.cloudformation.send(command), clients.target);
    if (page.Status === 'FAILED') {
      const reason = page.StatusReason ?? 'no reason given';
      const isEmpty = /didn't contain changes|No updates are to be performed/i.test(reason);
      return isEmpty ? { type: 'empty', id } : { type: 'failed', id, reason };
    }
    if (page.Status !== 'CREATE_COMPLETE') {
      // It rejects for nothing but the interrupt.
      await sleep(pollMs(clients, waited++), undefined, { signal }).catch(() => undefined);
      continue;
    }
    changes.push(...(page.Changes ?? []));
    token = page.NextToken;
    if (token !== undefined) continue;
    const own = resourceChanges(changes);
    return {
      type: 'ready',
      id,
      changes: await withNestedChanges(clients, own, includePropertyValues),
    };
  }
}

/** A change set that a stack has, whoever made it. An executed one is not listed for long. */
export interface ListedChangeSet {
  readonly name: string;
  readonly id: string;
  /** UNAVAILABLE, AVAILABLE, EXECUTE_IN_PROGRESS, EXECUTE_COMPLETE, EXECUTE_FAILED, OBSOLETE. */
  readonly executionStatus: string;
}

/** The stack's change sets; none for a stack that does not exist. */
export async function listChangeSets(
  clients: AwsClients,
  stackName: string,
): Promise<ListedChangeSet[]> {
  try {
    const found = await allPages(
      (NextToken) =>
        clients.cloudformation.send(new ListChangeSetsCommand({ StackName: stackName, NextToken })),
      ({ Summaries }) => Summaries,
      clients.target,
    );
    return found.map((summary) => ({
      name: summary.ChangeSetName ?? '',
      id: summary.ChangeSetId ?? '',
      executionStatus: summary.ExecutionStatus ?? '',
    }));
  } catch (error) {
    if (isValidationError(error, /does not exist/)) return [];
    throw error;
  }
}

/** @returns false if CloudFormation does not delete it in its present state: while it is worked out */
export async function deleteChangeSet(clients: AwsClients, id: string): Promise<boolean> {
  const command = new DeleteChangeSetCommand({ ChangeSetName: id });
  try {
    await asUser(clients.cloudformation.send(command), clients.target);
    return true;
  } catch (error) {
    // Somebody else's execute has removed it already.
    if (!isOvertaken(error)) throw error;
    return !(error instanceof Error && error.name.startsWith('InvalidChangeSetStatus'));
  }
}

export interface ExecutionOptions {
  /**
   * Every event of this execution carries it, and a repeated request with it is not a second
   * execution. Letters, digits and `-`, at most 128.
   */
  readonly clientRequestToken?: string;
  /** Keeps what a failed update has made as it is. */
  readonly disableRollback?: boolean;
}

/** @returns `gone` if another deploy's execution has removed it meanwhile */
export async function executeChangeSet(
  clients: AwsClients,
  id: string,
  { clientRequestToken, disableRollback }: ExecutionOptions = {},
): Promise<'executing' | 'gone'> {
  const command = new ExecuteChangeSetCommand({
    ChangeSetName: id,
    ClientRequestToken: clientRequestToken,
    DisableRollback: disableRollback,
  });
  try {
    await asUser(clients.cloudformation.send(command), clients.target);
    return 'executing';
  } catch (error) {
    if (isOvertaken(error)) return 'gone';
    throw error;
  }
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
