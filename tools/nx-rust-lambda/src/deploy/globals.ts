/**
 * Knows how SAM's Globals section reaches the resources. The rules are those of the AWS SAM
 * specification (docs/globals.rst): maps are merged, lists are concatenated with the global entries
 * first, anything else of the resource replaces the global value.
 */
import { isObject, objectAt, type Json, type JsonObject } from '../template/sam-template';

/** `Globals.Function` is for `AWS::Serverless::Function`, and so on. */
const serverless = 'AWS::Serverless::';

// SAM's exceptions to the rules (aws-sam-translator 1.115, plugins/globals, CUSTOM_STRATEGIES).
const replacedLists = new Set([
  'Function.Architectures',
  'CapacityProvider.InstanceRequirements.Architectures',
]);
const prunedMap = 'CapacityProvider.ManagedResourceTags';

/** Globals that also shape an API that SAM makes from the functions' events, and the event's key. */
const implicitApis: Readonly<
  Record<string, { readonly event: string; readonly reference: string }>
> = {
  Api: { event: 'Api', reference: 'RestApiId' },
  HttpApi: { event: 'HttpApi', reference: 'ApiId' },
};

/**
 * The template with every global in the resources it is for. What is left of Globals is what no
 * resource can hold: `Api` and `HttpApi` while an implicit API (one made of events) reads them.
 */
export function expandGlobals(template: JsonObject): JsonObject {
  const globals = objectAt(template, 'Globals');
  const resources = objectAt(template, 'Resources');
  const left = Object.fromEntries(
    Object.entries(globals).filter(([key]) => hasImplicitApi(key, resources)),
  );
  const expanded = Object.fromEntries(
    Object.entries(resources).map(([logicalId, resource]) => [
      logicalId,
      isObject(resource) ? withGlobals(resource, globals, left) : resource,
    ]),
  );
  const { Globals: _, ...rest } = template;
  return Object.keys(left).length > 0
    ? { ...rest, Globals: left, Resources: expanded }
    : { ...rest, Resources: expanded };
}

function withGlobals(resource: JsonObject, globals: JsonObject, left: JsonObject): JsonObject {
  const key = Object.keys(globals).find((name) => `${serverless}${name}` === resource['Type']);
  const global = key === undefined || key in left ? undefined : globals[key];
  if (key === undefined || !isObject(global)) return resource;
  const { IgnoreGlobals: ignored, ...kept } = resource;
  if (ignored === '*') return kept;
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

function hasImplicitApi(key: string, resources: JsonObject): boolean {
  const implicit = implicitApis[key];
  if (!implicit) return false;
  return Object.values(resources).some(
    (resource) =>
      isObject(resource) &&
      Object.values(objectAt(resource, 'Properties', 'Events')).some(
        (event) =>
          isObject(event) &&
          event['Type'] === implicit.event &&
          objectAt(event, 'Properties')[implicit.reference] === undefined,
      ),
  );
}
