/**
 * One plan of a stack update: reads what is deployed, composes, uploads, has CloudFormation make a
 * change set, and looks at the stack again. Nothing of the stack has changed when it returns.
 */
import { createHash } from 'node:crypto';
import type { ResourceChange } from '../aws/change-sets';
import type { AwsClients } from '../aws/clients';
import { ownedResources } from '../aws/owned-names';
import { deployedTemplate, describeStack, type Stack } from '../aws/stacks';
import { formatFinding } from '../template/finding';
import { objectAt, parseTemplateData, type JsonObject } from '../sam/sam-template';
import { UserError } from '../user-error';
import { discardChangeSet, removeAbandoned, withdrawChangeSet } from './change-set-remains';
import { composeTemplate, withCode, type Composition } from './composition/deploy-plan';
import type { DeployRequest } from './deploy-request';
import { makeChangeSet } from './make-change-set';
import type { DeployResult, Interrupted } from './report/deploy-result';
import { unchangedCode } from './packaging/deployed-code';
import type { Packaged } from './packaging/packaging';
import type { Code } from './packaging/upload-artifacts';
import { unlessAborted } from './pause';
import type { PhaseClock } from './phase-clock';
import { readyStack } from './ready-stack';
import { refuseOtherBuilds } from './refuse-other-builds';
import { refuseUnsound } from './refuse-unsound';
import { keepsValues, parametersFor, type ParameterValues } from './environment/stack-parameters';
import { changedBehind, type ExpectedCode } from './running-code';
import { deployEnd } from './stack-state';
import { checkOwnedNames } from './template-checks/name-checks';
import { isSame } from '../sam/template-differences';

export interface Planned {
  /** Undefined where the stack is to be created. */
  readonly stack: Stack | undefined;
  /** The stack's template as it is. */
  readonly deployed: JsonObject | undefined;
  readonly composition: Composition;
  readonly parameters: ParameterValues;
}

export type PlannedUpdate =
  | ({ readonly type: 'no-changes' } & Planned)
  | ({
      readonly type: 'ready';
      readonly changeSet: { readonly id: string; readonly name: string };
      readonly template: JsonObject;
      readonly expectedCode: ExpectedCode;
      readonly changes: readonly ResourceChange[];
    } & Planned)
  /** Somebody else has deployed meanwhile; nothing of this plan is left. */
  | { readonly type: 'overtaken' }
  | Interrupted
  | { readonly type: 'refused'; readonly result: Extract<DeployResult, { type: 'failed' }> };

/** Before anything was made that has to be taken back, or after it was. */
export const interrupted: Interrupted = { type: 'interrupted', isExecuting: false, isLeft: false };

export interface PlanOptions {
  readonly clock: PhaseClock;
  /** Has CloudFormation work out each property's value before and after, too. */
  readonly includePropertyValues?: boolean;
  /** Called once the composition is known, before anything is uploaded. */
  readonly onComposed?: (planned: Planned) => void;
}

/** @throws UserError if the stack cannot be deployed to, or something in scope cannot work */
export async function planUpdate(
  request: DeployRequest,
  { clock, includePropertyValues, onComposed }: PlanOptions,
): Promise<PlannedUpdate> {
  const { clients, environment, signal } = request;
  const stack = await readyStack(request);
  if (signal?.aborted) return interrupted;
  const planned = await compose(request, stack);
  const { deployed } = planned;
  onComposed?.(planned);
  if (environment.kind === 'local') await refuseOwnedNames(request, planned.composition);
  const packaging = clock.measure('package', () => packageNew(request, planned));
  const packaged = await unlessAborted(packaging, signal);
  if (!packaged || signal?.aborted) return interrupted;
  if (stack && deployed && isCurrent(request, planned, packaged.template)) {
    return { type: 'no-changes', ...planned };
  }
  const changeSet = await clock.measure('change set', async () => {
    await removeAbandoned(request);
    return makeChangeSet(request, { ...planned, packaged, includePropertyValues });
  });
  if (changeSet.type === 'interrupted') {
    return { ...interrupted, isLeft: !(await withdrawChangeSet(request, stack, changeSet.id)) };
  }
  if (changeSet.type === 'gone') return { type: 'overtaken' };
  if (changeSet.type === 'failed') {
    await discardChangeSet(request, stack, changeSet.id);
    return { type: 'refused', result: failedPlan(request, changeSet.reason, stack) };
  }
  const isStill = !stack || (await isUnchanged(clients, stack));
  if (!isStill || changeSet.type === 'empty') await discardChangeSet(request, stack, changeSet.id);
  if (!isStill) return { type: 'overtaken' };
  if (changeSet.type === 'empty') return { type: 'no-changes', ...planned };
  const { id, name, changes } = changeSet;
  return {
    type: 'ready',
    changeSet: { id, name },
    changes,
    template: packaged.template,
    expectedCode: packaged.expectedCode,
    ...planned,
  };
}

/** What a deploy would send, from what is deployed now. */
export async function compose(request: DeployRequest, stack: Stack | undefined): Promise<Planned> {
  const { clients, environment, template, code, extent, projectFunctions } = request;
  const deployed = stack ? await readDeployed(clients, stack) : undefined;
  const composition = composeTemplate({
    local: template.data,
    deployed,
    scope: [...code.keys()],
    extent,
    projectFunctions,
  });
  const parameters = parametersFor(environment, stack, composition);
  refuseUnsound(request, { stack, composition, parameters });
  refuseOtherBuilds({
    template,
    composed: composition.template,
    environment,
    parameters,
    deployedParameters: stack?.parameters ?? {},
    code,
  });
  return { stack, deployed, composition, parameters };
}

/** The template that the stack was made from, as it was sent. */
export async function readDeployed(clients: AwsClients, stack: Stack): Promise<JsonObject> {
  const text = await deployedTemplate(clients, stack.name);
  return parseTemplateData(text, `the deployed template of ${stack.name}`);
}

interface NewlyPackaged extends Packaged {
  /** Of all functions in scope. */
  readonly expectedCode: ExpectedCode;
}

async function packageNew(
  { clients, environment, code, packageTemplate, report }: DeployRequest,
  { stack, deployed, composition }: Planned,
): Promise<NewlyPackaged> {
  const found = Object.entries(unchangedCode(deployed, code));
  const expected = Object.fromEntries(found.map(([id, { sha256 }]) => [id, sha256]));
  const others = new Set(await changedBehind(clients, environment.stackName, expected));
  const urls = Object.fromEntries(
    found.flatMap(([id, { url }]) => (others.has(id) ? [] : [[id, url]])),
  );
  // CloudFormation reads an archive again only from another address; the same one in every plan of this state.
  const again = createHash('sha256')
    .update(`${stack?.id} ${stack?.version}`)
    .digest('hex')
    .slice(0, 8);
  const changed = [...code].flatMap(([id, own]): [string, Code][] => {
    if (id in urls) return [];
    return [[id, others.has(id) ? { ...own, again } : own]];
  });
  for (const id of others) report(`${id} runs code that no deploy has sent; sending it again`);
  const packaged = await packageTemplate(withCode(composition.template, urls), new Map(changed));
  return { ...packaged, expectedCode: { ...expected, ...packaged.codeSha256 } };
}

/** Spares the change set where it would be empty. What a rollback has left is not relied upon. */
function isCurrent(
  { environment }: DeployRequest,
  { stack, deployed, parameters, composition }: Planned,
  template: JsonObject,
): boolean {
  if (!stack || deployEnd(stack.status) !== 'succeeded') return false;
  const isTagged = composition.extent === 'functions' || isSame(environment.tags, stack.tags);
  return isTagged && isSame(template, deployed) && keepsValues(parameters, stack);
}

async function isUnchanged(clients: AwsClients, before: Stack): Promise<boolean> {
  const now = await describeStack(clients, before.name);
  return now?.id === before.id && now.status === before.status && now.version === before.version;
}

/** AWS itself refuses such a name; the local one takes the resource over. */
async function refuseOwnedNames(
  { clients, environment, template }: DeployRequest,
  { inScope }: Composition,
): Promise<void> {
  const owned = await ownedResources(clients, environment.stackName);
  const taken = checkOwnedNames(template, environment, owned, new Set(inScope));
  if (taken.length > 0) throw new UserError(taken.map(formatFinding).join('\n'));
}

function failedPlan(
  { template }: DeployRequest,
  reason: string,
  stack: Stack | undefined,
): Extract<DeployResult, { type: 'failed' }> {
  const named = Object.keys(objectAt(template.data, 'Resources')).find((id) => reason.includes(id));
  return {
    type: 'failed',
    logicalId: named,
    reason,
    place: named
      ? { file: template.file, line: template.lineOf(['Resources', named]) }
      : { file: template.file },
    status: stack?.status,
  };
}
