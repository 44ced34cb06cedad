/**
 * Knows what a composed template refers to and does not have: proof, after the fact, that its parts fit
 * together. Whatever dangles on a side already (a macro may make it) is not this deploy's.
 */
import { isObject, objectAt, type JsonObject } from '../../sam/sam-template';
import { implicitApiNamed } from '../../sam/implicit-api';
import { entriesNamed, lookupIn } from '../../sam/ownership';
import { referencesOf } from '../../sam/references';
import { isPattern } from '../../sam/for-each';
import { wholeStack, type Refusal } from './refusals';

interface Dangling {
  /** `Resources`, `Globals`, … */
  readonly section: string;
  readonly entry: string;
  /** `parameter or resource Dom`. */
  readonly what: string;
}

export function danglingIn(template: JsonObject, sides: readonly JsonObject[]): Refusal[] {
  const before = new Set(sides.flatMap((side) => danglingOf(side).map(({ what }) => what)));
  return danglingOf(template)
    .filter(({ what }) => !before.has(what))
    .map(({ section, entry, what }) => ({
      path: [section, entry],
      sentence: `${entry} in ${section} would refer to ${what}, which the stack would not have`,
      remedy: wholeStack,
    }));
}

function danglingOf(template: JsonObject): Dangling[] {
  const resources = objectAt(template, 'Resources');
  // A file that is put in when CloudFormation runs may hold anything.
  if ('Fn::Transform' in resources) return [];
  const parameters = objectAt(template, 'Parameters');
  const lookup = lookupIn(resources, parameters);
  const isKnown = (name: string) =>
    name.startsWith('AWS::') ||
    isPattern(name) ||
    Object.hasOwn(parameters, name) ||
    implicitApiNamed(name) !== undefined ||
    lookup(name).length > 0;
  const has = (section: string, name: string) =>
    isPattern(name) || entriesNamed(name, objectAt(template, section)).length > 0;
  return ['Globals', 'Conditions', 'Resources', 'Outputs'].flatMap((section) =>
    Object.entries(objectAt(template, section)).flatMap(([entry, value]) => {
      const { names, conditions, mappings } = referencesOf(
        section === 'Globals' && isObject(value) ? { Properties: value } : value,
      );
      return [
        ...[...names]
          .filter((name) => !isKnown(name))
          .map((name) => `parameter or resource ${name}`),
        ...[...conditions]
          .filter((name) => !has('Conditions', name))
          .map((name) => `condition ${name}`),
        ...[...mappings].filter((name) => !has('Mappings', name)).map((name) => `mapping ${name}`),
      ].map((what) => ({ section, entry, what }));
    }),
  );
}
