/** Which parameters, mappings and conditions parts of a template rest on. */
import { objectAt, type Json, type JsonObject } from '../template/sam-template';
import { referencesOf } from './references';

export interface Needs {
  /** Also names of resources: a reference does not say what it is to. */
  readonly Parameters: ReadonlySet<string>;
  readonly Mappings: ReadonlySet<string>;
  readonly Conditions: ReadonlySet<string>;
}

/** Conditions are followed to what they rest on themselves. */
export function neededBy(parts: readonly Json[], template: JsonObject): Needs {
  const conditions = objectAt(template, 'Conditions');
  const needed = {
    Parameters: new Set<string>(),
    Mappings: new Set<string>(),
    Conditions: new Set<string>(),
  };
  const visit = (part: Json | undefined) => {
    const found = referencesOf(part);
    for (const name of found.names) needed.Parameters.add(name);
    for (const name of found.mappings) needed.Mappings.add(name);
    for (const name of found.conditions) {
      if (needed.Conditions.has(name)) continue;
      needed.Conditions.add(name);
      visit(conditions[name]);
    }
  };
  parts.forEach(visit);
  return needed;
}

/** Deployed parameters that pinned resources or outputs read, or any condition. */
export function readByPinned(
  deployed: JsonObject,
  pinned: readonly string[],
  outputs: readonly Json[],
): string[] {
  const resources = objectAt(deployed, 'Resources');
  const conditions = Object.values(objectAt(deployed, 'Conditions'));
  const parts = [...pinned.map((id) => resources[id] ?? null), ...outputs, ...conditions];
  const read = neededBy([...parts, deployed['Globals'] ?? null], deployed).Parameters;
  return Object.keys(objectAt(deployed, 'Parameters')).filter((name) => read.has(name));
}
