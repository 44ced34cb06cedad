/** The AWS query protocol: `Tags.member.1.Key=team` -> { Tags: [{ Key: 'team' }] }, by the model. */
import { shapeNamed, type ServiceModel, type Shape } from './service-model';

type Tree = Map<string, Tree | string>;

export function fromQuery(model: ServiceModel, shape: Shape, body: string) {
  const tree: Tree = new Map();
  for (const [key, value] of new URLSearchParams(body)) {
    if (key !== 'Action' && key !== 'Version') plant(tree, key.split('.'), value);
  }
  const unknown: string[] = [];
  const input = structure(tree, shape, '');
  return { input, unknown };

  function structure(from: Tree, of: Shape, path: string): Record<string, unknown> {
    const found: Record<string, unknown> = {};
    for (const [key, value] of from) {
      const named = Object.entries(of.members ?? {}).find(
        ([name, member]) => (member.locationName ?? name) === key,
      );
      const at = path ? `${path}.${key}` : key;
      if (named) found[named[0]] = valueOf(value, shapeNamed(model, named[1].shape), at);
      else unknown.push(at);
    }
    return found;
  }

  function valueOf(value: Tree | string, of: Shape, path: string): unknown {
    if (of.type === 'structure') {
      return typeof value === 'string' ? value : structure(value, of, path);
    }
    if (of.type === 'list') {
      // An empty list is sent as the bare name.
      if (typeof value === 'string') return value === '' ? [] : value;
      const entries = of.flattened ? value : value.get(of.member?.locationName ?? 'member');
      if (!(entries instanceof Map) || !of.member) return value;
      const inside = shapeNamed(model, of.member.shape);
      return [...entries.values()].map((entry, at) => valueOf(entry, inside, `${path}[${at}]`));
    }
    return typeof value === 'string' ? scalarOf(of, value) : value;
  }
}

function plant(tree: Tree, [first = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree.set(first, value);
    return;
  }
  const known = tree.get(first);
  const branch: Tree = known instanceof Map ? known : new Map();
  tree.set(first, branch);
  plant(branch, rest, value);
}

/** A text of the wire as the type that the model gives it; as it is where it cannot be that. */
export function scalarOf({ type }: Shape, text: string): unknown {
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (['integer', 'long', 'float', 'double'].includes(type)) {
    return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  }
  return text;
}
