/**
 * Knows which values of parameters are given and not sent: something that stays as deployed reads the
 * parameter as well, or nothing in scope does. Pure.
 */
import type { Stack } from '../../aws/stacks';
import { objectAt } from '../../sam/sam-template';
import { masked, noEchoNames } from '../../sam/secrets';
import { neededBy } from '../../sam/template-needs';
import type { Composition } from '../composition/deploy-plan';
import type { Environment } from './environment';

export interface HeldParameter {
  readonly name: string;
  /** Masked where the parameter is NoEcho. */
  readonly wanted: string;
  /** Undefined where the stack does not have the parameter. */
  readonly deployed: string | undefined;
  /** What stays as deployed and reads it; undefined where nothing in scope reads it either. */
  readonly readBy: string | undefined;
}

type Composed = Pick<Composition, 'template' | 'pinned' | 'pinnedParameters'>;

/** Nobody can tell whether the value of a NoEcho parameter is another one; it counts. */
export function heldParameters(
  { parameters }: Pick<Environment, 'parameters'>,
  stack: Pick<Stack, 'parameters'> | undefined,
  composed: Composed,
): HeldParameter[] {
  const known = objectAt(composed.template, 'Parameters');
  const secrets = noEchoNames({ data: composed.template });
  return Object.entries(parameters).flatMap(([name, value]): HeldParameter[] => {
    const deployed = stack?.parameters[name];
    const isSecret = secrets.includes(name);
    if (!(name in known)) {
      return [{ name, wanted: value, deployed: undefined, readBy: undefined }];
    }
    const isHeld = deployed !== undefined && composed.pinnedParameters.includes(name);
    if (!isHeld || (deployed === value && !isSecret)) return [];
    return [
      {
        name,
        wanted: isSecret ? masked : value,
        deployed: isSecret ? masked : deployed,
        readBy: readerOf(name, composed),
      },
    ];
  });
}

function readerOf(name: string, { template, pinned }: Composed): string {
  const resources = objectAt(template, 'Resources');
  const reads = (id: string) => neededBy([resources[id] ?? null], template).Parameters.has(name);
  return pinned.find(reads) ?? 'an output or a rule of the stack';
}
