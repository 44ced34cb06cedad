/**
 * Brings template.yml's functions in scope into a stack: plans, guards, executes, and plans anew when
 * somebody else deploys meanwhile. Knows nothing of Nx or of builds.
 */
import { executeChangeSet } from '../aws/change-sets';
import { describeStack, latestEvents, type Stack } from '../aws/stacks';
import { objectAt } from '../sam/sam-template';
import { UserError } from '../user-error';
import { stackCommand } from './advice';
import { beyondScope, formatBeyondScope } from './report/beyond-scope';
import { formatChanges, formatRemovals } from './report/change-set';
import { discardChangeSet } from './change-set-remains';
import { removalsOf } from './composition/removals';
import type { DeployRequest } from './deploy-request';
import type { DeployResult } from './report/deploy-result';
import { followExecution } from './follow-stack';
import { differenceLines } from './local-aws/differences';
import { pause } from './pause';
import { unallowedLoss } from './refuse-losses';
import { PhaseClock } from './phase-clock';
import { refuseOtherCode } from './running-code';
import { removeFailedCreation } from './failed-creation';
import {
  interrupted,
  planUpdate,
  readDeployed,
  type Planned,
  type PlannedUpdate,
} from './plan-update';
import { touchedOutOfScope, type Touched } from './composition/scope-guard';

type ReadyUpdate = Extract<PlannedUpdate, { type: 'ready' }>;

/** How often a plan is made anew because somebody else deployed meanwhile. */
const maximumPlans = 30;
/** How often because CloudFormation would touch what is out of scope, which a race can look like. */
const maximumTouches = 3;

/** Grows and differs, so that those who plan at the same time do not meet again and again. */
function pauseMs(attempt: number): number {
  return Math.random() * 200 * Math.min(attempt, 10);
}

/** @throws UserError if the stack cannot be deployed to, or something in scope cannot work */
export async function performDeploy(request: DeployRequest): Promise<DeployResult> {
  const { clients, environment, signal } = request;
  const clock = new PhaseClock();
  let touches = 0;
  for (let attempt = 1; attempt <= maximumPlans; attempt++) {
    if (signal?.aborted) return interrupted;
    const onComposed =
      attempt === 1 ? (planned: Planned) => reportComposed(request, planned) : undefined;
    const planned = await planUpdate(request, { clock, onComposed });
    if (planned.type === 'refused') return planned.result;
    if (planned.type === 'interrupted') return planned;
    if (planned.type === 'no-changes') {
      const stack = planned.stack ?? (await describeStack(clients, environment.stackName));
      if (stack) return { type: 'no-changes', stack, phases: clock.phases };
    }
    if (planned.type === 'ready') {
      const outside = touchedOutOfScope(planned.changes, planned.composition);
      if (outside.length === 0) {
        const end = await execute(request, planned, clock);
        if (end) return removeFailedCreation(request, end);
      } else {
        await discardChangeSet(request, planned.stack, planned.changeSet.id);
        if (++touches === maximumTouches) throw touchesOthers(request, outside);
      }
    }
    await pause(pauseMs(attempt), signal);
  }
  throw new UserError(
    `stack '${environment.stackName}' was deployed to by others ${maximumPlans} times while this deploy was planned; nothing was changed, run it again`,
  );
}

/** @returns undefined if somebody else's deploy was quicker */
async function execute(
  request: DeployRequest,
  planned: ReadyUpdate,
  clock: PhaseClock,
): Promise<DeployResult | undefined> {
  const { clients, environment, report, signal, template } = request;
  const { stack, changes, changeSet } = planned;
  report(`changes to ${environment.stackName}:\n${formatChanges(changes)}`);
  formatRemovals(removalsOf(changes, planned.deployed ?? {}, planned.template)).forEach(report);
  const unallowed = unallowedLoss(request, planned);
  if (unallowed) {
    await discardChangeSet(request, stack, changeSet.id);
    throw unallowed;
  }
  const why = reasonNotToExecute(request);
  if (why !== undefined) {
    await discardChangeSet(request, stack, changeSet.id);
    return { type: 'not-executed', why };
  }
  const since = (await latestEvents(clients, environment.stackName)).at(-1)?.id;
  if (signal?.aborted) {
    await discardChangeSet(request, stack, changeSet.id);
    return interrupted;
  }
  if (!stack && !(await isStillEmpty(request))) {
    await discardChangeSet(request, stack, changeSet.id);
    return undefined;
  }
  const end = await clock.measure('execute', async () => {
    // Its events carry the name, so that a later run can tell whose deploy it follows.
    const options = {
      clientRequestToken: changeSet.name,
      // Express mode has it in the change set.
      ...(environment.disableRollback && !environment.express ? { disableRollback: true } : {}),
    };
    if ((await executeChangeSet(clients, changeSet.id, options)) === 'gone') return undefined;
    return followExecution({
      clients,
      stackName: environment.stackName,
      since,
      changed: new Set(changes.map(({ logicalId }) => logicalId)),
      report,
      template,
      signal,
    });
  });
  if (end?.type !== 'deployed') return end;
  // Two first deploys at once: the local AWS executes both, and the second is all that stays.
  if (!stack && !(await hasAll(request, end.stack))) return undefined;
  await clock.measure('check', () => refuseOtherCode(request, end.stack, planned.expectedCode));
  return { ...end, phases: clock.phases };
}

function reasonNotToExecute({ environment, confirmed }: DeployRequest) {
  if (environment.execution === 'never') return 'never';
  return environment.execution === 'confirmed' && !confirmed ? 'unconfirmed' : undefined;
}

/** Whether nobody else has begun to create the stack meanwhile: an id and a time there are not yet. */
async function isStillEmpty({ clients, environment }: DeployRequest): Promise<boolean> {
  const now = await describeStack(clients, environment.stackName);
  return now?.status === 'REVIEW_IN_PROGRESS';
}

async function hasAll({ clients, code }: DeployRequest, stack: Stack): Promise<boolean> {
  const resources = objectAt(await readDeployed(clients, stack), 'Resources');
  return [...code.keys()].every((id) => id in resources);
}

/** What a person should know of a deploy before anything is uploaded. */
function reportComposed(
  { report, environment }: DeployRequest,
  { composition, stack }: Planned,
): void {
  if (environment.kind === 'local') {
    differenceLines(composition.template, composition.inScope).forEach(report);
  }
  if (composition.removed.length > 0) {
    report(`no longer in template.yml, will be removed: ${composition.removed.join(', ')}`);
  }
  formatBeyondScope(beyondScope(composition, environment, stack)).forEach(report);
}

function touchesOthers({ environment }: DeployRequest, outside: readonly Touched[]): UserError {
  const names = outside.map(({ logicalId }) => logicalId).join(', ');
  const command = stackCommand('deploy-all', environment.name);
  return new UserError(
    `CloudFormation would also change ${names}, which this deploy does not cover; nothing was changed; ${command} brings the whole stack to template.yml`,
  );
}
