/**
 * Knows what SAM no longer makes of the functions in scope, while something that stays as deployed still
 * refers to it: AWS would refuse such a template.
 */
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { isGenerated } from '../../sam/generated-ids';
import { implicitApiNamed, madeOf } from '../../sam/implicit-api';
import { lookupIn } from '../../sam/ownership';
import { referencesOf } from '../../sam/references';
import type { Refusal } from './refusals';

export interface Kept {
  /** How a sentence names it: `Map`, `output 'RoleArn'`. */
  readonly name: string;
  readonly entry: Json;
}

const both = 'brings both to template.yml';

/** @param resources of the composed template, with what the deploy takes from template.yml */
export function lostIds(
  kept: readonly Kept[],
  theirs: JsonObject,
  resources: JsonObject,
): Refusal[] {
  const lookup = lookupIn(theirs);
  return kept.flatMap(({ name, entry }) =>
    namesIn(entry).flatMap((id): Refusal[] => {
      const api = lostApi(id, theirs, resources);
      if (api !== undefined) return [refusal(api, `has the last event of ${id}`, name)];
      const makers = lookup(id).filter((maker) => isLost(id, maker, theirs, resources));
      return makers.map((maker) => refusal(maker, `no longer makes ${id}`, name));
    }),
  );
}

function refusal(id: string, what: string, reader: string): Refusal {
  return {
    path: ['Resources', id],
    sentence: `${id} ${what}, which ${reader} refers to as it is deployed`,
    remedy: both,
  };
}

/** The entry whose last event an implicit API goes with. */
function lostApi(name: string, theirs: JsonObject, resources: JsonObject): string | undefined {
  const kind = implicitApiNamed(name);
  return kind && madeOf(resources, kind).length === 0 ? madeOf(theirs, kind)[0] : undefined;
}

/** Of a loop nobody knows here what it makes; it is left to AWS. */
function isLost(id: string, maker: string, theirs: JsonObject, resources: JsonObject): boolean {
  const [before, after] = [theirs[maker], resources[maker]];
  if (!id.startsWith(maker) || id === maker || !isObject(before) || !isObject(after)) return false;
  const rest = id.slice(maker.length);
  const makes = (resource: JsonObject) => isGenerated(rest, objectAt(resource, 'Properties'));
  return makes(before) && !makes(after);
}

/** References; also with the part behind a dot, as in `!Ref EchoFunction.Alias`. */
function namesIn(entry: Json): string[] {
  return [...new Set([...referencesOf(entry).names, ...dottedNames(entry)])];
}

function dottedNames(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(dottedNames);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Fn::GetAtt') return firstTwo([inner].flat().join('.'));
    if (key !== 'Fn::Sub') return dottedNames(inner);
    const [text, variables = null] = [inner].flat();
    const written = typeof text === 'string' ? [...text.matchAll(/\$\{([\w.]+)\}/g)] : [];
    return [...written.flatMap(([, name = '']) => firstTwo(name)), ...dottedNames(variables)];
  });
}

function firstTwo(name: string): string[] {
  const [first, second] = name.split('.');
  return second === undefined ? [] : [`${first}.${second}`];
}
