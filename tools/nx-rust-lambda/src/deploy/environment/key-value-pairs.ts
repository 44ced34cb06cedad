/**
 * Knows the forms in which SAM takes parameters (aws-sam-cli 1.170, samcli/cli/types.py,
 * CfnParameterOverridesType): `K=V K2="a b"`, `ParameterKey=K,ParameterValue=V …`, lists of such, maps, and
 * files that hold them. The regular expressions are SAM's. Pure: files are read by who calls.
 */
import { shownValue, textOf, type ConfigValue } from './config-value';

/** What SAM would not take either, or would pass over a part of. */
export interface NoPairs {
  readonly type: 'no-pairs';
  /** Follows "has parameter_overrides". */
  readonly reason: string;
}

export type Pairs = { readonly type: 'pairs'; readonly values: Readonly<Record<string, string>> };

/** The value that a file holds. Relative paths begin at the folder of the including file. */
export type ReadInclude = (
  path: string,
  from: string | undefined,
) =>
  | { readonly type: 'read'; readonly value: ConfigValue; readonly file: string }
  | { readonly type: 'unreadable'; readonly reason: string };

/** Without files: for what stands on a command line. */
export const noIncludes: ReadInclude = () => ({
  type: 'unreadable',
  reason: 'names a file; files are read for samconfig.toml alone',
});

/** The last of two values for one key counts. */
export function parsePairs(value: ConfigValue, include: ReadInclude): Pairs | NoPairs {
  try {
    return { type: 'pairs', values: Object.fromEntries(pairsIn(value, include, [])) };
  } catch (error) {
    if (error instanceof Refused) return { type: 'no-pairs', reason: error.message };
    throw error;
  }
}

class Refused extends Error {}

type PairMap = Map<string, string>;

/** @param files the ones that led here, the innermost last */
function pairsIn(value: ConfigValue, include: ReadInclude, files: readonly string[]): PairMap {
  const found: PairMap = new Map();
  if (value.type === 'string' && value.text === '') return found;
  for (const one of flat(value)) {
    if (one.type === 'null') continue;
    if (one.type === 'string') addText(found, one.text, include, files);
    else if (one.type === 'table') addTable(found, one, include, files);
    else throw new Refused(`${shownValue(one)}, which is not Key=Value`);
  }
  const unquoted: PairMap = new Map();
  for (const [key, text] of found) unquoted.set(unquote(key), unquote(text));
  return unquoted;
}

function flat(value: ConfigValue): readonly ConfigValue[] {
  return value.type === 'list' ? value.items.flatMap(flat) : [value];
}

function addText(
  found: PairMap,
  text: string,
  include: ReadInclude,
  files: readonly string[],
): void {
  if (text.startsWith('file://')) {
    const read = include(text.slice('file://'.length), files.at(-1));
    if (read.type === 'unreadable') throw new Refused(`'${text}', which ${read.reason}`);
    if (files.includes(read.file)) throw new Refused(`'${text}', which includes itself`);
    addAll(found, pairsIn(read.value, include, [...files, read.file]));
    return;
  }
  const words = ` ${strip(text)}`;
  const [long, short] = [matchesOf(longPattern, words), matchesOf(shortPattern, words)];
  const matches = long.length > 0 ? long : short;
  if (matches.length === 0)
    throw new Refused(`'${withoutValue(text)}', which is not Key=Value${hint(text)}`);
  const left = leftOver(words, matches);
  if (left !== undefined) {
    const mend =
      long.length > 0
        ? 'give every parameter in the same form'
        : 'put quotes around a value with spaces or quotes in it, as in Key="a b"';
    throw new Refused(`text ${left}, which SAM would pass over; ${mend}`);
  }
  for (const [, key = '', part = ''] of matches) found.set(key, part);
}

function hint(text: string): string {
  return /^[A-Za-z0-9]+=$/.test(text) ? `; an empty value is written ${text}""` : '';
}

function addTable(
  found: PairMap,
  { entries }: Extract<ConfigValue, { type: 'table' }>,
  include: ReadInclude,
  files: readonly string[],
): void {
  for (const [key, { value }] of entries) {
    if (key === '$include' && value.type !== 'null') {
      if (value.type !== 'string' && value.type !== 'list') {
        throw new Refused(`$include ${shownValue(value)}, which is not a string or a list of them`);
      }
      addAll(found, pairsIn(value, include, files));
    } else found.set(key, tableText(key, value));
  }
}

/** SAM joins a list with commas, as CloudFormation wants a CommaDelimitedList. */
function tableText(key: string, value: ConfigValue): string {
  const items = value.type === 'list' ? value.items : [value];
  const texts = items.map((item) => {
    const text = textOf(item);
    if (text === undefined) throw new Refused(`${shownValue(item)} as the value of '${key}'`);
    return text;
  });
  return value.type === 'list'
    ? texts
        .filter((text) => text !== '')
        .map(strip)
        .join(',')
    : (texts[0] ?? '');
}

function addAll(found: PairMap, more: PairMap): void {
  for (const [key, text] of more) found.set(key, text);
}

const keyPattern = String.raw`([A-Za-z0-9"']+)`;
// Each `x` here is `x+` there: the same language, without its exponential time on an open quote.
const valuePattern = String.raw`("(?:\\[^\n]|[^"\\])*"|'(?:\\[^\n]|[^'\\])*'|(?:\\[^\n]|[^ "\\])+)`;
const longPattern = `ParameterKey=${keyPattern},ParameterValue=${valuePattern}`;
const shortPattern = ` ${keyPattern}=${valuePattern}`;

export function matchesOf(pattern: string, text: string): RegExpExecArray[] {
  return [...text.matchAll(new RegExp(pattern, 'gu'))];
}

/** Where there is more than spaces around the matches. The text itself may be a part of a secret. */
export function leftOver(text: string, matches: readonly RegExpExecArray[]): string | undefined {
  let end = 0;
  let where = `before '${matches[0]?.[1]}=…'`;
  for (const match of matches) {
    if (strip(text.slice(end, match.index)) !== '') return where;
    end = match.index + match[0].length;
    where = `behind '${match[1]}=…'`;
  }
  return strip(text.slice(end)) === '' ? undefined : where;
}

/** A value may be a secret. */
export function withoutValue(text: string): string {
  const end = text.indexOf('=');
  return end < 0 || end === text.length - 1 ? text : `${text.slice(0, end)}=…`;
}

/** Wrapping quotes, and the three escapes that SAM knows. */
export function unquote(text: string): string {
  const first = text[0];
  const isWrapped = (first === '"' || first === "'") && text.at(-1) === first;
  return (isWrapped ? text.slice(1, -1) : text)
    .replaceAll('\\ ', ' ')
    .replaceAll('\\"', '"')
    .replaceAll("\\'", "'");
}

/** Python's `str.strip`. */
function strip(text: string): string {
  return text.replace(new RegExp(`^${pythonSpace}+|${pythonSpace}+$`, 'g'), '');
}

/** What Python takes for white space, as a class of a regular expression. */
export const pythonSpace =
  '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
