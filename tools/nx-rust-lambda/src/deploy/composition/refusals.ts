/** Knows what of a template a deploy of single functions cannot be right for. */
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { isLoopKey, madeBy } from '../../sam/for-each';

/** What a composition cannot be right for. */
export interface Refusal {
  /** In template.yml. */
  readonly path: readonly string[];
  readonly sentence: string;
  /** What a deploy of the whole stack does about it; undefined where it does not help. */
  readonly remedy?: string;
}

export const wholeStack = 'brings the whole stack to template.yml';

/** Of template.yml with its Globals expanded. */
export function refusedIn(local: JsonObject): Refusal[] {
  return Object.entries(objectAt(local, 'Resources')).flatMap(([key, entry]) => {
    if (!isLoopKey(key) || !madeBy(key, entry).some(([, body]) => isBuiltHere(body, local)))
      return [];
    return [
      {
        path: ['Resources', key],
        sentence: `${key} makes functions that are built from crates, and a function made by a loop has no project that builds it; write each as a resource of its own, or give the loop code that is built already (CodeUri s3://…)`,
      },
    ];
  });
}

/** Other runtimes are SAM's to build, in a loop as well. */
function isBuiltHere(resource: Json, local: JsonObject): boolean {
  if (!isObject(resource) || resource['Type'] !== 'AWS::Serverless::Function') return false;
  const { Runtime: given, CodeUri: codeUri } = objectAt(resource, 'Properties');
  const parameter = isObject(given) ? String(given['Ref']) : undefined;
  const runtime = parameter ? objectAt(local, 'Parameters', parameter)['Default'] : given;
  const isProvided = typeof runtime === 'string' && runtime.startsWith('provided');
  return isProvided && typeof codeUri === 'string' && !/^(s3|https?):\/\//.test(codeUri);
}
