/**
 * Knows which part of a stack a deploy may touch: template.yml + deployed template + scope -> the
 * template to deploy. Knows nothing of files, artifacts or AWS.
 */
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { belongingTo, sidesOf } from './belonging';
import { chooseResources, type MissingFunction } from './choose-resources';
import { danglingIn } from './dangling';
import { composeOutputs } from './compose-outputs';
import { composeGlobals, composeSections } from './compose-sections';
import type { Extent } from './extent';
import { expandGlobals, keepFromExplicitApis } from '../../sam/globals';
import { lostIds } from './lost-ids';
import { functionsMade, isFunction } from '../../sam/ownership';
import { referencesOf } from '../../sam/references';
import { refusedIn, type Refusal } from './refusals';
import {
  differencesOf,
  isSame,
  withoutBuildMetadata,
  type Difference,
} from '../../sam/template-differences';

export interface ComposeInput {
  /** template.yml. */
  readonly local: JsonObject;
  /** The stack's template; undefined for a stack that does not exist. */
  readonly deployed: JsonObject | undefined;
  /** Logical ids of the functions to deploy. */
  readonly scope: readonly string[];
  /** What the run covers of template.yml's functions; whether that is all of the stack's is seen here. */
  readonly extent: Extent;
  /**
   * Functions that have a deploy task of their own; all of them without it. The others (in other
   * languages, images) go with what functions share.
   */
  readonly projectFunctions?: readonly string[];
}

export interface Composition {
  readonly template: JsonObject;
  /** `functions` where `shared` was asked for and the stack has functions that template.yml has not. */
  readonly extent: Extent;
  /** Functions that the stack has and template.yml has not. */
  readonly unknownFunctions: readonly string[];
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
  /** Pinned resources that SAM configures from events of functions in scope (S3, Cognito). */
  readonly configuredByEvents: readonly string[];
  /** Pinned functions of template.yml that the same run deploys, in an update of their own. */
  readonly deployedApart: readonly string[];
  /** Why this may not be deployed; each is the user's to mend. */
  readonly refusals: readonly Refusal[];
}

/** Composes the template that a deploy of these functions sends to CloudFormation. */
export function composeTemplate(input: ComposeInput): Composition {
  const local = expandGlobals(input.local);
  const deployed = expandGlobals(input.deployed ?? {});
  const ours = objectAt(local, 'Resources');
  const theirs = objectAt(deployed, 'Resources');
  if (input.extent === 'whole') return wholeTemplate(local, theirs);

  // What functions share is a colleague's as well, where the stack has functions of a colleague's.
  const unknownFunctions = functionsMade(theirs, ours);
  const extent = unknownFunctions.length > 0 ? 'functions' : input.extent;
  const scope = new Set([...input.scope, ...withoutProject(input, ours)]);
  const sides = sidesOf(local, deployed);
  const belongs = belongingTo(scope, sides);
  const parameters = objectAt(local, 'Parameters');
  const choice = chooseResources({ sides, scope, belongs, extent, parameters });
  const { chosen } = choice;
  const pinned = Object.keys(theirs).filter((id) => !chosen.has(id));
  const resources = { ...theirs };
  for (const id of chosen) resources[id] = asTaken(ours[id] ?? null, theirs[id]);
  const outputs = composeOutputs({ local, deployed, resources, scope, belongs, extent });
  const isLocalBase = !input.deployed || extent === 'shared';
  const { sections, pinnedParameters, refusals } = composeSections({
    local,
    deployed,
    extent,
    taken: [...chosen]
      .map((id) => ours[id] ?? null)
      .concat(outputs.taken, isLocalBase ? Object.values(objectAt(local, 'Rules')) : []),
    kept: [...pinned.map((id) => theirs[id] ?? null), ...Object.values(outputs.kept)],
  });
  const globals = composeGlobals(local, deployed, resources, { extent, inScope: chosen });
  const template = withoutEmptySections({
    ...(isLocalBase ? { ...deployed, ...local } : deployed),
    ...transforms(local, deployed),
    Globals: globals,
    ...sections,
    Resources: keepFromExplicitApis(resources, globals),
    Outputs: outputs.all,
  });
  const kept = [
    ...pinned.map((id) => ({ name: id, entry: theirs[id] ?? null })),
    ...Object.entries(outputs.kept).map(([id, entry]) => ({ name: `output '${id}'`, entry })),
  ];
  // What is found out otherwise is said in its own words.
  const known = [
    ...refusedIn(local),
    ...choice.refusals,
    ...refusals,
    ...lostIds(kept, theirs, resources),
  ];
  return {
    template,
    extent,
    unknownFunctions,
    inScope: [...chosen],
    pinned,
    removed: [],
    pinnedParameters,
    notInScope: differencesOf(template, local),
    missingFunctions: choice.missing,
    configuredByEvents: configuredByEvents([...chosen], ours, theirs),
    deployedApart:
      extent === 'shared' ? pinned.filter((id) => id in ours && isFunction(theirs[id])) : [],
    refusals:
      known.length + choice.missing.length > 0 ? known : danglingIn(template, [local, deployed]),
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
  const taken = Object.fromEntries(resources) as JsonObject;
  return {
    template: { ...local, Resources: keepFromExplicitApis(taken, objectAt(local, 'Globals')) },
    extent: 'whole',
    unknownFunctions: [],
    inScope: Object.keys(ours),
    pinned: [],
    removed: Object.keys(theirs).filter((id) => !(id in ours)),
    pinnedParameters: [],
    notInScope: [],
    missingFunctions: [],
    configuredByEvents: [],
    deployedApart: [],
    refusals: refusedIn(local),
  };
}

/** Where all deploy tasks are in the run, what has none goes with them. */
function withoutProject({ extent, projectFunctions }: ComposeInput, ours: JsonObject): string[] {
  if (extent !== 'shared' || !projectFunctions) return [];
  return Object.keys(ours).filter((id) => isFunction(ours[id]) && !projectFunctions.includes(id));
}

/** SAM writes the notifications of a bucket, and the triggers of a user pool, from functions' events. */
const writtenByEvents = new Set(['S3', 'Cognito']);

function configuredByEvents(
  inScope: readonly string[],
  ours: JsonObject,
  theirs: JsonObject,
): string[] {
  const names = [ours, theirs].flatMap((resources) =>
    inScope.flatMap((id) =>
      Object.values(objectAt(resources, id, 'Properties', 'Events')).flatMap((event) =>
        isObject(event) && writtenByEvents.has(String(event['Type']))
          ? [...referencesOf(event['Properties']).names]
          : [],
      ),
    ),
  );
  return [...new Set(names)].filter((id) => id in theirs && !inScope.includes(id));
}

/** SAM marks what it has packaged; keeping its mark keeps the resource out of the change set. */
function asTaken(resource: Json, deployed: Json | undefined): Json {
  const mark = isObject(deployed) ? objectAt(deployed, 'Metadata')['SamResourceId'] : undefined;
  if (mark === undefined || !isObject(resource)) return resource;
  return { ...resource, Metadata: { ...objectAt(resource, 'Metadata'), SamResourceId: mark } };
}

/** All transforms that either side needs, in template.yml's order. */
function transforms(local: JsonObject, deployed: JsonObject): JsonObject {
  const listed = ({ Transform: value }: JsonObject) => (value === undefined ? [] : [value].flat());
  const before = listed(deployed);
  const ours = listed(local);
  const has = (all: readonly Json[], one: Json) => all.some((each) => isSame(each, one));
  if (before.length > 0 && ours.every((name) => has(before, name))) {
    return { Transform: deployed['Transform'] ?? null };
  }
  const all = [...ours, ...before.filter((name) => !has(ours, name))];
  // CloudFormation wants its language extensions before SAM's transform.
  const rank = (name: Json) => (name === 'AWS::LanguageExtensions' ? 0 : 1);
  all.sort((a, b) => rank(a) - rank(b));
  return all.length === 0 ? {} : { Transform: all.length === 1 ? (all[0] ?? null) : all };
}

function withoutEmptySections(template: JsonObject): JsonObject {
  const isEmpty = (value: Json) => isObject(value) && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(template).filter(([, value]) => !isEmpty(value)));
}
