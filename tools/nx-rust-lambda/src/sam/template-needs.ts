/** Which parameters, mappings and conditions parts of a template rest on. */
import { objectAt, type Json, type JsonObject } from './sam-template';
import { entriesNamed } from './ownership';
import { referencesOf } from './references';

/** Keys of the template's own sections. */
export interface Needs {
  readonly Parameters: ReadonlySet<string>;
  readonly Mappings: ReadonlySet<string>;
  readonly Conditions: ReadonlySet<string>;
}

/** Conditions are followed to what they rest on themselves. */
export function neededBy(parts: readonly Json[], template: JsonObject): Needs {
  const conditions = objectAt(template, 'Conditions');
  const mappings = objectAt(template, 'Mappings');
  const parameters = objectAt(template, 'Parameters');
  const needed = {
    Parameters: new Set<string>(),
    Mappings: new Set<string>(),
    Conditions: new Set<string>(),
  };
  const visit = (part: Json | undefined) => {
    const found = referencesOf(part);
    for (const name of found.names) if (name in parameters) needed.Parameters.add(name);
    for (const name of found.mappings) {
      for (const key of entriesNamed(name, mappings)) needed.Mappings.add(key);
    }
    for (const name of found.conditions) {
      for (const key of entriesNamed(name, conditions)) {
        if (needed.Conditions.has(key)) continue;
        needed.Conditions.add(key);
        visit(conditions[key]);
      }
    }
  };
  parts.forEach(visit);
  return needed;
}
