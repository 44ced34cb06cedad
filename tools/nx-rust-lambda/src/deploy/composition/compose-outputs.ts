/** Which outputs a composed template has. Knows nothing of what makes a resource part of it. */
import { objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import type { Extent } from './extent';
import { makesLess } from '../../sam/for-each';
import { hasImplicitEvent, implicitApiNamed, madeOf } from '../../sam/implicit-api';
import { collides, lookupIn, ownersIn } from '../../sam/ownership';
import { referencesOf } from '../../sam/references';

export interface ComposedOutputs {
  readonly all: JsonObject;
  /** Values of those from template.yml. */
  readonly taken: Json[];
  /** Values of those that stay as deployed. */
  readonly kept: Json[];
}

/** Deployed outputs, and those of template.yml that are in scope and refer only to what is there. */
export function composeOutputs(
  local: JsonObject,
  deployed: JsonObject,
  resources: JsonObject,
  scope: ReadonlySet<string>,
  extent: Extent,
): ComposedOutputs {
  const before = objectAt(deployed, 'Outputs');
  const parameters = { ...objectAt(deployed, 'Parameters'), ...objectAt(local, 'Parameters') };
  const owners = ownersIn(objectAt(local, 'Resources'));
  const lookup = lookupIn(resources);
  const scopeHasEvent = (name: string) => {
    const kind = implicitApiNamed(name);
    return kind !== undefined && [...scope].some((id) => hasImplicitEvent(resources[id], kind));
  };
  const isImplicitApiGone = (name: string) => {
    const kind = implicitApiNamed(name);
    return kind !== undefined && madeOf(resources, kind).length === 0;
  };
  const isThere = (name: string) =>
    implicitApiNamed(name) === undefined
      ? name.startsWith('AWS::') || name in parameters || lookup(name).length > 0
      : !isImplicitApiGone(name);
  const belongs = (name: string, output: Json) => {
    const own = [...owners(output)];
    if (own.length > 0) return own.every((id) => scope.has(id));
    return !(name in before) && [...referencesOf(output).names].some(scopeHasEvent);
  };
  const taken = Object.entries(objectAt(local, 'Outputs')).filter(
    ([name, output]) =>
      !collides(name, output, before) &&
      !makesLess(name, before[name], output) &&
      (extent === 'shared' || belongs(name, output)) &&
      [...referencesOf(output).names].every(isThere),
  );
  const names = new Set(taken.map(([name]) => name));
  const kept = Object.entries(before).filter(
    // An implicit API goes with the last event that it was made of; its outputs go with it.
    ([name, output]) =>
      !names.has(name) && ![...referencesOf(output).names].some(isImplicitApiGone),
  );
  return {
    all: Object.fromEntries([...kept, ...taken]) as JsonObject,
    taken: taken.map(([, output]) => output),
    kept: kept.map(([, output]) => output),
  };
}
