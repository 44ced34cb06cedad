/**
 * A SAM template as data with the line of every value. Knows nothing of files, crates, cargo or AWS.
 */
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Document,
  type LineCounter,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { UserError } from '../user-error';
import { isObject, parseJson, type Json, type JsonObject } from './json';
import { readYaml } from './read-yaml';
import { refuseDeepFlow } from './readable-text';
import { integerOrFloat } from './scalars';

export { isObject, objectAt, type Json, type JsonObject } from './json';

export interface SamTemplate {
  /** Relative to the workspace root. */
  readonly file: string;
  readonly text: string;
  readonly document: Document;
  /** Short-form intrinsics (`!Sub`) are in long form (`Fn::Sub`) here. */
  readonly data: JsonObject;
  /** 1-based line of the value at a path, or of its nearest parent that exists. */
  lineOf(path: readonly (string | number)[]): number;
}

/**
 * Reads what the SAM CLI reads, and means the same by it: JSON, or YAML.
 *
 * @throws UserError with file and line
 */
export function parseTemplate(text: string, file: string): SamTemplate {
  refuseDeepFlow(text, file);
  const { document, lines, data: read } = readYaml(text, file);
  const data = withResources(jsonIn(text, integerOrFloat) ?? read, file);
  return { file, text, document, data, lineOf: (path) => lineAt(document, lines, path) };
}

/**
 * The data alone of a template that a program wrote, most likely as JSON: for 100 functions, JSON's
 * parser takes a few milliseconds, YAML's 150. Numbers of JSON keep their text to the last digit.
 *
 * @param what for messages; such a template has no lines that a user could look up
 * @throws UserError if it has no Resources, or is neither JSON nor YAML
 */
export function parseTemplateData(text: string, what: string): JsonObject {
  refuseDeepFlow(text, what);
  return withResources(jsonIn(text) ?? readYaml(text, what).data, what);
}

/** The data of a text that is JSON; undefined for any other, as a flow map of YAML. */
function jsonIn(text: string, numberFrom?: (text: string) => Json): Json | undefined {
  // JavaScript's objects have another meaning for this key; the reader of YAML sets it as any other.
  if (!/^\s*\{/.test(text) || text.includes('__proto__')) return undefined;
  try {
    return parseJson(text, numberFrom);
  } catch {
    return undefined;
  }
}

function withResources(data: Json, file: string): JsonObject {
  if (isObject(data) && isObject(data['Resources'])) return data;
  // A template of which only the head is written yet.
  if (isObject(data) && data['Resources'] === null) return { ...data, Resources: {} };
  throw new UserError('has no Resources; a SAM template needs a map of them', { file, line: 1 });
}

function lineAt(
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): number {
  let offset = 0;
  let node: unknown = document.contents;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    // A short form (`!Join [...]`) is no map in the text.
    if (isNode(node) && !isAlias(node) && node.tag?.startsWith('!') && isShortForm(key)) continue;
    if (isMap(node)) {
      const pair = pairAt(node as YAMLMap<Node, Node | null>, String(key), document);
      if (!pair) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number' && isNode(node.items[key])) {
      node = node.items[key];
      offset = (isNode(node) && node.range?.[0]) || offset;
    } else break;
  }
  return lines.linePos(offset).line;
}

function isShortForm(key: string | number): boolean {
  return key === 'Ref' || key === 'Condition' || String(key).startsWith('Fn::');
}

/** The pair that counts: the map's own, the last of several, else one that is merged (<<). */
function pairAt(
  map: YAMLMap<Node, Node | null>,
  key: string,
  document: Document,
): Pair<Node, Node | null> | undefined {
  const named = (name: string) =>
    map.items.findLast((item) => isScalar(item.key) && String(item.key.value) === name);
  const own = named(key);
  if (own) return own;
  const resolved = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  const merged = resolved(named('<<')?.value);
  const sources = isSeq(merged) ? merged.items : [merged];
  for (const source of sources.map(resolved)) {
    const found = isMap(source)
      ? pairAt(source as YAMLMap<Node, Node | null>, key, document)
      : undefined;
    if (found) return found;
  }
  return undefined;
}
