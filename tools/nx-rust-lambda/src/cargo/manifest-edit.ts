/** Adds values to a list of strings in a TOML text, and leaves every other byte as it is. */
import { parseToml, asArray, asTable } from '../toml';
import type { TomlTable } from 'smol-toml';

/**
 * The text with the values in `key` of the table that `path` names; undefined where they stand there in a form
 * that cannot be added to safely. Values that the list has already are not added again.
 *
 * @throws UserError if the text is not TOML
 */
export function addToList(
  text: string,
  file: string,
  path: readonly string[],
  key: string,
  values: readonly string[],
): string | undefined {
  const before = parseToml(text, file);
  const table = path.reduce<TomlTable | undefined>((at, name) => asTable(at?.[name]), before);
  const known = asArray(table?.[key]);
  const added = [...new Set(values)].filter((value) => !known.includes(value));
  if (added.length === 0) return text;
  const wanted = withList(before, path, key, [...known, ...added]);
  // Only a reader of TOML knows which of these places is the right one; so each is tried.
  for (const changed of candidates(text, path, key, added)) {
    if (isSame(parsed(changed), wanted)) return changed;
  }
  return undefined;
}

function* candidates(
  text: string,
  path: readonly string[],
  key: string,
  added: readonly string[],
): Generator<string> {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  for (const { 0: start, index } of text.matchAll(
    new RegExp(`\\b${key}["']?[ \\t]*=[ \\t]*\\[`, 'g'),
  )) {
    const changed = extendedList(text, index + start.length, added, eol);
    if (changed !== undefined) yield changed;
  }
  const line = `${key} = [${added.map((value) => JSON.stringify(value)).join(', ')}]`;
  const names = path.map((name) => `(?:${name}|"${name}"|'${name}')`).join('[ \\t]*\\.[ \\t]*');
  const header = new RegExp(`^[ \\t]*\\[[ \\t]*${names}[ \\t]*\\][ \\t]*(?:#[^\\r\\n]*)?$`, 'gm');
  for (const { 0: found, index } of text.replaceAll('\r\n', ' \n').matchAll(header)) {
    // A line that ends in \r\n has the blank that stands for \r here.
    const end = index + found.trimEnd().length;
    const rest = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
    yield `${text.slice(0, end + rest)}${eol}${line}${text.slice(end + rest)}`;
  }
  const gap = text === '' ? '' : text.endsWith('\n') ? eol : eol + eol;
  yield `${text}${gap}[${path.join('.')}]${eol}${line}${eol}`;
}

/** A string, a comment, or a character that means something in a list. */
const token = /"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|[[\],]/g;

/** @param from behind the bracket that opens the list */
function extendedList(
  text: string,
  from: number,
  added: readonly string[],
  eol: string,
): string | undefined {
  let last: { readonly start: number; readonly end: number } | undefined;
  let comma: number | undefined;
  let close: number | undefined;
  token.lastIndex = from;
  for (let found = token.exec(text); found; found = token.exec(text)) {
    const [what] = found;
    if (what === '[') return undefined;
    if (what === ']') {
      close = found.index;
      break;
    }
    if (what.startsWith('#')) continue;
    if (what === ',') comma = token.lastIndex;
    else [last, comma] = [{ start: found.index, end: token.lastIndex }, undefined];
  }
  if (close === undefined) return undefined;
  const strings = added.map((value) => JSON.stringify(value));
  if (!last) return insert(text, from, strings.join(', '));
  const end = comma ?? last.end;
  const lineEnd = end + (/^[^\n]*?(?=\r?\n)/.exec(text.slice(end))?.[0].length ?? Infinity);
  if (lineEnd >= close) return insert(text, last.end, `, ${strings.join(', ')}`);
  const lineStart = text.lastIndexOf('\n', last.start) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  const lines = strings.map((value) => `${eol}${indent}${value}`).join(',');
  // A comment behind the last value stays there.
  const behind = insert(text, lineEnd, comma === undefined ? lines : `${lines},`);
  return comma === undefined ? insert(behind, last.end, ',') : behind;
}

function insert(text: string, at: number, more: string): string {
  return text.slice(0, at) + more + text.slice(at);
}

function withList(
  table: TomlTable,
  [name, ...rest]: readonly string[],
  key: string,
  list: TomlTable[string],
): TomlTable {
  if (name === undefined) return { ...table, [key]: list };
  return { ...table, [name]: withList(asTable(table[name]) ?? {}, rest, key, list) };
}

function parsed(text: string): TomlTable | undefined {
  try {
    return parseToml(text, '');
  } catch {
    return undefined;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

/** The order of keys is none of TOML's. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.entries(value)
    .map(([key, inner]) => [key, sorted(inner)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
