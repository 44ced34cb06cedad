/**
 * Knows what a piece of a template refers to. Knows nothing of what those names stand for.
 */
import { isObject, type Json, type JsonObject } from './sam-template';
import { isLoopKey, loopOf, madeBy } from './for-each';

/**
 * Names may hold `${Variable}` where an `Fn::ForEach` makes them of a collection known later; so do names
 * of mappings that are computed (`!FindInMap [!Sub "${Stage}Sizes", …]`).
 */
export interface References {
  /** Logical ids and parameters: Ref, Fn::GetAtt, Fn::Sub, DependsOn, connectors. */
  readonly names: ReadonlySet<string>;
  readonly conditions: ReadonlySet<string>;
  readonly mappings: ReadonlySet<string>;
  /** Those of them whose readers have a value for what they do not have (DefaultValue). */
  readonly defaulted: ReadonlySet<string>;
}

/** Every reference in an entry of a section (a resource, an output, a condition, a loop of them). */
export function referencesOf(value: Json | undefined): References {
  const found = {
    names: new Set<string>(),
    conditions: new Set<string>(),
    mappings: new Set<string>(),
    defaulted: new Set<string>(),
  };
  collectEntry(value, found);
  return found;
}

interface Found {
  readonly names: Set<string>;
  readonly conditions: Set<string>;
  readonly mappings: Set<string>;
  readonly defaulted: Set<string>;
}

function collectEntry(value: Json | undefined, found: Found): void {
  const loop = loopOf(value);
  if (loop && value !== undefined) return collectLoop(value, found, collectEntry);
  if (isObject(value)) {
    collectText(value['DependsOn'], found.names);
    collectConnectors(value, found.names);
  }
  collect(value, found);
}

function collectLoop(
  value: Json,
  found: Found,
  collectBody: (body: Json, found: Found) => void,
): void {
  const loop = loopOf(value);
  if (!loop) return collect(value, found);
  collect(loop.collection, found);
  const inside = { ...found, names: new Set<string>() };
  for (const [, body] of madeBy('Fn::ForEach::', value)) collectBody(body, inside);
  // In the loop, its variable is no name of the template.
  for (const name of inside.names) if (name !== loop.variable) found.names.add(name);
}

function collect(value: Json | undefined, found: Found): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (isObject(value)) collectObject(value, found);
}

function collectObject(value: JsonObject, found: Found): void {
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Ref' && typeof inner === 'string') found.names.add(inner);
    else if (key === 'Fn::GetAtt') collectGetAtt(inner, found);
    else if (key === 'Fn::Sub') collectSub(inner, found);
    else if (key === 'Fn::If' && Array.isArray(inner) && typeof inner[0] === 'string') {
      found.conditions.add(inner[0]);
      collect(inner.slice(1), found);
    } else if (key === 'Fn::FindInMap' && Array.isArray(inner)) {
      const names = namesMeant(inner[0]);
      for (const name of names) found.mappings.add(name);
      if (isObject(inner[3])) for (const name of names) found.defaulted.add(name);
      collect(inner, found);
    } else if (key === 'Condition' && typeof inner === 'string') found.conditions.add(inner);
    else if (isLoopKey(key)) collectLoop(inner, found, collect);
    else collect(inner, found);
  }
}

/** Names that a computed one may come to, with `${…}` for the parts that only a deploy knows. */
function namesMeant(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  const [[key, inner] = [], ...others] = isObject(value) ? Object.entries(value) : [];
  if (key === undefined || others.length > 0) return [unknownPart];
  if (key === 'Fn::If' && Array.isArray(inner)) return inner.slice(1).flatMap(namesMeant);
  if (key === 'Fn::Sub') {
    const [text] = [inner].flat();
    return [typeof text === 'string' ? text : unknownPart];
  }
  if (key === 'Fn::Join' && Array.isArray(inner) && Array.isArray(inner[1])) {
    const separator = typeof inner[0] === 'string' ? inner[0] : unknownPart;
    return inner[1].reduce<string[]>(
      (names, part, at) =>
        namesMeant(part).flatMap((end) =>
          names.map((name) => (at === 0 ? end : `${name}${separator}${end}`)),
        ),
      [''],
    );
  }
  return [unknownPart];
}

const unknownPart = '${Unknown}';

function collectGetAtt(value: Json | undefined, found: Found): void {
  if (typeof value === 'string') found.names.add(value.split('.')[0] ?? value);
  else if (Array.isArray(value)) {
    if (typeof value[0] === 'string') found.names.add(value[0].split('.')[0] ?? value[0]);
    collect(value, found);
  }
}

/** `${Name}`, `${Name.Attribute}`, and the same with a loop's variable inside: `${Topic${Name}}`. */
const subReference = /\$\{(?!!)((?:[^${}]|\$\{[^{}]*\})+)\}/g;

/** `${!Literal}` is text, and a Sub's own variables are not names. */
function collectSub(value: Json | undefined, found: Found): void {
  const [text, variables] = Array.isArray(value) ? value : [value, undefined];
  if (typeof text !== 'string') return collect(value, found);
  const own = isObject(variables) ? variables : {};
  for (const [, inner = ''] of text.matchAll(subReference)) {
    const name = inner.trim().split('.')[0] ?? '';
    if (!(inner.trim() in own) && name) found.names.add(name);
  }
  collect(own, found);
}

/** A connector names its ends with plain text (AWS::Serverless::Connector, ResourceReference.Id). */
function collectConnectors(resource: JsonObject, names: Set<string>): void {
  const own = resource['Type'] === 'AWS::Serverless::Connector' ? [resource] : [];
  const embedded = isObject(resource['Connectors']) ? Object.values(resource['Connectors']) : [];
  for (const connector of [...own, ...embedded]) {
    const properties = isObject(connector) ? connector['Properties'] : undefined;
    if (!isObject(properties)) continue;
    for (const end of [properties['Source'], properties['Destination']].flat()) {
      if (isObject(end)) collectText(end['Id'], names);
    }
  }
}

function collectText(value: Json | undefined, names: Set<string>): void {
  for (const item of [value].flat()) if (typeof item === 'string') names.add(item);
}
