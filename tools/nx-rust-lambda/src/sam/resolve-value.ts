/**
 * Knows what a value of the template is in an environment, as far as that can be known before a deploy:
 * literals, parameters, pseudo parameters, and names that resources are given.
 */
import { isObject, objectAt, type Json, type SamTemplate } from './sam-template';
import { nameProperty } from './name-properties';

/** Where a template is deployed to, and what it is given there. */
export interface Deployment {
  readonly region: string;
  readonly stackName: string;
  /** Values of parameters, by name. */
  readonly parameters: Readonly<Record<string, string>>;
}

export type Resolve = (value: Json | undefined) => string | undefined;

/** @returns the value as text; undefined where only a deploy can tell */
export function resolverFor(template: Pick<SamTemplate, 'data'>, deployment: Deployment): Resolve {
  const parameters = objectAt(template.data, 'Parameters');
  const resources = objectAt(template.data, 'Resources');
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Partition': partitionOf(deployment.region),
    'AWS::Region': deployment.region,
    'AWS::StackName': deployment.stackName,
  };
  const refer = (name: string, seen: readonly string[]): string | undefined => {
    if (name in pseudo) return pseudo[name];
    if (name in parameters) {
      const value = deployment.parameters[name] ?? objectAt(parameters, name)['Default'];
      return isObject(value) ? undefined : text(value);
    }
    // A name that refers to itself is no name.
    if (seen.includes(name)) return undefined;
    const resource = objectAt(resources, name);
    const property = nameProperty(resource['Type']);
    if (property?.isRef !== true) return undefined;
    return evaluate(objectAt(resource, 'Properties')[property.name], [...seen, name]);
  };
  const evaluate = (value: Json | undefined, seen: readonly string[]): string | undefined => {
    if (!isObject(value)) return text(value);
    if (typeof value['Ref'] === 'string') return refer(value['Ref'], seen);
    const sub = value['Fn::Sub'];
    return typeof sub === 'string' ? substitute(sub, (name) => refer(name, seen)) : undefined;
  };
  return (value) => evaluate(value, []);
}

/** The partition that a region belongs to (botocore, data/partitions.json: regionRegex). */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws';
}

function substitute(
  pattern: string,
  refer: (name: string) => string | undefined,
): string | undefined {
  let isKnown = true;
  const replaced = pattern.replace(
    /\$\{(!?)([^}]*)\}/g,
    (_whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      const value = refer(name.trim());
      isKnown &&= value !== undefined;
      return value ?? '';
    },
  );
  return isKnown ? replaced : undefined;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
