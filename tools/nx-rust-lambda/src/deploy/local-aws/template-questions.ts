/** What the table of differences asks of a template. Pure. */
import { expandGlobals } from '../../sam/globals';
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: JsonObject;
}

/** The events of a function. */
export function eventsOf({ properties }: Pick<Resource, 'properties'>): {
  readonly type: string;
  readonly properties: JsonObject;
}[] {
  return Object.values(objectAt(properties, 'Events')).flatMap((event) =>
    isObject(event)
      ? [{ type: String(event['Type']), properties: objectAt(event, 'Properties') }]
      : [],
  );
}

/** Whether one of these properties is given. */
export function hasValue(properties: JsonObject, names: readonly string[]): boolean {
  return names.some((name) => properties[name] !== undefined && properties[name] !== null);
}

/** Whether an object in a value, or the value itself, is such a one. */
export function someObject(value: Json, isSuch: (object: JsonObject) => boolean): boolean {
  if (Array.isArray(value)) return value.some((one) => someObject(one, isSuch));
  if (!isObject(value)) return false;
  return isSuch(value) || Object.values(value).some((one) => someObject(one, isSuch));
}

/** The resources in scope with the globals that reach them, and the APIs that their events make. */
export function resourcesOf(template: JsonObject, inScope: readonly string[]): Resource[] {
  const expanded = expandGlobals(template);
  const named = Object.entries(objectAt(expanded, 'Resources')).flatMap(([id, resource]) =>
    inScope.includes(id) && isObject(resource)
      ? [{ id, type: String(resource['Type']), properties: objectAt(resource, 'Properties') }]
      : [],
  );
  const implicit = ['HttpApi', 'Api'].flatMap((kind) =>
    kind in objectAt(expanded, 'Globals') &&
    named.some((one) => eventsOf(one).some(({ type }) => type === kind))
      ? [
          {
            id: kind === 'Api' ? 'ServerlessRestApi' : 'ServerlessHttpApi',
            type: `AWS::Serverless::${kind}`,
            properties: objectAt(expanded, 'Globals', kind),
          },
        ]
      : [],
  );
  return [...named, ...implicit];
}
