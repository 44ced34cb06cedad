/**
 * Knows which references lead nowhere, of those that a linter takes for an id that SAM makes: it lets
 * every id pass that begins like a function's.
 */
import type { Finding } from '../../template/finding';
import { isObject, objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { expandGlobals } from '../../sam/globals';
import { isFunction, resourceNamed } from '../../sam/ownership';
import { finding, type CheckInput } from './check-input';
import { generatedAttributes, generatedIds, isGenerated } from '../../sam/generated-ids';
import { suggestion } from './nearest-name';

interface Reference {
  /** As in `!Ref`. */
  readonly kind: 'Ref' | 'GetAtt' | 'Sub' | 'DependsOn' | 'FindInMap';
  readonly name: string;
  readonly attribute: string | undefined;
  readonly path: readonly (string | number)[];
}

export function checkReferences({ template }: CheckInput): Finding[] {
  const { data } = template;
  const resources = objectAt(expandGlobals(data), 'Resources');
  const sections = ['Resources', 'Outputs', 'Globals'];
  // A loop makes ids that are not written anywhere.
  const hasLoop = sections.some((section) =>
    Object.keys(objectAt(data, section)).some((key) => key.startsWith('Fn::ForEach')),
  );
  if (hasLoop) return [];
  return sections
    .flatMap((section) => referencesIn(data[section], [section]))
    .flatMap((reference) => {
      const message =
        reference.kind === 'FindInMap'
          ? missingMapping(reference.name, data)
          : missingResource(reference, resources, data);
      const line = template.lineOf(reference.path);
      return message === undefined ? [] : [finding('error', template, line, message)];
    });
}

function missingMapping(name: string, data: JsonObject): string | undefined {
  const mappings = objectAt(data, 'Mappings');
  if (name in mappings || 'Fn::Transform' in mappings) return undefined;
  return `!FindInMap ${name}: there is no such mapping${suggestion(name, Object.keys(mappings))}`;
}

function missingResource(
  { kind, name, attribute }: Reference,
  resources: JsonObject,
  data: JsonObject,
): string | undefined {
  const parameters = objectAt(data, 'Parameters');
  if (name in resources || name in parameters || name.startsWith('AWS::')) return undefined;
  const owner = resourceNamed(name, resources);
  if (owner === undefined || !isFunction(resources[owner])) return undefined;
  const properties = objectAt(resources, owner, 'Properties');
  const rest = name.slice(owner.length);
  const written = `${kind === 'DependsOn' ? kind : `!${kind}`} ${name}${attribute === undefined ? '' : `.${attribute}`}`;
  if (!isGenerated(rest, properties)) {
    const known = [...Object.keys(resources), ...generatedIds(owner, properties)];
    const meant = suggestion(name, [...known, ...Object.keys(parameters)]);
    return `${written}: ${name} is neither in the template nor made by SAM of ${owner}${meant}`;
  }
  const attributes = attribute === undefined ? undefined : generatedAttributes(rest);
  if (!attributes || attributes.includes(attribute ?? '')) return undefined;
  return `${written}: ${name} has no attribute ${attribute}, only ${attributes.join(' and ')}`;
}

function referencesIn(value: Json | undefined, path: Reference['path']): Reference[] {
  if (Array.isArray(value)) return value.flatMap((each, i) => referencesIn(each, [...path, i]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]): Reference[] => {
    const at = [...path, key];
    const found = (kind: Reference['kind'], name: Json | undefined, attribute?: Json) =>
      typeof name === 'string'
        ? [
            {
              kind,
              name,
              attribute: attribute === undefined ? attribute : String(attribute),
              path: at,
            },
          ]
        : [];
    if (key === 'Ref') return found('Ref', inner);
    if (key === 'Fn::GetAtt') {
      const [name, ...attribute] = Array.isArray(inner) ? inner : String(inner).split('.');
      return found('GetAtt', name, attribute.join('.'));
    }
    if (key === 'Fn::Sub') return referencesInSub(inner, at);
    // Below a resource only: elsewhere it is a property like any other.
    if (key === 'DependsOn' && path.length === 2 && path[0] === 'Resources') {
      return [inner].flat().flatMap((name) => found('DependsOn', name));
    }
    if (key !== 'Fn::FindInMap' || !Array.isArray(inner)) return referencesIn(inner, at);
    return [...found('FindInMap', inner[0]), ...referencesIn(inner, at)];
  });
}

/** `${!Literal}` is text, and a Sub's own variables are not references. */
function referencesInSub(value: Json | undefined, path: Reference['path']): Reference[] {
  const [text, variables] = Array.isArray(value) ? value : [value, undefined];
  if (typeof text !== 'string') return [];
  const own = isObject(variables) ? variables : {};
  const written = [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, inner = '']) => inner.trim());
  const references = written
    .filter((name) => !(name in own))
    .map((whole): Reference => {
      const [name = '', ...attribute] = whole.split('.');
      const joined = attribute.length > 0 ? attribute.join('.') : undefined;
      return { kind: 'Sub', name, attribute: joined, path };
    });
  return [...references, ...referencesIn(own, [...path, 1])];
}
