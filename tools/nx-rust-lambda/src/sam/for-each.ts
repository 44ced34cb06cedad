/**
 * Knows what an entry of a section stands for: itself, or, where it is an `Fn::ForEach`, what the loop
 * makes. Knows nothing of what the entries mean.
 *
 * The form is that of AWS::LanguageExtensions: `'Fn::ForEach::Name': [Variable, collection, {key: body}]`,
 * with `${Variable}` and `&{Variable}` (its letters and digits alone) anywhere in keys and bodies.
 */
import { isObject, type Json, type JsonObject } from './sam-template';

/** A name, or a pattern with `${Variable}` where the loop's collection is not written out. */
export type MadeEntry = readonly [name: string, body: Json];

interface Loop {
  readonly variable: string;
  readonly collection: Json;
  readonly body: JsonObject;
}

export function isLoopKey(key: string): boolean {
  return key.startsWith('Fn::ForEach::');
}

export function loopOf(entry: Json | undefined): Loop | undefined {
  if (!Array.isArray(entry) || entry.length !== 3) return undefined;
  const [variable, collection = null, body] = entry;
  return typeof variable === 'string' && isObject(body)
    ? { variable, collection, body }
    : undefined;
}

/** What an entry of a section makes; one that is no loop makes itself. */
export function madeBy(key: string, entry: Json): MadeEntry[] {
  const loop = isLoopKey(key) ? loopOf(entry) : undefined;
  if (!loop) return [[key, entry]];
  const { variable, collection, body } = loop;
  const values = Array.isArray(collection) ? collection.filter(isText) : [];
  const isWrittenOut = Array.isArray(collection) && values.length === collection.length;
  const bodies = isWrittenOut ? values.map((value) => replaced(body, variable, value)) : [body];
  return bodies.flatMap((made) =>
    Object.entries(made).flatMap(([name, inner]) => madeBy(name, inner)),
  );
}

/** The entry with `change` applied to it, or to each body of the loop that it is. */
export function mapBodies(key: string, entry: Json, change: (body: JsonObject) => Json): Json {
  const loop = isLoopKey(key) ? loopOf(entry) : undefined;
  if (!loop) return isObject(entry) ? change(entry) : entry;
  const bodies = Object.entries(loop.body).map(([name, body]) => [
    name,
    mapBodies(name, body, change),
  ]);
  return [loop.variable, loop.collection, Object.fromEntries(bodies) as JsonObject];
}

/** Whether an entry makes less than it did, so that taking it would remove something. */
export function makesLess(key: string, before: Json | undefined, after: Json): boolean {
  if (before === undefined || !isLoopKey(key)) return false;
  const made = new Set(madeBy(key, after).map(([name]) => name));
  return madeBy(key, before).some(([name]) => !made.has(name));
}

const placeholder = /[$&]\{[^{}]*\}/g;

/** Whether two names, or patterns of names, may be the same one. */
export function mayBeSame(a: string, b: string): boolean {
  if (a === b) return true;
  return isPattern(a) ? patternOf(a).test(sample(b)) : isPattern(b) && patternOf(b).test(a);
}

/** Whether a name that is computed may come to this one; a part that is computed may be empty. */
export function mayComeTo(computed: string, name: string): boolean {
  const literal = computed.split(placeholder).map((part) => part.replace(/[^A-Za-z0-9]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(name);
}

/** Whether a name, or a pattern of names, begins with another. */
export function mayBeginWith(name: string, beginning: string): boolean {
  if (!isPattern(name) && !isPattern(beginning)) return name.startsWith(beginning);
  return patternOf(beginning, '').test(sample(name));
}

export function isPattern(name: string): boolean {
  return /[$&]\{/.test(name);
}

function patternOf(name: string, end = '$'): RegExp {
  const literal = name.split(placeholder).map((part) => part.replace(/[^A-Za-z0-9]/g, '\\$&'));
  // A logical id has letters and digits alone.
  return new RegExp(`^${literal.join('[A-Za-z0-9]+')}${end}`);
}

function sample(name: string): string {
  return name.replace(placeholder, 'X');
}

function replaced(body: JsonObject, variable: string, value: string): JsonObject {
  const inText = (text: string) =>
    text
      .replaceAll(`\${${variable}}`, value)
      .replaceAll(`&{${variable}}`, value.replace(/[^A-Za-z0-9]/g, ''));
  const inValue = (part: Json): Json => {
    if (typeof part === 'string') return inText(part);
    if (Array.isArray(part)) return part.map(inValue);
    if (!isObject(part)) return part;
    if (part['Ref'] === variable && Object.keys(part).length === 1) return value;
    return inObject(part);
  };
  const inObject = (part: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(part).map(([key, inner]) => [inText(key), inValue(inner)]));
  return inObject(body);
}

function isText(value: Json): value is string {
  return typeof value === 'string';
}
