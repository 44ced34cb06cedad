/** Knows the APIs that SAM makes from the events of functions. */
import { isObject, objectAt, type Json, type JsonObject } from './sam-template';
import { madeBy } from './for-each';

/** Named as in `Globals` and in an event's `Type`. */
export type ImplicitApi = 'Api' | 'HttpApi';

// aws-sam-translator 1.115, plugins/api: logical id, and the property that names an explicit API.
const rules: Readonly<Record<ImplicitApi, { readonly id: string; readonly reference: string }>> = {
  Api: { id: 'ServerlessRestApi', reference: 'RestApiId' },
  HttpApi: { id: 'ServerlessHttpApi', reference: 'ApiId' },
};

export const implicitApis = Object.keys(rules) as readonly ImplicitApi[];

/** The implicit API that a name stands for; also its stage, deployment and the like. */
export function implicitApiNamed(name: string): ImplicitApi | undefined {
  return implicitApis.find((kind) => name.startsWith(rules[kind].id));
}

export function implicitApiId(kind: ImplicitApi): string {
  return rules[kind].id;
}

/** Whether an entry of Resources has an event that becomes part of an implicit API. */
export function hasImplicitEvent(entry: Json | undefined, kind: ImplicitApi): boolean {
  const isLoop = Array.isArray(entry);
  return madeBy(isLoop ? 'Fn::ForEach::' : '', entry ?? null).some(([, resource]) => {
    const events = isObject(resource) ? objectAt(resource, 'Properties', 'Events') : {};
    return Object.values(events).some(
      (event) =>
        isObject(event) &&
        event['Type'] === kind &&
        objectAt(event, 'Properties')[rules[kind].reference] === undefined,
    );
  });
}

/** Entries of Resources that an implicit API is made of. */
export function madeOf(resources: JsonObject, kind: ImplicitApi): string[] {
  return Object.keys(resources).filter((id) => hasImplicitEvent(resources[id], kind));
}
