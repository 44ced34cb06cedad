/** The XML of the query protocol and of S3, as far as the service models need it, both ways. */
import { shapeNamed, type Member, type ServiceModel, type Shape } from './service-model';

export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const tokens = /<\?[^>]*\?>|<(\/?)([\w:]+)[^>]*?(\/?)>|([^<]+)/g;

/** Elements and text; neither comments nor CDATA, which the SDKs do not send. */
export function parseXml(text: string): XmlElement {
  const root = { name: '', text: '', children: [] as XmlElement[] };
  const open = [root];
  for (const [, closing, name, empty, between] of text.matchAll(tokens)) {
    const current = open[open.length - 1] ?? root;
    if (between !== undefined) current.text += unescaped(between);
    else if (closing) open.pop();
    else if (name !== undefined) {
      const child = { name, text: '', children: [] as XmlElement[] };
      current.children.push(child);
      if (!empty) open.push(child);
    }
  }
  const [first] = root.children;
  if (!first) throw new Error(`no XML: ${text}`);
  return first;
}

/** Members that the model does not know keep their name, for the check that follows. */
export function fromXml(model: ServiceModel, shape: Shape, element: XmlElement): unknown {
  if (shape.type === 'structure') {
    const names = new Map(
      Object.entries(shape.members ?? {}).map(([name, member]) => [
        member.locationName ?? name,
        [name, member] as const,
      ]),
    );
    return Object.fromEntries(
      element.children.map((child) => {
        const [name, member] = names.get(child.name) ?? [child.name, undefined];
        return [name, member ? fromXml(model, shapeNamed(model, member.shape), child) : child.text];
      }),
    );
  }
  if (shape.type === 'list' && shape.member) {
    const inside = shapeNamed(model, shape.member.shape);
    return element.children.map((child) => fromXml(model, inside, child));
  }
  return element.text;
}

/** `value` as the elements of its shape; `undefined` members are left out. */
export function toXml(model: ServiceModel, shape: Shape, value: unknown): string {
  if (shape.type === 'structure') {
    const given = value as Readonly<Record<string, unknown>>;
    return Object.entries(shape.members ?? {})
      .filter(([name]) => given[name] !== undefined)
      .map(([name, member]) => memberXml(model, member.locationName ?? name, member, given[name]))
      .join('');
  }
  if (shape.type === 'list' && shape.member) {
    const { member } = shape;
    const entries = value as readonly unknown[];
    return entries
      .map((entry) => memberXml(model, member.locationName ?? 'member', member, entry))
      .join('');
  }
  return escaped(value instanceof Date ? value.toISOString() : String(value));
}

function memberXml(model: ServiceModel, name: string, member: Member, value: unknown): string {
  const shape = shapeNamed(model, member.shape);
  if (shape.type === 'list' && shape.flattened && shape.member) {
    const entries = value as readonly unknown[];
    const inside = shapeNamed(model, shape.member.shape);
    return entries.map((entry) => `<${name}>${toXml(model, inside, entry)}</${name}>`).join('');
  }
  return `<${name}>${toXml(model, shape, value)}</${name}>`;
}

export function escaped(text: string): string {
  // A carriage return would be read back as a newline.
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
