/** Knows AWS's managed policies and SAM's policy templates by name. */
import type { Finding } from '../../template/finding';
import { propertyLine, type PropertyPath } from '../../sam/property-place';
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { finding, type CheckInput } from './check-input';
import { nearestName, suggestion } from './nearest-name';
import { partitionOf } from '../../sam/partitions';
import { resolverFor } from '../../sam/resolve-value';

/** Where a type lists policies, and whether SAM expands names and templates there. */
const lists: Readonly<Record<string, { readonly property: string; readonly isSam: boolean }>> = {
  'AWS::IAM::Group': { property: 'ManagedPolicyArns', isSam: false },
  'AWS::IAM::Role': { property: 'ManagedPolicyArns', isSam: false },
  'AWS::IAM::User': { property: 'ManagedPolicyArns', isSam: false },
  'AWS::Serverless::Function': { property: 'Policies', isSam: true },
  'AWS::Serverless::StateMachine': { property: 'Policies', isSam: true },
};

/** Policies that a template makes up itself, or refers to, are not looked at. */
export function checkPolicies(input: CheckInput): Finding[] {
  const { template, environment, sam } = input;
  const resolve = resolverFor(template, environment);
  const known = sam.managedPolicies[partitionOf(environment.region)];
  return Object.entries(objectAt(template.data, 'Resources')).flatMap(([logicalId, resource]) => {
    if (!isObject(resource)) return [];
    const list = lists[String(resource['Type'])];
    if (!list) return [];
    const found = (level: Finding['level'], path: PropertyPath, message: string) =>
      finding(
        level,
        template,
        propertyLine(template, logicalId, [list.property, ...path]),
        message,
      );
    const check = (policy: Json, path: PropertyPath): Finding[] => {
      // Both arms of a condition, and nothing of other intrinsic functions.
      if (isObject(policy) && Array.isArray(policy['Fn::If'])) {
        return policy['Fn::If'].slice(1).flatMap((arm) => check(arm, path));
      }
      if (isObject(policy) && list.isSam && !isIntrinsic(policy)) {
        return checkPolicyTemplate(policy, sam.policyTemplates).map(({ level, message }) =>
          found(level, path, message),
        );
      }
      const name = resolve(policy);
      const isLiteral = typeof policy === 'string' || (isObject(policy) && 'Fn::Sub' in policy);
      const message =
        isLiteral && name && known ? missingPolicy(name, known, list.isSam) : undefined;
      return message === undefined ? [] : [found('error', path, message)];
    };
    const policies = objectAt(resource, 'Properties')[list.property] ?? [];
    return Array.isArray(policies)
      ? policies.flatMap((policy, index) => check(policy, [index]))
      : check(policies, []);
  });
}

/**
 * AWS adds policies, and the pinned list is as old as the pinned SAM: a newer one can be given as a
 * parameter, which is not looked at.
 */
function missingPolicy(
  text: string,
  known: Readonly<Record<string, string>>,
  takesNames: boolean,
): string | undefined {
  const ofAws = /^arn:[^:]*:iam::aws:policy\/(?:.*\/)?(.*)$/.exec(text);
  if (!ofAws) {
    if (!takesNames || text.startsWith('arn:') || text in known) return undefined;
    return `AWS has no managed policy '${text}'${suggestion(text, Object.keys(known))}`;
  }
  if (Object.values(known).includes(text)) return undefined;
  const name = ofAws[1] ?? '';
  // The name is right more often than its path, as in service-role/AWSLambdaBasicExecutionRole.
  const nearest = name in known ? name : nearestName(name, Object.keys(known));
  const meant = nearest === undefined ? '' : `; did you mean ${known[nearest]}?`;
  return `AWS has no managed policy '${text}'${meant}`;
}

function checkPolicyTemplate(
  policy: JsonObject,
  templates: Readonly<Record<string, readonly string[]>>,
): Pick<Finding, 'level' | 'message'>[] {
  // A policy document, not a template.
  if ('Statement' in policy || Object.keys(templates).length === 0) return [];
  return Object.entries(policy).flatMap(([name, given]): Pick<Finding, 'level' | 'message'>[] => {
    const wanted = templates[name];
    if (!wanted) {
      const meant = suggestion(name, Object.keys(templates));
      return [{ level: 'error', message: `SAM has no policy template '${name}'${meant}` }];
    }
    const names = isObject(given) ? Object.keys(given) : [];
    const missing = wanted.filter((parameter) => !names.includes(parameter));
    const unknown = names.filter((parameter) => !wanted.includes(parameter));
    const takes = wanted.length > 0 ? `it takes ${wanted.join(', ')}` : 'it takes none';
    if (missing.length > 0) {
      const instead = unknown.length > 0 ? ` and has ${unknown.join(', ')} instead` : '';
      const message = `policy template ${name} lacks parameter ${missing.join(', ')}${instead}; ${takes}`;
      return [{ level: 'error', message }];
    }
    // SAM passes over it in silence, so it is nothing that AWS would refuse.
    return unknown.map((parameter) => ({
      level: 'warning',
      message: `policy template ${name} has no parameter '${parameter}'; ${takes}`,
    }));
  });
}

function isIntrinsic(value: JsonObject): boolean {
  return Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));
}
