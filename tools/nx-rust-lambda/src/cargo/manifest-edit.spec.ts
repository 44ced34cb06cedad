import fc from 'fast-check';
import { parseToml } from '../toml';
import { addToList } from './manifest-edit';

const path = ['package', 'metadata', 'nx-rust-lambda'];
const add = (text: string, values: readonly string[] = ['x'], key = 'inputs') =>
  addToList(text, 'Cargo.toml', path, key, values);
const table = '[package.metadata.nx-rust-lambda]';

test.each([
  ['nothing', '', `${table}\ninputs = ["x"]\n`],
  [
    'another table',
    '[package]\nname = "a"\n',
    `[package]\nname = "a"\n\n${table}\ninputs = ["x"]\n`,
  ],
  [
    'no last line end',
    '[package]\nname = "a"',
    `[package]\nname = "a"\n\n${table}\ninputs = ["x"]\n`,
  ],
  ['the table', `${table}\nenv = ["E"]\n`, `${table}\ninputs = ["x"]\nenv = ["E"]\n`],
  ['the table with a comment', `${table} # why\n`, `${table} # why\ninputs = ["x"]\n`],
  [
    'a table written otherwise',
    '[ package . metadata."nx-rust-lambda" ]',
    '[ package . metadata."nx-rust-lambda" ]\ninputs = ["x"]',
  ],
  [
    'a table below it',
    `[package.metadata.nx-rust-lambda.more]\na = 1\n`,
    `[package.metadata.nx-rust-lambda.more]\na = 1\n\n${table}\ninputs = ["x"]\n`,
  ],
  ['an empty list', `${table}\ninputs = []\n`, `${table}\ninputs = ["x"]\n`],
  ['a list', `${table}\ninputs = ["a"] # why\n`, `${table}\ninputs = ["a", "x"] # why\n`],
  [
    'a list with a comma at its end',
    `${table}\ninputs = ["a",]\n`,
    `${table}\ninputs = ["a", "x",]\n`,
  ],
  ['the value already', `${table}\ninputs = ["x"]\n`, `${table}\ninputs = ["x"]\n`],
  [
    'a list on lines',
    `${table}\ninputs = [\n  "a", # why\n  "b", # too\n  # the end\n]\n`,
    `${table}\ninputs = [\n  "a", # why\n  "b", # too\n  "x",\n  # the end\n]\n`,
  ],
  [
    'a list on lines without a comma',
    `${table}\ninputs = [\n\t'a' # why\n]\n`,
    `${table}\ninputs = [\n\t'a', # why\n\t"x"\n]\n`,
  ],
  [
    'line ends of Windows',
    `${table}\r\ninputs = [\r\n  "a",\r\n]\r\n`,
    `${table}\r\ninputs = [\r\n  "a",\r\n  "x",\r\n]\r\n`,
  ],
  [
    'line ends of Windows, no list',
    `${table}\r\nenv = []\r\n`,
    `${table}\r\ninputs = ["x"]\r\nenv = []\r\n`,
  ],
  [
    'dotted keys',
    '[package]\nmetadata.nx-rust-lambda.inputs = ["a"]\n',
    '[package]\nmetadata.nx-rust-lambda.inputs = ["a", "x"]\n',
  ],
  [
    'an inline table',
    '[package.metadata]\nnx-rust-lambda = { inputs = ["a"], env = [] }\n',
    '[package.metadata]\nnx-rust-lambda = { inputs = ["a", "x"], env = [] }\n',
  ],
  [
    'brackets and hashes in a value',
    `${table}\ninputs = ["a]#", '"']\n`,
    `${table}\ninputs = ["a]#", '"', "x"]\n`,
  ],
  [
    'the same list elsewhere',
    `[a]\ninputs = ["a"]\n${table}\ninputs = ["b"]\n`,
    `[a]\ninputs = ["a"]\n${table}\ninputs = ["b", "x"]\n`,
  ],
  [
    'what looks like it in a string',
    `a = """\n${table}\ninputs = []\n"""\n`,
    `a = """\n${table}\ninputs = []\n"""\n\n${table}\ninputs = ["x"]\n`,
  ],
])('beside %s', (_case, before, after) => {
  expect(add(before)).toBe(after);
  expect(add(after)).toBe(after);
});

test.each([
  ['an inline table without the list', '[package.metadata]\nnx-rust-lambda = { env = [] }\n'],
  ['an inline table above', '[package]\nmetadata = { docs = 1 }\n'],
  ['dotted keys without the list', '[package]\nmetadata.nx-rust-lambda.env = []\n'],
  ['something that is no list', `${table}\ninputs = "a"\n`],
])('%s cannot be added to', (_case, text) => {
  expect(add(text)).toBeUndefined();
});

test('what is not TOML is said, with its line', () => {
  expect(() => add('[package]\nname = \n')).toThrow(/^Cargo\.toml:2: is not valid TOML/);
});

const word = fc.stringMatching(/^[a-z./ "\\#\]é]{1,6}$/);
const eol = fc.constantFrom('\n', '\r\n');
const list = (end: string) =>
  fc
    .record({
      values: fc.uniqueArray(word, { maxLength: 3 }),
      lines: fc.boolean(),
      comma: fc.boolean(),
      comment: fc.constantFrom('', ' # ] "why', '# [x]'),
    })
    .map(({ values, lines, comma, comment }) => {
      const quoted = values.map((value) => JSON.stringify(value));
      const last = comma && values.length > 0 ? ',' : '';
      return lines
        ? `[${end}${quoted.map((value, at) => `  ${value}${at < quoted.length - 1 ? ',' : last}${comment}${end}`).join('')}]`
        : `[${quoted.join(', ')}${last}]`;
    });
const texts = eol.chain((end) =>
  fc
    .record({
      before: fc.subarray(['# inputs = ["no"]', 'cargo-features = []', 'doc = "inputs = [] #"']),
      header: fc.constantFrom(
        undefined,
        table,
        `  [ package.metadata.'nx-rust-lambda' ]  # ${table}`,
      ),
      keys: fc.subarray(['inputs', 'env', 'other']),
      lists: fc.tuple(list(end), list(end), list(end)),
      behind: fc.subarray([
        `[other]${end}inputs = [[1], ["a"]]`,
        '[[bin]]',
        "[x]\ny = '''\n[a]\n'''",
      ]),
      last: fc.constantFrom('', end),
    })
    .map(({ before, header, keys, lists, behind, last }) => {
      const own = header ? [header, ...keys.map((key, at) => `${key} = ${lists[at]}`)] : [];
      return [...before, '[package]', 'name = "a"', ...own, ...behind].join(end) + last;
    }),
);

test('for every manifest: its bytes stay, and it has what was added besides', () => {
  let added = 0;
  fc.assert(
    fc.property(texts, fc.uniqueArray(word, { minLength: 1, maxLength: 3 }), (text, values) => {
      const changed = add(text, values);
      expect(changed).toBeDefined();
      const before = parseToml(text, '') as never as Parsed;
      const after = parseToml(changed!, '') as never as Parsed;
      const known = before.package.metadata?.['nx-rust-lambda']?.inputs ?? [];
      const expected = [...known, ...values.filter((value) => !known.includes(value))];
      const own = after.package.metadata!['nx-rust-lambda']!;
      expect(own.inputs).toEqual(expected);
      // Whatever else it says is what it said.
      own.inputs = known;
      before.package.metadata ??= {};
      before.package.metadata['nx-rust-lambda'] ??= { inputs: [] };
      before.package.metadata['nx-rust-lambda'].inputs ??= [];
      expect(after).toEqual(before);
      if (changed === text) return;
      added += 1;
      expect(isSubsequence(text, changed!)).toBe(true);
    }),
    { numRuns: 1000 },
  );
  expect(added).toBeGreaterThan(500);
});

interface Parsed {
  package: { metadata?: { 'nx-rust-lambda'?: { inputs: unknown[] } } };
}

/** Whether bytes were only added. */
function isSubsequence(text: string, of: string): boolean {
  let at = 0;
  for (const character of of) if (character === text[at]) at += 1;
  return at === text.length;
}
