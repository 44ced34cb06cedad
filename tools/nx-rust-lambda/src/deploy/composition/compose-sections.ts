/**
 * Knows which parameters, mappings, conditions and Globals a composed template has: those that only
 * things in scope read are template.yml's, those that anything pinned reads stay as deployed.
 */
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import type { Extent } from './extent';
import { isLoopKey } from '../../sam/for-each';
import { implicitApis, madeOf } from '../../sam/implicit-api';
import { collides } from '../../sam/ownership';
import { neededBy } from '../../sam/template-needs';
import { isSame } from '../../sam/template-differences';
import { wholeStack, type Refusal } from './refusals';

export interface SectionsInput {
  /** Both sides with their Globals expanded. */
  readonly local: JsonObject;
  readonly deployed: JsonObject;
  readonly extent: Extent;
  /** Entries of the composed template that are template.yml's, and those that stay. */
  readonly taken: readonly Json[];
  readonly kept: readonly Json[];
}

export interface ComposedSections {
  readonly sections: Record<'Parameters' | 'Mappings' | 'Conditions', JsonObject>;
  /** Parameters whose deployed value must stay. */
  readonly pinnedParameters: readonly string[];
  readonly refusals: readonly Refusal[];
}

export function composeSections(input: SectionsInput): ComposedSections {
  const { local, deployed, extent } = input;
  const needed = neededBy(input.taken, local);
  // A condition that stays reads what it reads, though nothing may read it any more.
  const staying = Object.entries(objectAt(deployed, 'Conditions')).flatMap(([name, condition]) =>
    name in objectAt(local, 'Conditions') ? [] : [condition],
  );
  const rest = [
    deployed['Globals'] ?? null,
    ...Object.values(objectAt(deployed, 'Rules')),
    ...staying,
  ];
  const read = neededBy([...input.kept, ...rest], deployed);
  const mappings = { ...objectAt(local, 'Mappings'), ...objectAt(deployed, 'Mappings') };
  const { defaulted } = neededBy([...input.kept, ...rest], { ...deployed, Mappings: mappings });
  const refusals: Refusal[] = [];
  const section = (name: 'Parameters' | 'Mappings' | 'Conditions'): JsonObject => {
    const before = objectAt(deployed, name);
    const after = objectAt(local, name);
    const composed = { ...before };
    for (const key of Object.keys(after)) {
      const value = after[key] ?? null;
      if (isLoopKey(key) && collides(key, value, before)) continue;
      const isFree = !(key in before) || !read[name].has(key);
      if (extent === 'shared' || (needed[name].has(key) && isFree)) composed[key] = value;
      else if (name === 'Mappings' && needed[name].has(key)) {
        composed[key] = withNewKeys(before[key] ?? null, value);
      }
      const isGrown = name === 'Mappings' && !isSame(composed[key], before[key]);
      if (extent === 'functions' && isGrown && defaulted.has(key)) refusals.push(grownMapping(key));
    }
    return composed;
  };
  return {
    sections: {
      Parameters: section('Parameters'),
      Mappings: section('Mappings'),
      Conditions: section('Conditions'),
    },
    pinnedParameters: extent === 'functions' ? [...read.Parameters] : [],
    refusals,
  };
}

/** Who has a DefaultValue reads another value once there is one. */
function grownMapping(name: string): Refusal {
  return {
    path: ['Mappings', name],
    sentence: `something in scope needs what mapping ${name} does not have as deployed, and something that stays reads it with a DefaultValue, which would then be another value`,
    remedy: wholeStack,
  };
}

/** What is in a deployed mapping stays; a key that it does not have changes nothing for who reads it. */
function withNewKeys(before: Json, after: Json): Json {
  if (!isObject(before) || !isObject(after)) return before;
  const merged: JsonObject = { ...after, ...before };
  for (const key of Object.keys(before)) {
    if (key in after) merged[key] = withNewKeys(before[key] ?? null, after[key] ?? null);
  }
  return merged;
}

/** Globals of implicit APIs: template.yml's where everything that an API is made of is in scope. */
export function composeGlobals(
  local: JsonObject,
  deployed: JsonObject,
  resources: JsonObject,
  takesFrom: { readonly extent: Extent; readonly inScope: ReadonlySet<string> },
): JsonObject {
  const globals: JsonObject = {};
  for (const kind of implicitApis) {
    const parts = madeOf(resources, kind);
    const isOurs =
      takesFrom.extent === 'shared'
        ? madeOf(objectAt(local, 'Resources'), kind).length > 0
        : parts.every((id) => takesFrom.inScope.has(id));
    const value = objectAt(isOurs ? local : deployed, 'Globals')[kind];
    if (parts.length > 0 && value !== undefined) globals[kind] = value;
  }
  return globals;
}
