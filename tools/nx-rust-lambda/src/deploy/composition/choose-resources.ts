/**
 * Knows which resources a deploy takes from template.yml: functions in scope, what belongs to them alone
 * and what they need and the stack has not.
 */
import type { JsonObject } from '../../sam/sam-template';
import type { Extent } from './extent';
import { isLoopKey, makesLess } from '../../sam/for-each';
import { implicitApiNamed, implicitApis, madeOf, type ImplicitApi } from '../../sam/implicit-api';
import { collides, isFunction, lookupIn, ownersIn } from '../../sam/ownership';
import { referencesOf } from '../../sam/references';

/** What a composition cannot be right for. */
export interface Refusal {
  /** In template.yml. */
  readonly path: readonly string[];
  readonly sentence: string;
}

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

export function chooseResources(
  ours: JsonObject,
  theirs: JsonObject,
  scope: ReadonlySet<string>,
  extent: Extent,
  parameters: JsonObject,
): Choice {
  const lookup = lookupIn(ours);
  const deployedLookup = lookupIn(theirs);
  const owners = ownersIn(ours, lookup);
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
    const own = [...owners(resource)];
    const belongs = own.length > 0 && own.every((owner) => scope.has(owner));
    if (belongs || extent === 'shared') chosen.add(id);
  }
  const missing: MissingFunction[] = [];
  const refusals = [...scope].filter((id) => id in ours && taken(id)).map(collision);
  const need = (id: string, name: string, neededBy: string) => {
    if (chosen.has(id)) return;
    if (id in theirs) {
      // A loop that is there already may make less than template.yml's.
      if (isLoopKey(id) && deployedLookup(name).length === 0) refusals.push(shortLoop(id, name));
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
    sentence: `${id} makes what the stack has under another entry of its template; npx nx run stack:deploy-all brings the whole stack to template.yml`,
  };
}

function shortLoop(id: string, name: string): Refusal {
  return {
    path: ['Resources', id],
    sentence: `${id} makes ${name} in template.yml, but not as it is deployed, and it is not in scope; npx nx run stack:deploy-all brings the whole stack to template.yml`,
  };
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
