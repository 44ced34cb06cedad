/** Which outputs a composed template has. Knows nothing of what makes a resource part of it. */
import { objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import type { Belongs } from './belonging';
import type { Extent } from './extent';
import { makesLess } from '../../sam/for-each';
import { hasImplicitEvent, implicitApiNamed, madeOf } from '../../sam/implicit-api';
import { collides, isFunction, lookupIn } from '../../sam/ownership';
import { referencesOf } from '../../sam/references';

export interface ComposedOutputs {
  readonly all: JsonObject;
  /** Values of those from template.yml. */
  readonly taken: Json[];
  /** Those that stay as deployed. */
  readonly kept: JsonObject;
}

export interface OutputsInput {
  /** Both sides with their Globals expanded. */
  readonly local: JsonObject;
  readonly deployed: JsonObject;
  /** Of the composed template. */
  readonly resources: JsonObject;
  readonly scope: ReadonlySet<string>;
  readonly belongs: Belongs;
  readonly extent: Extent;
}

/**
 * Deployed outputs, and those of template.yml that are in scope and refer only to what is there. A new
 * output of something that this deploy adds is in scope as well.
 */
export function composeOutputs(input: OutputsInput): ComposedOutputs {
  const { local, deployed, resources, scope, belongs, extent } = input;
  const parameters = { ...objectAt(deployed, 'Parameters'), ...objectAt(local, 'Parameters') };
  const deployedResources = objectAt(deployed, 'Resources');
  const lookup = lookupIn(resources);
  const scopeHasEvent = (name: string) => {
    const kind = implicitApiNamed(name);
    return kind !== undefined && [...scope].some((id) => hasImplicitEvent(resources[id], kind));
  };
  const isImplicitApiGone = (name: string) => {
    const kind = implicitApiNamed(name);
    return kind !== undefined && madeOf(resources, kind).length === 0;
  };
  // An implicit API goes with the last event that it was made of; its outputs go with it.
  const before = Object.fromEntries(
    Object.entries(objectAt(deployed, 'Outputs')).filter(
      ([, output]) => ![...referencesOf(output).names].some(isImplicitApiGone),
    ),
  ) as JsonObject;
  const isThere = (name: string) =>
    implicitApiNamed(name) === undefined
      ? name.startsWith('AWS::') || name in parameters || lookup(name).length > 0
      : !isImplicitApiGone(name);
  const isOfAdded = (name: string) => lookup(name).some((id) => !(id in deployedResources));
  const isOfOthers = (name: string) =>
    lookup(name).some((id) => isFunction(resources[id]) && !scope.has(id));
  const isInScope = (name: string, output: Json) => {
    if (name in before) return belongs(output, before[name]);
    const names = [...referencesOf(output).names];
    const isNew = names.some((each) => scopeHasEvent(each) || isOfAdded(each));
    return belongs(output, undefined) || (isNew && !names.some(isOfOthers));
  };
  const taken = Object.entries(objectAt(local, 'Outputs')).filter(
    ([name, output]) =>
      !collides(name, output, before) &&
      !makesLess(name, before[name], output) &&
      (extent === 'shared' || isInScope(name, output)) &&
      [...referencesOf(output).names].every(isThere),
  );
  const names = new Set(taken.map(([name]) => name));
  const kept = Object.entries(before).filter(([name]) => !names.has(name));
  return {
    all: Object.fromEntries([...kept, ...taken]) as JsonObject,
    taken: taken.map(([, output]) => output),
    kept: Object.fromEntries(kept) as JsonObject,
  };
}
