/**
 * Knows which functions a resource belongs to: a log group, a permission or an event source mapping
 * belongs to the function that it refers to. Knows nothing of what is deployed.
 */
import { isObject, objectAt, type Json, type JsonObject } from '../template/sam-template';
import { referencesOf } from './references';

const functionTypes = new Set(['AWS::Serverless::Function', 'AWS::Lambda::Function']);

/** Ids of the APIs that SAM makes from functions' events, by the event's type. */
const implicitApis: Readonly<Record<string, string>> = {
  Api: 'ServerlessRestApi',
  HttpApi: 'ServerlessHttpApi',
};

export function isFunction(resource: Json | undefined): boolean {
  return isObject(resource) && functionTypes.has(String(resource['Type']));
}

/**
 * The resource that a name stands for: itself, or the resource whose id SAM has put before a suffix
 * (`EchoFunctionRole`, `EchoFunctionUrl`); the longest such id is meant.
 */
export function resourceNamed(name: string, resources: JsonObject): string | undefined {
  if (name in resources) return name;
  return Object.keys(resources)
    .filter((id) => name.startsWith(id) && isServerless(resources[id]))
    .sort((a, b) => b.length - a.length)[0];
}

/** The implicit API that a name stands for, as the type of the events it is made of. */
export function implicitApiNamed(name: string): string | undefined {
  return Object.keys(implicitApis).find((event) => name.startsWith(implicitApis[event] ?? ''));
}

/** Whether a function has an event that becomes part of an implicit API. */
export function hasImplicitEvent(resource: Json | undefined, eventType: string): boolean {
  const events = isObject(resource) ? objectAt(resource, 'Properties', 'Events') : {};
  return Object.values(events).some((event) => isObject(event) && event['Type'] === eventType);
}

/**
 * The functions that each resource or other part of a template belongs to: those it refers to, or,
 * where it refers to none, those of the resources it refers to. A function belongs to itself.
 */
export function ownersIn(resources: JsonObject): (part: Json | undefined) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  const ownersOfResource = (id: string): ReadonlySet<string> => {
    if (isFunction(resources[id])) return new Set([id]);
    const found = known.get(id);
    if (found) return found;
    // Set before the descent: a circle of references ends here.
    known.set(id, new Set());
    const owners = ownersOfPart(resources[id]);
    known.set(id, owners);
    return owners;
  };
  const ownersOfPart = (part: Json | undefined): ReadonlySet<string> => {
    const ids = [...referencesOf(part).names].flatMap(
      (name) => resourceNamed(name, resources) ?? [],
    );
    const functions = ids.filter((id) => isFunction(resources[id]));
    if (functions.length > 0) return new Set(functions);
    return new Set(ids.flatMap((id) => [...ownersOfResource(id)]));
  };
  return ownersOfPart;
}

function isServerless(resource: Json | undefined): boolean {
  return isObject(resource) && String(resource['Type']).startsWith('AWS::Serverless::');
}
