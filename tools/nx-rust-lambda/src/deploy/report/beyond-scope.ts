/** Knows how a person reads what a deploy leaves as it is, though something asks for it otherwise. Pure. */
import type { Stack } from '../../aws/stacks';
import { masked } from '../../sam/secrets';
import { objectAt } from '../../sam/json';
import { isFunction } from '../../sam/ownership';
import { absentFunctions, describeAbsent, type AbsentFunction } from '../absent-functions';
import { stackCommand } from '../advice';
import type { Composition } from '../composition/deploy-plan';
import { samconfigFile, type Environment } from '../environment/environment';
import { heldParameters, type HeldParameter } from '../environment/held-parameters';
import { formatDifferences } from './change-set';

export interface BeyondScope {
  /** Name in samconfig.toml. */
  readonly environment: string;
  /** What template.yml says otherwise and this leaves as it is deployed, one line each. */
  readonly notInScope: readonly string[];
  /** Functions that the stack has and template.yml has not. */
  readonly unknownFunctions: readonly string[];
  /** Values of parameters that are given and not sent, because something out of scope reads them. */
  readonly heldParameters: readonly HeldParameter[];
  /** Functions in scope that this does not deploy. */
  readonly absentFunctions: readonly AbsentFunction[];
  /** Names of tags that samconfig.toml gives and the stack has not, or otherwise. */
  readonly heldTags: readonly string[];
}

export function beyondScope(
  composition: Composition,
  environment: Pick<Environment, 'name' | 'parameters' | 'region' | 'stackName' | 'tags'>,
  stack: Pick<Stack, 'parameters' | 'tags'> | undefined,
): BeyondScope {
  const { template, inScope, pinnedParameters } = composition;
  const sent = Object.entries(environment.parameters).filter(
    ([name]) => !(stack && pinnedParameters.includes(name) && name in stack.parameters),
  );
  const parameters = { ...stack?.parameters, ...Object.fromEntries(sent) };
  const functions = inScope.filter((id) => isFunction(objectAt(template, 'Resources')[id]));
  return {
    absentFunctions: absentFunctions({ data: template }, { ...environment, parameters }, functions),
    environment: environment.name,
    notInScope: formatDifferences(composition.notInScope).map((line) => line.trim()),
    unknownFunctions: composition.unknownFunctions,
    // What nothing reads is new in template.yml, and listed as that.
    heldParameters: heldParameters(environment, stack, composition).filter(
      ({ readBy }) => readBy !== undefined,
    ),
    heldTags:
      stack && composition.extent === 'functions'
        ? Object.keys(environment.tags).filter((tag) => environment.tags[tag] !== stack.tags[tag])
        : [],
  };
}

/** Nothing where everything is done. */
export function formatBeyondScope(beyond: BeyondScope): string[] {
  const { environment, heldTags, notInScope, unknownFunctions } = beyond;
  const command = stackCommand('deploy-all', environment);
  const are = unknownFunctions.length === 1 ? 'is' : 'are';
  return [
    ...(notInScope.length > 0
      ? [
          ...(unknownFunctions.length > 0
            ? [
                `${unknownFunctions.join(', ')} ${are} in the stack and not in template.yml: what functions share may be a colleague's`,
              ]
            : []),
          `not in scope, stays as deployed (${command} applies it):`,
          ...notInScope.map((line) => `  ${line}`),
        ]
      : []),
    ...beyond.absentFunctions.map((absent) => describeAbsent(absent, environment)),
    ...beyond.heldParameters.map((parameter) => `${formatHeld(parameter)}; ${command} applies it`),
    ...(heldTags.length > 0
      ? [
          `tags reach the whole stack, so those of ${samconfigFile} that differ stay as deployed: ${heldTags.join(', ')}; ${command} applies them`,
        ]
      : []),
  ];
}

function formatHeld({ name, wanted, deployed, readBy = '' }: HeldParameter): string {
  const kept =
    wanted === masked
      ? `parameter ${name} keeps its deployed value, whatever ${samconfigFile} gives`
      : `parameter ${name} stays '${deployed}', and is not '${wanted}' as in ${samconfigFile}`;
  return `${kept}: ${readBy}, which is not in scope, reads it as well`;
}
