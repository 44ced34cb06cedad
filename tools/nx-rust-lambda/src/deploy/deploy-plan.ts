/**
 * Knows which part of a stack a deploy may touch: template.yml + deployed template + scope -> the
 * template to deploy. Knows nothing of files, artifacts or AWS.
 */
import { isObject, objectAt, type Json, type JsonObject } from '../template/sam-template';
import { composeOutputs } from './compose-outputs';
import { expandGlobals } from './globals';
import { isFunction, ownersIn, resourceNamed } from './ownership';
import { referencesOf } from './references';
import type { Extent } from './extent';
import { neededBy, readByPinned } from './template-needs';
import { differencesOf, withoutBuildMetadata, type Difference } from './template-differences';

export interface ComposeInput {
  /** template.yml. */
  readonly local: JsonObject;
  /** The stack's template; undefined for a stack that does not exist. */
  readonly deployed: JsonObject | undefined;
  /** Logical ids of the functions to deploy. */
  readonly scope: readonly string[];
  readonly extent: Extent;
}

export interface Composition {
  readonly template: JsonObject;
  /** Resources taken from template.yml. */
  readonly inScope: readonly string[];
  /** Resources kept exactly as deployed. */
  readonly pinned: readonly string[];
  /** Resources that the stack has and the composed template has not. */
  readonly removed: readonly string[];
  /** Parameters whose deployed value must stay, because something pinned reads them. */
  readonly pinnedParameters: readonly string[];
  /** What template.yml would change beyond the scope. */
  readonly notInScope: readonly Difference[];
  /** Functions that something in scope refers to and that are neither deployed nor in scope. */
  readonly missingFunctions: readonly MissingFunction[];
}

export interface MissingFunction {
  readonly logicalId: string;
  readonly neededBy: string;
}

/** Composes the template that a deploy of these functions sends to CloudFormation. */
export function composeTemplate(input: ComposeInput): Composition {
  const local = expandGlobals(input.local);
  const deployed = expandGlobals(input.deployed ?? {});
  const ours = objectAt(local, 'Resources');
  const theirs = objectAt(deployed, 'Resources');
  if (input.extent === 'whole') return wholeTemplate(local, theirs);

  const { chosen, missing } = choose(ours, theirs, new Set(input.scope), input.extent);
  const pinned = Object.keys(theirs).filter((id) => !chosen.has(id));
  const resources = { ...theirs };
  for (const id of chosen) resources[id] = asTaken(ours[id] ?? null, theirs[id]);
  const outputs = composeOutputs(local, deployed, resources, new Set(input.scope), input.extent);
  const needed = neededBy([...chosen].map((id) => ours[id] ?? null).concat(outputs.taken), local);
  const section = (name: 'Parameters' | 'Mappings' | 'Conditions'): JsonObject => {
    const before = objectAt(deployed, name);
    const after = objectAt(local, name);
    if (input.extent === 'shared') return { ...before, ...after };
    const added = [...needed[name]].filter((key) => key in after && !(key in before));
    return { ...before, ...Object.fromEntries(added.map((key) => [key, after[key] ?? null])) };
  };
  const base =
    input.deployed && input.extent === 'functions' ? deployed : { ...deployed, ...local };
  const template = withoutEmptySections({
    ...base,
    ...transforms(local, deployed),
    Parameters: section('Parameters'),
    Mappings: section('Mappings'),
    Conditions: section('Conditions'),
    Resources: resources,
    Outputs: outputs.all,
  });
  return {
    template,
    inScope: [...chosen],
    pinned,
    removed: [],
    pinnedParameters:
      input.extent === 'functions' ? readByPinned(deployed, pinned, outputs.kept) : [],
    notInScope: differencesOf(template, local),
    missingFunctions: missing,
  };
}

/** The template with the code of these functions (an S3 URL or a path), built, not to be built. */
export function withCode(template: JsonObject, code: Readonly<Record<string, string>>): JsonObject {
  const resources = Object.entries(objectAt(template, 'Resources')).map(([id, resource]) => {
    const codeUri = code[id];
    if (codeUri === undefined || !isObject(resource)) return [id, resource];
    const properties = { ...objectAt(resource, 'Properties'), CodeUri: codeUri };
    const metadata = objectAt(resource, 'Metadata');
    const samId = metadata['SamResourceId'];
    const built = withoutBuildMetadata({ ...resource, Properties: properties });
    if (samId === undefined) return [id, built];
    return [id, { ...built, Metadata: { ...objectAt(built, 'Metadata'), SamResourceId: samId } }];
  });
  return { ...template, Resources: Object.fromEntries(resources) as JsonObject };
}

function wholeTemplate(local: JsonObject, theirs: JsonObject): Composition {
  const ours = objectAt(local, 'Resources');
  const resources = Object.entries(ours).map(([id, resource]) => [
    id,
    asTaken(resource, theirs[id]),
  ]);
  return {
    template: { ...local, Resources: Object.fromEntries(resources) as JsonObject },
    inScope: Object.keys(ours),
    pinned: [],
    removed: Object.keys(theirs).filter((id) => !(id in ours)),
    pinnedParameters: [],
    notInScope: [],
    missingFunctions: [],
  };
}

function choose(ours: JsonObject, theirs: JsonObject, scope: Set<string>, extent: Extent) {
  const owners = ownersIn(ours);
  const unreachable = restingOnAbsentFunctions(ours, theirs, scope);
  const chosen = new Set([...scope].filter((id) => id in ours));
  for (const [id, resource] of Object.entries(ours)) {
    if (isFunction(resource) || unreachable.has(id)) continue;
    const own = [...owners(resource)];
    const belongs = own.length > 0 && own.every((owner) => scope.has(owner));
    if (belongs || extent === 'shared') chosen.add(id);
  }
  // A Set may grow while it is walked: what is added is visited, too.
  const missing: MissingFunction[] = [];
  for (const neededBy of chosen) {
    for (const name of referencesOf(ours[neededBy]).names) {
      const id = resourceNamed(name, ours);
      if (id === undefined || chosen.has(id) || id in theirs) continue;
      if (isFunction(ours[id])) missing.push({ logicalId: id, neededBy });
      else chosen.add(id);
    }
  }
  return { chosen, missing };
}

/** Resources of template.yml that cannot be there, because a function they rest on is not. */
function restingOnAbsentFunctions(
  ours: JsonObject,
  theirs: JsonObject,
  scope: Set<string>,
): ReadonlySet<string> {
  const absent = new Set(
    Object.keys(ours).filter((id) => isFunction(ours[id]) && !scope.has(id) && !(id in theirs)),
  );
  if (absent.size === 0) return absent;
  for (let size = -1; size !== absent.size;) {
    size = absent.size;
    for (const [id, resource] of Object.entries(ours)) {
      if (isFunction(resource)) continue;
      const names = [...referencesOf(resource).names];
      if (names.some((name) => absent.has(resourceNamed(name, ours) ?? ''))) absent.add(id);
    }
  }
  return absent;
}

/** SAM marks what it has packaged; keeping its mark keeps the resource out of the change set. */
function asTaken(resource: Json, deployed: Json | undefined): Json {
  const mark = isObject(deployed) ? objectAt(deployed, 'Metadata')['SamResourceId'] : undefined;
  if (mark === undefined || !isObject(resource)) return resource;
  return { ...resource, Metadata: { ...objectAt(resource, 'Metadata'), SamResourceId: mark } };
}

/** All transforms that either side needs, in template.yml's order. */
function transforms(local: JsonObject, deployed: JsonObject): JsonObject {
  const listed = (value: Json | undefined) =>
    Array.isArray(value) ? value : value === undefined ? [] : [value];
  const before = listed(deployed['Transform']);
  const ours = listed(local['Transform']);
  if (before.length > 0 && ours.every((name) => before.includes(name))) {
    return { Transform: deployed['Transform'] ?? null };
  }
  const all = [...ours, ...before.filter((name) => !ours.includes(name))];
  return all.length === 0 ? {} : { Transform: all.length === 1 ? (all[0] ?? null) : all };
}

function withoutEmptySections(template: JsonObject): JsonObject {
  const isEmpty = (value: Json) => isObject(value) && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(template).filter(([, value]) => !isEmpty(value)));
}
