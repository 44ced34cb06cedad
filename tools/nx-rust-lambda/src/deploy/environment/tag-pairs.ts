/**
 * Knows the forms in which SAM takes tags (aws-sam-cli 1.170, samcli/cli/types.py, CfnTags), which are others
 * than those of parameters: `team=a b` is one tag. Pure.
 */
import { shownValue, type ConfigValue } from './config-value';
import {
  leftOver,
  matchesOf,
  pythonSpace,
  unquote,
  withoutValue,
  type NoPairs,
  type Pairs,
} from './key-value-pairs';

export function parseTags(value: ConfigValue): Pairs | NoPairs {
  const tags = new Map<string, string>();
  for (const one of value.type === 'list' ? value.items : [value]) {
    if (one.type !== 'string') {
      return { type: 'no-pairs', reason: `${shownValue(one)}, which is not Key=Value` };
    }
    const found = simple(one.text) ?? spaced(one.text) ?? quoted(one.text);
    if (found instanceof Map) for (const [key, text] of found) tags.set(key, text);
    else return { type: 'no-pairs', reason: found };
  }
  return { type: 'pairs', values: Object.fromEntries(tags) };
}

/** One `=`: everything around it is key and value. */
function simple(text: string): Map<string, string> | undefined {
  const raw = pair(text);
  return raw && new Map([[unquote(raw[0]), unquote(raw[1])]]);
}

function spaced(text: string): Map<string, string> | undefined {
  const raw = rawPairs(text.split(' '));
  return raw && new Map([...raw].map(([key, value]) => [unquote(key), unquote(value)]));
}

/** @returns what is wrong with it, for a text that SAM would not take, or only a part of */
function quoted(text: string): Map<string, string> | string {
  const blocks = matchesOf(quotedPattern, unquote(text)).map(([block]) => ({
    block,
    marked: block.replaceAll(' ', '_'),
  }));
  let marked = unquote(text);
  for (const one of blocks) marked = marked.replaceAll(one.block, () => one.marked);
  const words = marked.split(new RegExp(`${pythonSpace}+`, 'g')).filter((word) => word !== '');
  const raw = rawPairs(words);
  if (raw) {
    const restored = (value: string) => blocks.find((one) => one.marked === value)?.block ?? value;
    return new Map([...raw].map(([key, value]) => [unquote(key), unquote(restored(value))]));
  }
  const matches = matchesOf(pairPattern, text);
  if (matches.length === 0) return `'${withoutValue(text)}', which is not Key=Value`;
  const left = leftOver(text, matches);
  if (left !== undefined) return `text ${left}, which SAM would pass over`;
  return new Map(matches.map(([, key = '', value = '']) => [unquote(key), unquote(value)]));
}

/** Undefined if one of the words is no pair. */
function rawPairs(words: readonly string[]): Map<string, string> | undefined {
  const found = new Map<string, string>();
  for (const word of words) {
    const raw = pair(word);
    if (!raw) return undefined;
    found.set(...raw);
  }
  return found;
}

function pair(text: string): [key: string, value: string] | undefined {
  const [key, value, ...others] = text.split('=');
  return key === undefined || value === undefined || others.length > 0 ? undefined : [key, value];
}

// SAM's TAG_REGEX; `+-@` is a range in it.
const escaped = String.raw`\\[A-Za-z0-9"_:./+-@=]`;
const quotedPattern = String.raw`"(?:${escaped}|[^"\\])*"|'(?:${escaped}|[^'\\])*'`;
const tagPattern = String.raw`(${quotedPattern}|(?:${escaped}|[^ "\\])+)`;
const pairPattern = `${tagPattern}=${tagPattern}`;
