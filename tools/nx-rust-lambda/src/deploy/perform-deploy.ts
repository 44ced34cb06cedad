/**
 * Brings a composed template into a stack: reads what is deployed, plans, previews, executes, and
 * plans anew when somebody else deploys meanwhile. Knows nothing of Nx or of builds.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsClients } from '../aws/clients';
import {
  createChangeSet,
  deleteChangeSet,
  executeChangeSet,
  maximumTemplateBytes,
  type ResourceChange,
} from '../aws/change-sets';
import {
  deleteStack,
  deployedTemplate,
  describeStack,
  newestEvent,
  type Stack,
} from '../aws/stacks';
import { ensureObject, objectUrl } from '../aws/storage';
import {
  objectAt,
  parseTemplate,
  type JsonObject,
  type SamTemplate,
} from '../template/sam-template';
import { UserError } from '../user-error';
import { formatChanges, formatDifferences } from './change-set';
import { composeTemplate, type Composition } from './deploy-plan';
import type { Extent } from './extent';
import type { DeployResult } from './deploy-result';
import type { Environment } from './environment';
import { awaitStack, followExecution } from './follow-stack';
import type { Packaged } from './packaging';
import { PhaseClock } from './phase-clock';
import { keepsValues, parametersFor, type ParameterValues } from './stack-parameters';
import { deployEnd, stackState } from './stack-state';
import { isSame } from './template-differences';

export interface DeployRequest {
  readonly environment: Environment;
  readonly clients: AwsClients;
  /** template.yml. */
  readonly template: SamTemplate;
  readonly scope: readonly string[];
  readonly extent: Extent;
  /** Uploads what the template refers to; the same input gives the same output. */
  readonly packageTemplate: (template: JsonObject) => Promise<Packaged>;
  /** The command that deploys these functions, for sentences. */
  readonly commandFor: (logicalIds: readonly string[]) => string;
  readonly report: (line: string) => void;
}

/** How often a plan is made anew because somebody else deployed meanwhile. */
const maximumPlans = 20;

/** Grows and differs, so that those who plan at the same time do not meet again and again. */
function pauseMs(attempt: number): number {
  return Math.random() * 200 * attempt;
}

/** @throws UserError if the stack cannot be deployed to, or something in scope cannot work */
export async function performDeploy(request: DeployRequest): Promise<DeployResult> {
  const { clients, environment, report } = request;
  const clock = new PhaseClock();
  for (let attempt = 1; attempt <= maximumPlans; attempt++) {
    const stack = await readyStack(request);
    const deployed = stack ? await readTemplate(clients, stack) : undefined;
    const composition = composeTemplate({
      local: request.template.data,
      deployed,
      scope: request.scope,
      extent: request.extent,
    });
    refuseMissing(request, composition);
    const packaged = await clock.measure('package', () =>
      request.packageTemplate(composition.template),
    );
    if (attempt === 1) reportBeyondScope(request, composition);
    const parameters = parametersFor(environment, stack, composition);
    if (stack && deployed && isCurrent(stack, deployed, packaged.template, parameters)) {
      return { type: 'no-changes', stack, phases: clock.phases };
    }
    const planned = await clock.measure('change set', () =>
      plan(request, { stack, packaged, parameters }),
    );
    if (planned.type === 'gone') {
      await sleep(pauseMs(attempt));
      continue;
    }
    if (planned.type === 'failed') {
      if (planned.id !== undefined) await deleteChangeSet(clients, planned.id);
      return failedPlan(request, planned.reason, stack);
    }
    const isStill = !stack || (await isUnchanged(clients, stack));
    const touched = planned.type === 'ready' ? outOfScope(planned.changes, composition) : [];
    if (!isStill || touched.length > 0) {
      await deleteChangeSet(clients, planned.id);
      if (attempt === maximumPlans && isStill) throw touchesOthers(touched);
      await sleep(pauseMs(attempt));
      continue;
    }
    if (planned.type === 'empty') {
      await deleteChangeSet(clients, planned.id);
      const now = stack ?? (await describeStack(clients, environment.stackName));
      if (now) return { type: 'no-changes', stack: now, phases: clock.phases };
      continue;
    }
    report(`changes to ${environment.stackName}:\n${formatChanges(planned.changes)}`);
    const since = await newestEvent(clients, environment.stackName);
    const end = await clock.measure('execute', async () => {
      if ((await executeChangeSet(clients, planned.id)) === 'gone') return undefined;
      return followExecution({
        clients,
        stackName: environment.stackName,
        since,
        changed: new Set(planned.changes.map(({ logicalId }) => logicalId)),
        report,
        template: request.template,
      });
    });
    if (!end) continue;
    return end.type === 'failed' ? end : { ...end, phases: clock.phases };
  }
  throw new UserError(
    `stack '${environment.stackName}' was deployed to by others ${maximumPlans} times while this deploy was planned; nothing was changed, run it again`,
  );
}

/** The stack to update, or undefined where one is to be created. */
async function readyStack(request: DeployRequest): Promise<Stack | undefined> {
  const { clients, environment, report } = request;
  const stack = await awaitStack({ clients, stackName: environment.stackName, report });
  const state = stackState(stack?.status);
  if (!stack || state.type === 'absent' || state.type === 'planned') return undefined;
  if (state.type === 'broken') {
    throw new UserError(`stack '${stack.name}' is in ${stack.status}; ${state.mend}`);
  }
  if (state.type !== 'never-created') return stack;
  if (environment.kind !== 'local') {
    throw new UserError(
      `stack '${stack.name}' is in ${stack.status}: its first deploy failed, and CloudFormation lets it only be deleted; run aws cloudformation delete-stack --stack-name ${stack.name} --region ${environment.region}, then deploy again`,
    );
  }
  report(`stack ${stack.name} is in ${stack.status}: its first deploy failed; creating it anew`);
  await deleteStack(clients, stack);
  return undefined;
}

async function readTemplate(clients: AwsClients, stack: Stack): Promise<JsonObject> {
  const text = await deployedTemplate(clients, stack.name);
  return parseTemplate(text, `the deployed template of ${stack.name}`).data;
}

/** Spares the change set where it would be empty. What a rollback has left is not relied upon. */
function isCurrent(
  stack: Stack,
  deployed: JsonObject,
  template: JsonObject,
  parameters: ParameterValues,
): boolean {
  const isWhole = deployEnd(stack.status) === 'succeeded';
  return isWhole && isSame(template, deployed) && keepsValues(parameters, stack);
}

async function isUnchanged(clients: AwsClients, before: Stack): Promise<boolean> {
  const now = await describeStack(clients, before.name);
  return now?.id === before.id && now.status === before.status && now.version === before.version;
}

function refuseMissing({ commandFor, scope, template }: DeployRequest, plan: Composition): void {
  const [first] = plan.missingFunctions;
  if (!first) return;
  const missing = [...new Set(plan.missingFunctions.map(({ logicalId }) => logicalId))];
  throw new UserError(
    `${first.neededBy} refers to ${first.logicalId}, which is not deployed; deploy both: ${commandFor([...scope, ...missing])}`,
    { file: template.file, line: template.lineOf(['Resources', first.neededBy]) },
  );
}

function reportBeyondScope({ report }: DeployRequest, composition: Composition): void {
  if (composition.removed.length > 0) {
    report(`no longer in template.yml, will be removed: ${composition.removed.join(', ')}`);
  }
  if (composition.notInScope.length === 0) return;
  report('not in scope, stays as deployed (nx run stack:deploy-all applies it):');
  formatDifferences(composition.notInScope).forEach(report);
}

interface PlanInput {
  readonly stack: Stack | undefined;
  readonly packaged: Packaged;
  readonly parameters: ParameterValues;
}

async function plan(request: DeployRequest, { stack, packaged, parameters }: PlanInput) {
  const { clients, environment, extent } = request;
  const body = JSON.stringify(packaged.template);
  const isLong = Buffer.byteLength(body) > maximumTemplateBytes;
  return createChangeSet(clients, {
    stackName: environment.stackName,
    kind: stack ? 'UPDATE' : 'CREATE',
    template: isLong ? { url: await uploadTemplate(clients, packaged.bucket, body) } : { body },
    parameters,
    capabilities: environment.capabilities,
    // Tags reach every resource of the stack, so a scoped deploy leaves them alone.
    tags: !stack || extent !== 'functions' ? environment.tags : undefined,
    roleArn: environment.roleArn,
  });
}

async function uploadTemplate(clients: AwsClients, bucket: string, body: string): Promise<string> {
  const content = Buffer.from(body);
  const key = `template/${createHash('sha256').update(content).digest('hex')}.json`;
  await ensureObject(clients, { bucket, key }, () => content);
  return objectUrl(clients, bucket, key);
}

/** Functions that a change set would touch although they are pinned. */
function outOfScope(changes: readonly ResourceChange[], { pinned }: Composition): string[] {
  return changes
    .filter(({ type, action }) => type === 'AWS::Lambda::Function' && action !== 'Add')
    .map(({ logicalId }) => logicalId)
    .filter((logicalId) => pinned.includes(logicalId));
}

function touchesOthers(logicalIds: readonly string[]): UserError {
  return new UserError(
    `CloudFormation would also change ${logicalIds.join(', ')}, which this deploy does not cover; nothing was changed; nx run stack:deploy-all brings the whole stack to template.yml`,
  );
}

function failedPlan(
  { template }: DeployRequest,
  reason: string,
  stack: Stack | undefined,
): DeployResult {
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
