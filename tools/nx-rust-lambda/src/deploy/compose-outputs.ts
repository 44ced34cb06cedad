/** Which outputs a composed template has. Knows nothing of what makes a resource part of it. */
import { objectAt, type Json, type JsonObject } from '../template/sam-template';
import type { Extent } from './extent';
import { hasImplicitEvent, implicitApiNamed, ownersIn, resourceNamed } from './ownership';
import { referencesOf } from './references';

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
  scope: Set<string>,
  extent: Extent,
): ComposedOutputs {
  const before = objectAt(deployed, 'Outputs');
  const parameters = { ...objectAt(deployed, 'Parameters'), ...objectAt(local, 'Parameters') };
  const owners = ownersIn(objectAt(local, 'Resources'));
  const someHasEvent = (ids: Iterable<string>, event: string) =>
    [...ids].some((id) => hasImplicitEvent(resources[id], event));
  const isThere = (name: string) => {
    const event = implicitApiNamed(name);
    if (event) return someHasEvent(Object.keys(resources), event);
    return name.startsWith('AWS::') || name in parameters || !!resourceNamed(name, resources);
  };
  const belongs = (name: string, output: Json) => {
    const own = [...owners(output)];
    if (own.length > 0) return own.every((id) => scope.has(id));
    const events = [...referencesOf(output).names].flatMap((each) => implicitApiNamed(each) ?? []);
    return !(name in before) && events.some((event) => someHasEvent(scope, event));
  };
  const taken = Object.entries(objectAt(local, 'Outputs')).filter(
    ([name, output]) =>
      (extent === 'shared' || belongs(name, output)) &&
      [...referencesOf(output).names].every(isThere),
  );
  const names = new Set(taken.map(([name]) => name));
  return {
    all: { ...before, ...Object.fromEntries(taken) } as JsonObject,
    taken: taken.map(([, output]) => output),
    kept: Object.entries(before).flatMap(([name, output]) => (names.has(name) ? [] : [output])),
  };
}
