/** Knows what of a plan cannot work, before anything is uploaded. Pure. */
import type { Stack } from '../aws/stacks';
import { objectAt } from '../sam/sam-template';
import { isNoEcho, masked } from '../sam/secrets';
import { formatFinding } from '../template/finding';
import { UserError, type Place } from '../user-error';
import type { Composition } from './composition/deploy-plan';
import type { DeployRequest } from './deploy-request';
import { stackCommand } from './advice';
import { heldParameters } from './environment/held-parameters';
import { parameterVariable, type ParameterValues } from './environment/stack-parameters';
import { checkParameters } from './template-checks/parameter-checks';
import { refuseOverLimits } from './template-checks/template-limits';

interface Sound extends Pick<
  DeployRequest,
  'askedParameters' | 'commandFor' | 'environment' | 'template'
> {
  /** By logical ids of the functions in scope; what they run plays no part. */
  readonly code: Pick<ReadonlyMap<string, unknown>, 'keys'>;
}

/** What is going to be sent. */
interface Plan {
  readonly stack: Stack | undefined;
  readonly composition: Composition;
  readonly parameters: ParameterValues;
}

/** @throws UserError with the place in template.yml and what to do */
export function refuseUnsound(request: Sound, planned: Plan): void {
  const { template, code, commandFor } = request;
  const { composition } = planned;
  const at = (...path: string[]): Place => ({ file: template.file, line: template.lineOf(path) });
  const [refusal] = composition.refusals;
  if (refusal) {
    const command = stackCommand('deploy-all', request.environment.name);
    const remedy = refusal.remedy === undefined ? '' : `; ${command} ${refusal.remedy}`;
    throw new UserError(`${refusal.sentence}${remedy}`, at(...refusal.path));
  }
  const [first] = composition.missingFunctions;
  if (first) {
    const missing = new Set(composition.missingFunctions.map(({ logicalId }) => logicalId));
    throw new UserError(
      `${first.neededBy} refers to ${first.logicalId}, which is not deployed; deploy both: ${commandFor([...code.keys(), ...missing])}`,
      at('Resources', first.neededBy),
    );
  }
  refuseParameters(request, planned, at);
  refuseHeld(request, planned, at);
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

/** What is asked for in so many words is done or refused; of samconfig.toml a line tells what stays. */
function refuseHeld(
  { askedParameters, environment, template }: Sound,
  { stack, composition }: Plan,
  at: (...path: string[]) => Place,
): void {
  const held = heldParameters(environment, stack, composition);
  const first = held.find(({ name }) => askedParameters.has(name));
  if (!first) return;
  const { name, wanted, readBy } = first;
  const source = askedParameters.get(name) ?? '';
  const isSecret = wanted === masked || isNoEcho(objectAt(template.data, 'Parameters')[name]);
  const asked = isSecret ? `a value for ${name}` : `${name}=${wanted}`;
  const why =
    readBy === undefined
      ? 'and nothing in scope reads it'
      : `which ${readBy} reads as well, and that is not in scope`;
  const command = stackCommand('deploy-all', environment.name);
  const given = source.startsWith('--') ? ` ${source}="${asked}"` : '';
  throw new UserError(
    `${source} asks for ${asked}, ${why}; nothing was changed; ${command}${given} deploys the whole stack with it`,
    at('Parameters', name),
  );
}
