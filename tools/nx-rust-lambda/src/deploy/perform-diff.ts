/** Has CloudFormation work out what a deploy would change, and takes the change set away again. */
import { UserError } from '../user-error';
import { discardChangeSet } from './change-set-remains';
import type { DeployRequest } from './deploy-request';
import type { Interrupted } from './report/deploy-result';
import { pause } from './pause';
import { PhaseClock } from './phase-clock';
import { planUpdate } from './plan-update';
import { beyondScope } from './report/beyond-scope';
import { stackDiff, type StackDiff } from './report/stack-diff';

/** How often the plan is made anew because somebody deploys meanwhile. */
const maximumPlans = 10;

/** @throws UserError if the stack cannot be deployed to, or CloudFormation refuses the template */
export async function performDiff(request: DeployRequest): Promise<StackDiff | Interrupted> {
  const { environment, signal } = request;
  for (let attempt = 1; attempt <= maximumPlans; attempt++) {
    const planned = await planUpdate(request, {
      clock: new PhaseClock(),
      includePropertyValues: true,
    });
    if (planned.type === 'interrupted') return planned;
    if (planned.type === 'refused') {
      const { reason, place } = planned.result;
      throw new UserError(`CloudFormation refuses this: ${reason}`, place);
    }
    if (planned.type === 'overtaken') {
      await pause(200 * attempt, signal);
      continue;
    }
    const { stack, deployed, composition, parameters } = planned;
    const isReady = planned.type === 'ready';
    if (isReady) await discardChangeSet(request, stack, planned.changeSet.id);
    return stackDiff({
      stackName: environment.stackName,
      deployed,
      deployedParameters: stack?.parameters ?? {},
      template: isReady ? planned.template : composition.template,
      parameters,
      beyond: beyondScope(composition, environment, stack),
      changes: isReady ? planned.changes : [],
    });
  }
  throw new UserError(
    `stack '${environment.stackName}' was deployed to by others ${maximumPlans} times while the difference was looked for; run it again`,
  );
}
