/**
 * Knows which functions a resource belongs to: a log group, a permission or an event source mapping
 * belongs to the function that it refers to. Knows nothing of what is deployed.
 */
import { isObject, type Json, type JsonObject } from './sam-template';
import { isLoopKey, isPattern, madeBy, mayBeginWith, mayBeSame, type MadeEntry } from './for-each';
import { referencesOf } from './references';

const functionTypes = new Set([
  'AWS::Serverless::Function',
  'AWS::Serverless::WebFunction',
  'AWS::Lambda::Function',
]);

/** A function, or a loop that makes functions. */
export function isFunction(resource: Json | undefined): boolean {
  if (Array.isArray(resource)) {
    return madeBy('Fn::ForEach::', resource).some(([, body]) => isFunction(body));
  }
  return isObject(resource) && functionTypes.has(String(resource['Type']));
}

/** Names of the functions that some resources make and others do not. */
export function functionsMade(resources: JsonObject, others: JsonObject): string[] {
  const named = (from: JsonObject) =>
    Object.entries(from)
      .flatMap(([key, entry]) => madeBy(key, entry))
      .flatMap(([name, body]) => (isFunction(body) ? [name] : []));
  const known = named(others);
  return named(resources).filter((name) => !known.some((other) => mayBeSame(name, other)));
}

/** The resources that a name may stand for; several where a loop's variable is part of the name. */
export type Lookup = (name: string) => readonly string[];

/**
 * The resource that a name stands for: itself, the loop that makes it, or the resource whose id SAM has
 * put before a suffix (`EchoFunctionRole`, `EchoFunctionUrl`); the longest such id is meant.
 *
 * @param parameters of the template: a name of theirs is no resource, however it begins
 */
export function lookupIn(resources: JsonObject, parameters: JsonObject = {}): Lookup {
  const made = Object.entries(resources).flatMap(([key, entry]) =>
    madeBy(key, entry).map(([name, body]) => ({ key, name, isServerless: isServerless(body) })),
  );
  const exact = new Map(made.map(({ key, name }) => [name, key]));
  const patterns = made.filter(({ name }) => isPattern(name));
  const serverless = made
    .filter((each) => each.isServerless)
    .sort((a, b) => b.name.length - a.name.length);
  const known = new Map<string, readonly string[]>();
  const find: Lookup = (name) => {
    const same = exact.get(name);
    if (same !== undefined) return [same];
    if (Object.hasOwn(parameters, name)) return [];
    const alike = (isPattern(name) ? made : patterns).filter((each) => mayBeSame(each.name, name));
    if (alike.length > 0) return [...new Set(alike.map(({ key }) => key))];
    const begun = serverless.filter((each) => mayBeginWith(name, each.name));
    const chosen = isPattern(name) ? begun : begun.slice(0, 1);
    return [...new Set(chosen.map(({ key }) => key))];
  };
  return (name) => {
    const found = known.get(name) ?? find(name);
    known.set(name, found);
    return found;
  };
}

/** The one resource that a logical id stands for, if there is one. */
export function resourceNamed(name: string, resources: JsonObject): string | undefined {
  return lookupIn(resources)(name)[0];
}

/** Keys of a section's entries that have this name, or make it. */
export function entriesNamed(name: string, section: JsonObject): string[] {
  if (name in section) return [name];
  return Object.entries(section).flatMap(([key, entry]) =>
    madeBy(key, entry).some(([made]) => mayBeSame(made, name)) ? [key] : [],
  );
}

/** Whether an entry makes something that another one, under another key, makes, too. */
export function collides(key: string, entry: Json, others: JsonObject): boolean {
  if (!isLoopKey(key) && !Object.keys(others).some(isLoopKey)) return false;
  const made: readonly MadeEntry[] = madeBy(key, entry);
  return Object.entries(others).some(
    ([otherKey, other]) =>
      otherKey !== key &&
      madeBy(otherKey, other).some(([name]) => made.some(([own]) => mayBeSame(own, name))),
  );
}

/**
 * The functions that each resource or other part of a template belongs to: those it refers to, or,
 * where it refers to none, those of the resources it refers to. A function belongs to itself.
 */
export function ownersIn(
  resources: JsonObject,
  lookup: Lookup = lookupIn(resources),
): (part: Json | undefined) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  const ownersOfResource = (id: string): ReadonlySet<string> => {
    if (isFunction(resources[id])) return new Set([id]);
    const found = known.get(id);
    if (found) return found;
    // Set before the descent: a circle of references ends here.
    known.set(id, new Set());
    const owners = ownersOfPart(resources[id]);
    known.set(id, owners);
    return owners;
  };
  const ownersOfPart = (part: Json | undefined): ReadonlySet<string> => {
    const ids = [...referencesOf(part).names].flatMap(lookup);
    const functions = ids.filter((id) => isFunction(resources[id]));
    if (functions.length > 0) return new Set(functions);
    return new Set(ids.flatMap((id) => [...ownersOfResource(id)]));
  };
  return ownersOfPart;
}

function isServerless(resource: Json | undefined): boolean {
  return isObject(resource) && String(resource['Type']).startsWith('AWS::Serverless::');
}
