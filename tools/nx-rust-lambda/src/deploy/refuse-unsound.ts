/** Knows what of a plan cannot work, before anything is uploaded. Pure. */
import { objectAt } from '../sam/sam-template';
import { formatFinding } from '../template/finding';
import { UserError, type Place } from '../user-error';
import type { Composition } from './composition/deploy-plan';
import type { DeployRequest } from './deploy-request';
import { parameterVariable, type ParameterValues } from './environment/stack-parameters';
import { checkParameters } from './template-checks/parameter-checks';
import { refuseOverLimits } from './template-limits';

type Sound = Pick<DeployRequest, 'code' | 'commandFor' | 'environment' | 'template'>;

/** What is going to be sent. */
interface Plan {
  readonly composition: Composition;
  readonly parameters: ParameterValues;
}

/** @throws UserError with the place in template.yml and what to do */
export function refuseUnsound(request: Sound, planned: Plan): void {
  const { template, code, commandFor } = request;
  const { composition } = planned;
  const at = (...path: string[]): Place => ({ file: template.file, line: template.lineOf(path) });
  const [refusal] = composition.refusals;
  if (refusal) throw new UserError(refusal.sentence, at(...refusal.path));
  const [first] = composition.missingFunctions;
  if (first) {
    const missing = new Set(composition.missingFunctions.map(({ logicalId }) => logicalId));
    throw new UserError(
      `${first.neededBy} refers to ${first.logicalId}, which is not deployed; deploy both: ${commandFor([...code.keys(), ...missing])}`,
      at('Resources', first.neededBy),
    );
  }
  refuseParameters(request, planned, at);
  refuseOverLimits(
    {
      template: composition.template,
      stackName: request.environment.stackName,
      parameters: planned.parameters,
      tags: request.environment.tags,
    },
    template,
  );
}

function refuseParameters(
  { environment, template }: Sound,
  { composition, parameters }: Plan,
  at: (...path: string[]) => Place,
): void {
  const wrong = checkParameters({ template, environment }).find(({ level }) => level === 'error');
  if (wrong) throw new UserError(formatFinding(wrong));
  const declared = objectAt(composition.template, 'Parameters');
  const missing = Object.keys(declared).find(
    (name) => !(name in parameters) && !('Default' in objectAt(declared, name)),
  );
  if (missing === undefined) return;
  throw new UserError(
    `parameter ${missing} has no Default and no value yet; give it in [${environment.name}.deploy.parameters] of samconfig.toml, as variable ${parameterVariable}${missing}, or with --parameterOverrides=${missing}=…`,
    at('Parameters', missing),
  );
}
