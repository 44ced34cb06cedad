/**
 * Knows the forms in which SAM takes parameters and tags (aws-sam-cli 1.170, samcli/cli/types.py):
 * `K=V K2="a b"`, `ParameterKey=K,ParameterValue=V …`, a list of such, and a map.
 */

/** What SAM would not take either. */
export interface NoPair {
  readonly type: 'no-pair';
  readonly text: string;
}

export type Pairs = { readonly type: 'pairs'; readonly values: Readonly<Record<string, string>> };

/** The last of two values for one key counts. */
export function parsePairs(value: unknown): Pairs | NoPair {
  const parts = partsOf(value);
  const values: Record<string, string> = {};
  for (const part of parts) {
    const pair = typeof part === 'string' ? pairOf(part) : part;
    if (!pair) return { type: 'no-pair', text: String(part) };
    values[pair[0]] = pair[1];
  }
  return { type: 'pairs', values };
}

type Pair = readonly [key: string, value: string];

function partsOf(value: unknown): (string | Pair)[] {
  if (value === undefined || value === null || value === '') return [];
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) =>
      typeof item === 'string' ? partsOfItem(item) : partsOf(item),
    );
  }
  if (typeof value === 'object') {
    return Object.entries(value).map(([key, one]): Pair => [key, valueText(one)]);
  }
  return splitWords(String(value));
}

/** An item of a list is one pair, also with spaces in its value, or several. */
function partsOfItem(item: string): string[] {
  const words = splitWords(item);
  return words.every((word) => pairOf(word)) ? words : [item];
}

/** SAM joins a list with commas, as CloudFormation wants a CommaDelimitedList. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => String(one).trim()).join(',');
  return value === null || value === undefined ? '' : String(value);
}

function pairOf(part: string): Pair | undefined {
  const long = /^ParameterKey=([^,]+),ParameterValue=(.*)$/s.exec(part);
  const short = /^([^=]+)=(.*)$/s.exec(part);
  const [, key, value] = long ?? short ?? [];
  return key === undefined || value === undefined ? undefined : [unquote(key), unquote(value)];
}

/** Splits at spaces outside quotes. */
function splitWords(text: string): string[] {
  return text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'])+/gs) ?? [];
}

function unquote(text: string): string {
  const quoted = /^"((?:\\.|[^"\\])*)"$/s.exec(text) ?? /^'([^']*)'$/s.exec(text);
  return (quoted?.[1] ?? text).replace(/\\(.)/gs, '$1');
}
