/** Knows which physical names a template gives, and who has them already. */
import type { OwnedResource } from '../../aws/owned-names';
import type { Finding } from '../../template/finding';
import { propertyLine } from '../../sam/property-place';
import { isObject, objectAt, type SamTemplate } from '../../sam/sam-template';
import type { Environment } from '../environment/environment';
import { finding, type CheckInput } from './check-input';
import { nameInPhysicalId, nameProperty } from '../../sam/name-properties';
import { resolverFor } from '../../sam/resolve-value';

interface NamedResource {
  readonly logicalId: string;
  /** `FunctionName`. */
  readonly property: string;
  readonly name: string;
  /** Type and name: what there can be one of. */
  readonly key: string;
  readonly line: number;
}

/** Two resources of the template with one name. */
export function checkDuplicateNames({ template, environment }: CheckInput): Finding[] {
  const first = new Map<string, NamedResource>();
  return namedResources(template, environment).flatMap((resource) => {
    const { logicalId, property, name, key, line } = resource;
    const other = first.get(key);
    if (!other) {
      first.set(key, resource);
      return [];
    }
    const message = `${property} '${name}' of ${logicalId} is also that of ${other.logicalId} (line ${other.line}); give one of them another name`;
    return [finding('error', template, line, message)];
  });
}

/**
 * Names of the template that a resource of another stack has. AWS refuses to create such a resource; the
 * local AWS takes it over, and then deletes it with either stack.
 */
export function checkOwnedNames(
  template: SamTemplate,
  environment: Environment,
  owned: readonly OwnedResource[],
  /** The resources that are going to be deployed. */
  deployed: ReadonlySet<string>,
): Finding[] {
  const owners = new Map(
    owned
      .filter(({ stack }) => stack !== environment.stackName)
      .map(({ stack, type, physicalId }) => [
        `${type} ${nameInPhysicalId(type, physicalId)}`,
        stack,
      ]),
  );
  return namedResources(template, environment).flatMap(
    ({ logicalId, property, name, key, line }) => {
      const stack = owners.get(key);
      if (stack === undefined || !deployed.has(logicalId)) return [];
      const message = `${property} '${name}' of ${logicalId} is a resource of stack '${stack}' already; give it another name, or remove it there first`;
      return [finding('error', template, line, message)];
    },
  );
}

/** Resources whose name is known before a deploy; those with a condition may never be there. */
function namedResources(template: SamTemplate, environment: Environment): NamedResource[] {
  const resolve = resolverFor(template, environment);
  return Object.entries(objectAt(template.data, 'Resources')).flatMap(([logicalId, resource]) => {
    if (!isObject(resource) || 'Condition' in resource) return [];
    const property = nameProperty(resource['Type']);
    if (!property) return [];
    const name = resolve(objectAt(resource, 'Properties')[property.name]);
    if (name === undefined) return [];
    const line = propertyLine(template, logicalId, [property.name]);
    return [{ logicalId, property: property.name, name, key: `${property.type} ${name}`, line }];
  });
}
