/** Where a property of a resource is written: at the resource, or in the Globals of its kind. */
import { isObject, objectAt, type Json, type SamTemplate } from './sam-template';

/** `Globals.Function` is for `AWS::Serverless::Function`, and so on. */
const serverless = 'AWS::Serverless::';

export type PropertyPath = readonly (string | number)[];

/**
 * 1-based line of `Properties.<path>` of a resource. A value of the resource goes before one of Globals;
 * where neither has the whole path, the line is that of the deepest part that is there.
 */
export function propertyLine(template: SamTemplate, logicalId: string, path: PropertyPath): number {
  const resource = objectAt(template.data, 'Resources', logicalId);
  const own = ['Resources', logicalId, 'Properties', ...path];
  const kind = String(resource['Type']).replace(serverless, '');
  const global = ['Globals', kind, ...path];
  const ownDepth = depthOf(resource['Properties'], path);
  const globalDepth = depthOf(objectAt(template.data, 'Globals')[kind], path);
  return template.lineOf(globalDepth > ownDepth ? global : own);
}

/** How many steps of a path a value has. */
function depthOf(value: Json | undefined, path: PropertyPath): number {
  let at = value;
  for (const [depth, key] of path.entries()) {
    if (isObject(at) && key in at) at = at[String(key)];
    else if (Array.isArray(at) && typeof key === 'number' && key < at.length) at = at[key];
    else return depth;
  }
  return path.length;
}
