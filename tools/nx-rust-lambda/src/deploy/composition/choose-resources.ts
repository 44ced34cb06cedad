/**
 * Knows which resources a deploy takes from template.yml: functions in scope, what belongs to them alone
 * and what they need and the stack has not.
 */
import { isObject, type Json, type JsonObject } from '../../sam/sam-template';
import type { Belongs, Sides } from './belonging';
import type { Extent } from './extent';
import { isLoopKey, makesLess } from '../../sam/for-each';
import { implicitApiNamed, implicitApis, madeOf, type ImplicitApi } from '../../sam/implicit-api';
import { collides, isFunction, lookupIn } from '../../sam/ownership';
import { referencesOf } from '../../sam/references';
import { wholeStack, type Refusal } from './refusals';

export interface MissingFunction {
  readonly logicalId: string;
  readonly neededBy: string;
}

export interface Choice {
  readonly chosen: ReadonlySet<string>;
  readonly missing: readonly MissingFunction[];
  readonly refusals: readonly Refusal[];
}

/** A file that is put in when CloudFormation runs AWS::Include: what it holds is not known here. */
const includeKey = 'Fn::Transform';

export interface ChoiceInput {
  readonly sides: Sides;
  readonly scope: ReadonlySet<string>;
  readonly belongs: Belongs;
  readonly extent: Extent;
  /** Of template.yml. */
  readonly parameters: JsonObject;
}

export function chooseResources(input: ChoiceInput): Choice {
  const { scope, belongs, extent, parameters } = input;
  const { ours, theirs, lookup, deployedLookup } = input.sides;
  const absent = restingOnAbsentFunctions(ours, theirs, scope);
  const taken = (id: string) => collides(id, ours[id] ?? null, theirs);
  const chosen = new Set(
    [...scope].filter(
      (id) => id in ours && !taken(id) && !makesLess(id, theirs[id], ours[id] ?? null),
    ),
  );
  for (const [id, resource] of Object.entries(ours)) {
    if (isFunction(resource) || absent.has(id) || taken(id)) continue;
    if (makesLess(id, theirs[id], resource)) continue;
    if (extent === 'shared' || belongs(resource, theirs[id])) chosen.add(id);
  }
  const missing: MissingFunction[] = [];
  const refusals = [...scope].filter((id) => id in ours && taken(id)).map(collision);
  const need = (id: string, name: string, neededBy: string) => {
    if (chosen.has(id)) return;
    if (id in theirs) {
      // A loop that is there already may make less than template.yml's.
      if (isLoopKey(id) && deployedLookup(name).length === 0) refusals.push(shortLoop(id, name));
      else if (isOtherType(ours[id], theirs[id])) refusals.push(otherThing(id, neededBy, input));
      return;
    }
    if (isFunction(ours[id])) missing.push({ logicalId: id, neededBy });
    else if (taken(id)) refusals.push(collision(id));
    else chosen.add(id);
  };
  // A Set may grow while it is walked: what is added is visited, too.
  for (const neededBy of chosen) {
    for (const name of referencesOf(ours[neededBy]).names) {
      const kind = implicitApiNamed(name);
      if (kind) {
        const parts = madeOf(ours, kind);
        const has = parts.some((id) => chosen.has(id)) || isMadeOfOthers(kind, theirs, chosen);
        if (!has) parts.slice(0, 1).forEach((logicalId) => missing.push({ logicalId, neededBy }));
        continue;
      }
      const ids = lookup(name);
      // What the stack has under this name serves, whatever makes it there.
      const serves = (id: string) => deployedLookup(name).length > 0 && !(id in theirs);
      ids.filter((id) => !serves(id)).forEach((id) => need(id, name, neededBy));
      const isKnown = ids.length > 0 || name in parameters || deployedLookup(name).length > 0;
      if (!isKnown && mayBeIncluded(name, ours)) need(includeKey, name, neededBy);
    }
  }
  return { chosen, missing, refusals };
}

function collision(id: string): Refusal {
  return {
    path: ['Resources', id],
    sentence: `${id} makes what the stack has under another entry of its template`,
    remedy: wholeStack,
  };
}

function shortLoop(id: string, name: string): Refusal {
  return {
    path: ['Resources', id],
    sentence: `${id} makes ${name} in template.yml, but not as it is deployed, and it is not in scope`,
    remedy: wholeStack,
  };
}

function otherThing(id: string, neededBy: string, { sides }: ChoiceInput): Refusal {
  const [here, there] = [sides.ours[id], sides.theirs[id]].map(typeOf);
  return {
    path: ['Resources', id],
    sentence: `${neededBy} refers to ${id}, which is ${here} in template.yml and ${there} as it is deployed; somebody else may have taken the name: rename one of them`,
  };
}

/** Two things that only have the same logical id. */
function isOtherType(here: Json | undefined, there: Json | undefined): boolean {
  const types = [here, there].map(typeOf);
  return types.every((type) => type !== undefined) && types[0] !== types[1];
}

// What SAM makes of its own types (AWS SAM specification, generated resources).
const transformed: Readonly<Record<string, string>> = {
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi',
  'AWS::Serverless::Application': 'AWS::CloudFormation::Stack',
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::GraphQLApi': 'AWS::AppSync::GraphQLApi',
  'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api',
  'AWS::Serverless::LayerVersion': 'AWS::Lambda::LayerVersion',
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
};

function typeOf(resource: Json | undefined): string | undefined {
  const type = isObject(resource) ? resource['Type'] : undefined;
  return typeof type === 'string' ? (transformed[type] ?? type) : undefined;
}

function mayBeIncluded(name: string, ours: JsonObject): boolean {
  return includeKey in ours && !name.startsWith('AWS::');
}

/** Whether something that stays as deployed has an event that an implicit API is made of. */
function isMadeOfOthers(kind: ImplicitApi, theirs: JsonObject, taken: ReadonlySet<string>) {
  return madeOf(theirs, kind).some((id) => !taken.has(id));
}

/** Resources of template.yml that cannot be there, because a function they rest on is not. */
function restingOnAbsentFunctions(
  ours: JsonObject,
  theirs: JsonObject,
  scope: ReadonlySet<string>,
): ReadonlySet<string> {
  const absent = new Set(
    Object.keys(ours).filter((id) => isFunction(ours[id]) && !scope.has(id) && !(id in theirs)),
  );
  // An implicit API is there if a function that it is made of is.
  const isAbsentApi = (kind: ImplicitApi) =>
    !madeOf(ours, kind).some((id) => scope.has(id) || !isFunction(ours[id])) &&
    !isMadeOfOthers(kind, theirs, scope);
  const absentApis = new Set(implicitApis.filter(isAbsentApi));
  if (absent.size === 0 && absentApis.size === 0) return absent;
  const lookup = lookupIn(ours);
  const names = new Map<string, readonly string[]>();
  for (const [id, resource] of Object.entries(ours)) {
    const all = [...referencesOf(resource).names];
    names.set(id, all.flatMap(lookup));
    const apis = all.flatMap((name) => implicitApiNamed(name) ?? []);
    if (!isFunction(resource) && apis.some((kind) => absentApis.has(kind))) absent.add(id);
  }
  for (let size = -1; size !== absent.size;) {
    size = absent.size;
    for (const [id, resource] of Object.entries(ours)) {
      if (isFunction(resource)) continue;
      if (names.get(id)?.some((name) => absent.has(name))) absent.add(id);
    }
  }
  return absent;
}
