/** Which parameters, mappings and conditions parts of a template rest on. */
import { objectAt, type Json, type JsonObject } from './sam-template';
import { isPattern, mayComeTo } from './for-each';
import { entriesNamed } from './ownership';
import { referencesOf } from './references';

/** Keys of the template's own sections. */
export interface Needs {
  readonly Parameters: ReadonlySet<string>;
  readonly Mappings: ReadonlySet<string>;
  readonly Conditions: ReadonlySet<string>;
  /** Mappings whose readers have a value for a key that they do not have (DefaultValue). */
  readonly defaulted: ReadonlySet<string>;
}

/** All that a name may mean: a computed one stands for every mapping that it may come to. */
function mappingsMeant(name: string, mappings: JsonObject): string[] {
  if (!isPattern(name)) return entriesNamed(name, mappings);
  return Object.keys(mappings).filter((key) => mayComeTo(name, key));
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
    defaulted: new Set<string>(),
  };
  const visit = (part: Json | undefined) => {
    const found = referencesOf(part);
    for (const name of found.names) if (name in parameters) needed.Parameters.add(name);
    for (const name of found.mappings) {
      for (const key of mappingsMeant(name, mappings)) {
        needed.Mappings.add(key);
        if (found.defaulted.has(name)) needed.defaulted.add(key);
      }
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
