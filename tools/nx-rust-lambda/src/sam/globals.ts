/**
 * Knows how SAM's Globals section reaches the resources. The rules are those of the AWS SAM
 * specification (docs/globals.rst): maps are merged, lists are concatenated with the global entries
 * first, anything else of the resource replaces the global value.
 */
import { isObject, objectAt, type Json, type JsonObject } from './sam-template';
import { mapBodies } from './for-each';
import { implicitApis, madeOf } from './implicit-api';

/** `Globals.Function` is for `AWS::Serverless::Function`, and so on. */
const serverless = 'AWS::Serverless::';

// SAM's exceptions to the rules (aws-sam-translator 1.115, plugins/globals, CUSTOM_STRATEGIES).
const replacedLists = new Set([
  'Function.Architectures',
  'CapacityProvider.InstanceRequirements.Architectures',
]);
const prunedMap = 'CapacityProvider.ManagedResourceTags';

/**
 * The template with every global in the resources it is for. What is left of Globals is what no
 * resource can hold: `Api` and `HttpApi` while an implicit API (one made of events) reads them.
 */
export function expandGlobals(template: JsonObject): JsonObject {
  const globals = objectAt(template, 'Globals');
  const resources = objectAt(template, 'Resources');
  const left = Object.fromEntries(
    implicitApis.flatMap((kind) =>
      kind in globals && madeOf(resources, kind).length > 0 ? [[kind, globals[kind] ?? null]] : [],
    ),
  );
  const expanded = mapResources(resources, (resource) => withGlobals(resource, globals));
  const { Globals: _, ...rest } = template;
  return Object.keys(left).length > 0
    ? { ...rest, Globals: left, Resources: expanded }
    : { ...rest, Resources: expanded };
}

/** What is left of Globals is for implicit APIs alone: the others have theirs already. */
export function keepFromExplicitApis(resources: JsonObject, globals: JsonObject): JsonObject {
  return mapResources(resources, (resource) =>
    keyOf(resource, globals) === undefined ? resource : { ...resource, IgnoreGlobals: '*' },
  );
}

function mapResources(resources: JsonObject, change: (resource: JsonObject) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(resources).map(([key, entry]) => [key, mapBodies(key, entry, change)]),
  );
}

function keyOf(resource: JsonObject, globals: JsonObject): string | undefined {
  return Object.keys(globals).find((name) => `${serverless}${name}` === resource['Type']);
}

function withGlobals(resource: JsonObject, globals: JsonObject): JsonObject {
  const { IgnoreGlobals: ignored, ...kept } = resource;
  const key = keyOf(resource, globals);
  const global = key === undefined ? undefined : globals[key];
  if (key === undefined || !isObject(global) || ignored === '*') return kept;
  const ignoredKeys = Array.isArray(ignored) ? ignored : [];
  const applying = Object.fromEntries(
    Object.entries(global).filter(([name]) => !ignoredKeys.includes(name)),
  );
  return { ...kept, Properties: mergeMaps(applying, objectAt(resource, 'Properties'), key) };
}

function mergeMaps(global: JsonObject, own: JsonObject, path: string): JsonObject {
  const merged: JsonObject = path === prunedMap ? {} : { ...global };
  for (const [key, value] of Object.entries(own)) {
    merged[key] = key in global ? mergeValue(global[key], value, `${path}.${key}`) : value;
  }
  return merged;
}

function mergeValue(global: Json | undefined, own: Json, path: string): Json {
  if (replacedLists.has(path)) return own;
  if (Array.isArray(global) && Array.isArray(own)) return [...global, ...own];
  // An intrinsic function is a value, not a map to merge into.
  const mergeable = isObject(global) && isObject(own) && !isIntrinsic(global) && !isIntrinsic(own);
  return mergeable ? mergeMaps(global, own, path) : own;
}

function isIntrinsic(value: JsonObject): boolean {
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0) return false;
  return key === 'Ref' || key === 'Condition' || key.startsWith('Fn::');
}
