/**
 * Knows where in YAML text a block map ends, so that entries can be added behind its last one without
 * touching any other byte. Knows nothing of what the entries mean.
 */
import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { UserError, type Place } from '../user-error';

/** Whole lines to be put into a text; nothing else of it changes. */
export interface Insertion {
  /** Offset into the text: the start of a line, or the end of the text. */
  readonly at: number;
  /** Characters behind `at` that it replaces; none without it. */
  readonly remove?: number;
  readonly text: string;
}

/** Lines of one entry, indented by two spaces a level from the map's own keys on. */
export type Entry = readonly string[];

/** Whether nothing stands in a section: `Resources:` or `Resources: {}`. */
export function isEmptySection(value: unknown): boolean {
  const isNothing = value === null || (isScalar(value) && value.source === '' && !value.tag);
  return isNothing || (isMap(value) && value.items.length === 0 && !value.anchor && !value.tag);
}

/**
 * The insertions that give a section without entries its first ones, behind its key: those lines, and the
 * end of `{}` where that stands there.
 */
export function fillSection(
  text: string,
  { key, value }: Pair<Scalar, Node | null>,
  entries: readonly Entry[],
): Insertion {
  const column = startOf(key) - (text.lastIndexOf('\n', startOf(key) - 1) + 1) + 2;
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const lines = entries.flatMap((entry, index) => [
    ...(index > 0 ? [''] : []),
    ...entry.map((line) => ' '.repeat(column) + line),
  ]);
  const from = text.indexOf(':', key.range![1]) + 1;
  const until = isMap(value) ? value.range![1] : from;
  if (text.slice(from, until).includes('#')) {
    throw new UserError(
      'a section without entries has a comment inside of its braces; move it away',
    );
  }
  const lineEnd = text.indexOf('\n', until);
  // A comment behind the key stays on its line.
  const comment = text.slice(until, lineEnd < 0 ? undefined : lineEnd).replace(/\r$/, '');
  return {
    at: from,
    remove: until - from + comment.length,
    text: [comment.trimEnd() ? ` ${comment.trim()}` : '', ...lines].join(eol),
  };
}

/** `at` is where the value of `name` begins. */
export function blockMap(value: unknown, name: string, at: Place): YAMLMap<Scalar, Node | null> {
  if (!isMap<Scalar, Node | null>(value) || value.flow || value.items.length === 0) {
    throw new UserError(
      `${name} is not a block map, so nothing can be added to it; write its entries on lines of their own`,
      at,
    );
  }
  return value;
}

/**
 * The insertion that adds entries at a block map's end, in the file's own indentation and line endings.
 * Comments indented like the map's keys stay before them; comments further left belong to what follows.
 */
export function appendEntries(
  text: string,
  map: YAMLMap<Scalar, Node | null>,
  entries: readonly Entry[],
  separation: 'blank-line' | 'as-written',
): Insertion {
  const column = columnOf(text, map);
  const end = endOfMap(text, map, column);
  const unit = ' '.repeat(indentationBelow(text, map, column));
  const blankLines = separation === 'blank-line' || hasBlankLines(text, map);
  const lines = entries.flatMap((entry, index) => [
    ...(blankLines && (index > 0 || end.blankLineMayFollow) ? [''] : []),
    ...entry.map((line) => ' '.repeat(column) + reindent(line, unit)),
  ]);
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const afterLine = end.at === 0 || text[end.at - 1] === '\n';
  return {
    at: end.at,
    text: afterLine ? lines.join(eol) + eol : eol + lines.join(eol),
  };
}

/** Insertions at one offset keep their order. */
export function insertAll(text: string, insertions: readonly Insertion[]): string {
  return insertions
    .toSorted((a, b) => a.at - b.at)
    .reduceRight(
      (result, { at, remove = 0, text: added }) =>
        result.slice(0, at) + added + result.slice(at + remove),
      text,
    );
}

function reindent(line: string, unit: string): string {
  return line.replace(/^(?: {2})+/, (spaces) => unit.repeat(spaces.length / 2));
}

function columnOf(text: string, map: YAMLMap<Scalar, Node | null>): number {
  const start = startOf(map.items[0]!.key);
  return start - (text.lastIndexOf('\n', start - 1) + 1);
}

function startOf(node: Node): number {
  return node.range![0];
}

/** How much deeper the first nested block map stands; two spaces if there is none. */
function indentationBelow(text: string, map: YAMLMap<Scalar, Node | null>, column: number): number {
  for (const { value } of map.items) {
    if (!isMap<Scalar, Node | null>(value) || value.flow || !value.items[0]) continue;
    return Math.max(columnOf(text, value) - column, 1);
  }
  return 2;
}

/** A single entry has no neighbour to show the style: then a blank line stands between. */
function hasBlankLines(text: string, map: YAMLMap<Scalar, Node | null>): boolean {
  const [first, second] = map.items;
  if (!first || !second) return true;
  const between = text.slice(endOfContent(first.value ?? first.key), startOf(second.key));
  return /\n[ \t]*\r?\n/.test(between);
}

function endOfMap(
  text: string,
  map: YAMLMap<Scalar, Node | null>,
  column: number,
): { at: number; blankLineMayFollow: boolean } {
  const last = map.items.at(-1)!;
  const keeps = keptLineBreaks(text, last.value ?? last.key);
  let at = keeps ?? nextLine(text, trimmedEnd(text, endOfContent(last.value ?? last.key)));
  let blankLineMayFollow = keeps === undefined;
  for (let next = at; next < text.length;) {
    const after = nextLine(text, next);
    const line = text.slice(next, after);
    const comment = /^( *)#/.exec(line);
    if (comment && comment[1]!.length >= column) {
      at = after;
      blankLineMayFollow = true;
    } else if (line.trim() !== '') break;
    next = after;
  }
  return { at, blankLineMayFollow };
}

/** Blank lines behind a block scalar belong to its range, but not to its value. */
function trimmedEnd(text: string, end: number): number {
  return text.slice(0, end).trimEnd().length;
}

/** Where a block scalar with `+` ends, whose value has all the line breaks behind it. */
function keptLineBreaks(text: string, node: Node): number | undefined {
  const deepest = deepestLast(node);
  const header = /^[|>]\d?\+/.test(text.slice(startOf(deepest), startOf(deepest) + 3));
  const block = isScalar(deepest) && deepest.type?.startsWith('BLOCK');
  return block === true && header ? deepest.range![1] : undefined;
}

function endOfContent(node: Node): number {
  return deepestLast(node).range![1];
}

/** The node that ends a value: a block collection's own range also has the comments behind it. */
function deepestLast(node: Node): Node {
  if (isMap<Node, Node | null>(node) && !node.flow) {
    const last = node.items.at(-1);
    return last ? deepestLast(last.value ?? last.key) : node;
  }
  if (isSeq(node) && !node.flow) {
    const last = node.items.at(-1);
    return isNode(last) ? deepestLast(last) : node;
  }
  return node;
}

function nextLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline < 0 ? text.length : newline + 1;
}
