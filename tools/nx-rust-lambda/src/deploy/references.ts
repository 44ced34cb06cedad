/**
 * Knows what a piece of a template refers to. Knows nothing of what those names stand for.
 */
import { isObject, type Json, type JsonObject } from '../template/sam-template';

export interface References {
  /** Logical ids and parameters: Ref, Fn::GetAtt, Fn::Sub, DependsOn. */
  readonly names: ReadonlySet<string>;
  readonly conditions: ReadonlySet<string>;
  readonly mappings: ReadonlySet<string>;
}

/** Every reference in a resource, an output, a condition, or a part of one. */
export function referencesOf(value: Json | undefined): References {
  const found = {
    names: new Set<string>(),
    conditions: new Set<string>(),
    mappings: new Set<string>(),
  };
  if (isObject(value)) {
    collectDependsOn(value['DependsOn'], found.names);
  }
  collect(value, found);
  return found;
}

interface Found {
  readonly names: Set<string>;
  readonly conditions: Set<string>;
  readonly mappings: Set<string>;
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
      if (typeof inner[0] === 'string') found.mappings.add(inner[0]);
      collect(inner, found);
    } else if (key === 'Condition' && typeof inner === 'string') found.conditions.add(inner);
    else collect(inner, found);
  }
}

function collectGetAtt(value: Json | undefined, found: Found): void {
  if (typeof value === 'string') found.names.add(value.split('.')[0] ?? value);
  else if (Array.isArray(value)) {
    if (typeof value[0] === 'string') found.names.add(value[0]);
    collect(value.slice(1), found);
  }
}

/** `${Name}` and `${Name.Attribute}`; `${!Literal}` is text, and a Sub's own variables are not names. */
function collectSub(value: Json | undefined, found: Found): void {
  const [text, variables] = Array.isArray(value) ? value : [value, undefined];
  if (typeof text !== 'string') return;
  const own = isObject(variables) ? variables : {};
  for (const [, inner = ''] of text.matchAll(/\$\{([^!][^}]*)\}/g)) {
    const name = inner.trim().split('.')[0] ?? '';
    if (!(inner.trim() in own) && name) found.names.add(name);
  }
  collect(own, found);
}

function collectDependsOn(value: Json | undefined, names: Set<string>): void {
  if (typeof value === 'string') names.add(value);
  else if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'string') names.add(item);
  }
}
