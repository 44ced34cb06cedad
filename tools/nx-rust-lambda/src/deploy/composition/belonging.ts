/**
 * Knows what belongs to the functions in scope alone. Both templates have a say: what the deployed one
 * ties to another function is shared, whether template.yml knows that function or not.
 */
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { implicitApiNamed, madeOf } from '../../sam/implicit-api';
import { entriesNamed, isFunction, lookupIn, ownersIn, type Lookup } from '../../sam/ownership';
import { referencesOf } from '../../sam/references';

export interface Sides {
  /** Resources of template.yml. */
  readonly ours: JsonObject;
  /** Resources of the deployed template. */
  readonly theirs: JsonObject;
  readonly lookup: Lookup;
  readonly deployedLookup: Lookup;
}

/** An entry of template.yml, and what is deployed under its name. */
export type Belongs = (local: Json, deployed: Json | undefined) => boolean;

/** Of two templates with their Globals expanded. */
export function sidesOf(local: JsonObject, deployed: JsonObject): Sides {
  const ours = objectAt(local, 'Resources');
  const theirs = objectAt(deployed, 'Resources');
  return {
    ours,
    theirs,
    lookup: lookupIn(ours, objectAt(local, 'Parameters')),
    deployedLookup: lookupIn(theirs, objectAt(deployed, 'Parameters')),
  };
}

export function belongingTo(scope: ReadonlySet<string>, sides: Sides): Belongs {
  const owners = ownersIn(sides.ours, sides.lookup);
  const deployedOwners = ownersIn(sides.theirs, sides.deployedLookup);
  const isOfScope = (own: ReadonlySet<string>) =>
    own.size > 0 && [...own].every((id) => scope.has(id));
  const isTiedToOthers = tiesToOthers(scope, sides);
  return (local, deployed) => {
    if (!isOfScope(owners(local))) return false;
    if (deployed === undefined) return true;
    return isOfScope(deployedOwners(deployed)) && !isTiedToOthers(local, deployed);
  };
}

/**
 * Whether the deployed entry names something that template.yml's does not: another function, a thing
 * that rests on one, or a thing that template.yml does not know at all. A colleague has put it there.
 */
function tiesToOthers(scope: ReadonlySet<string>, { ours, theirs, deployedLookup }: Sides) {
  const rests = new Map<string, boolean>();
  const restsOnOthers = (id: string): boolean => {
    if (isFunction(theirs[id])) return !scope.has(id);
    const known = rests.get(id);
    if (known !== undefined) return known;
    // Set before the descent: a circle of references ends here.
    rests.set(id, false);
    const ids = [...referencesOf(theirs[id]).names].flatMap(deployedLookup);
    const found = ids.some(restsOnOthers);
    rests.set(id, found);
    return found;
  };
  const isUnknown = (id: string) => entriesNamed(id, ours).length === 0;
  const isOthers = (name: string) => {
    const api = implicitApiNamed(name);
    // An implicit API is made of the events of all functions.
    const ids = api === undefined ? deployedLookup(name) : madeOf(theirs, api);
    return ids.some((id) => isUnknown(id) || restsOnOthers(id));
  };
  const names = functionNames(theirs, scope);
  return (local: Json, deployed: Json): boolean => {
    const known = referencesOf(local).names;
    const added = [...referencesOf(deployed).names].filter((name) => !known.has(name));
    if (added.some(isOthers)) return true;
    const texts = new Set(textsIn(local));
    return textsIn(deployed).some(
      (text) => !texts.has(text) && (functionArn.test(text) || names.some((name) => name(text))),
    );
  };
}

/** A function that is named without a reference; it may be of another stack. */
const functionArn = /:function:/;

/** Whether a text has the name that a function out of scope is given (`FunctionName: billing`). */
function functionNames(
  theirs: JsonObject,
  scope: ReadonlySet<string>,
): ((text: string) => boolean)[] {
  return Object.entries(theirs).flatMap(([id, resource]) => {
    if (!isObject(resource) || !isFunction(resource) || scope.has(id)) return [];
    const [name] = textsIn(objectAt(resource, 'Properties')['FunctionName'] ?? null);
    if (name === undefined) return [];
    const literal = name.replace(/[^A-Za-z0-9]/g, '\\$&');
    const named = new RegExp(`(?<![\\w-])${literal}(?![\\w-])`);
    return [(text: string) => named.test(text)];
  });
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
