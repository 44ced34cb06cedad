import type { Json } from '../../sam/sam-template';
import { configValueOf } from './config-value';
import { includesFrom } from './includes';
import { noIncludes, parsePairs, type ReadInclude } from './key-value-pairs';
import { parseTags } from './tag-pairs';

const pairs = (value: Json | undefined, include: ReadInclude = noIncludes) =>
  parsePairs(configValueOf(value), include);

// Each as aws-sam-cli 1.170 reads it; `e2e/samconfig.e2e.ts` asks it.
test.each<[string, Json | undefined, Record<string, string>]>([
  ['nothing', undefined, {}],
  ['an empty text', '', {}],
  ['plain words', 'A=1 B=two', { A: '1', B: 'two' }],
  ['quoted values', `A="one two" B='x y'`, { A: 'one two', B: 'x y' }],
  ['an escaped space', 'A=one\\ two', { A: 'one two' }],
  ['an equals sign in the value', 'A=b=c', { A: 'b=c' }],
  ['an empty value', 'A="" B=\'\'', { A: '', B: '' }],
  ['an apostrophe', "P=it's", { P: "it's" }],
  ['backslashes', 'User=corp\\bob', { User: 'corp\\bob' }],
  ['a regular expression', String.raw`Pattern="^\d+\.\w$"`, { Pattern: String.raw`^\d+\.\w$` }],
  ['escaped quotes', String.raw`A="say \"hi\"" B='it\'s'`, { A: 'say "hi"', B: "it's" }],
  ['two backslashes', String.raw`A=C:\\x`, { A: String.raw`C:\\x` }],
  ['a line end, which SAM takes for a part of the value', 'A=1\nB=2', { A: '1\nB=2' }],
  [
    'the long form',
    'ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=x',
    { A: '1', B: 'x' },
  ],
  ['the long form, quoted', 'ParameterKey=A,ParameterValue="x y"', { A: 'x y' }],
  ['a quoted key', '"A"=1', { A: '1' }],
  ['a list', ['A=1', 'B=two'], { A: '1', B: 'two' }],
  ['a list of several, and of lists', ['A=1 B=2', ['C=3']], { A: '1', B: '2', C: '3' }],
  [
    'a map',
    { A: 1, B: 'two', C: true, D: ['x', ' y', ''], E: null },
    { A: '1', B: 'two', C: 'True', D: 'x,y', E: '' },
  ],
  ['a map with quotes around a value', { A: '"x"' }, { A: 'x' }],
  ['a list of maps', [{ A: 1 }, 'B=2'], { A: '1', B: '2' }],
  ['the same key twice', ['A=1', 'A=2'], { A: '2' }],
])('%s', (_case, value, values) => {
  expect(pairs(value)).toEqual({ type: 'pairs', values });
});

test.each<[Json, string]>([
  ['A', "'A', which is not Key=Value"],
  ['=1', "'=…', which is not Key=Value"],
  ['A=', `'A=', which is not Key=Value; an empty value is written A=""`],
  ['A=1 B', "text behind 'A=…', which SAM would pass over; put quotes around a value"],
  [['A=1', 'B=two words'], "text behind 'B=…', which SAM would pass over"],
  ['A=x"y z"', "text behind 'A=…', which SAM would pass over"],
  ['my-key=hunter2', "'my-key=…', which is not Key=Value"],
  ['A=1 ParameterKey=B,ParameterValue=2', 'in the same form'],
  [42, "'42', which is not Key=Value"],
  [true, "'true', which is not Key=Value"],
  [{ A: { B: 1 } }, "a table as the value of 'A'"],
  [{ $include: 1 }, "$include '1', which is not a string or a list of them"],
  ['file://more.yaml', "'file://more.yaml', which names a file"],
])('%j is refused', (value, reason) => {
  const found = pairs(value);
  expect(found).toMatchObject({ type: 'no-pairs', reason: expect.stringContaining(reason) });
});

test('a value without its closing quote takes no longer than its length', () => {
  const before = Date.now();
  expect(pairs(`A="${'x'.repeat(50_000)}`).type).toBe('no-pairs');
  expect(Date.now() - before).toBeLessThan(2000);
});

const files: Record<string, string> = {
  'params/base.yaml':
    'Id: 012345678901\nBig: 12345678901234567890\nRate: 1.0\nFlag: yes\nDay: 2026-01-31\n$include: file://more.toml\n',
  'params/more.toml': 'Big = 9007199254740993\nAt = 1979-05-27T07:32:00Z\n',
  'params/list.yml': '- A=1\n- {B: 2}\n- file://list.yml\n',
  'params.json': '{}',
  'broken.yaml': 'A: [1\n',
};
const fromFiles = includesFrom((path) => files[path]);

test('a file, and what it includes from its own folder', () => {
  expect(pairs(['Id=x', 'file://params/base.yaml', 'Z=1'], fromFiles)).toEqual({
    type: 'pairs',
    values: {
      Id: '12345678901',
      Big: '9007199254740993',
      Rate: '1.0',
      Flag: 'yes',
      Day: '2026-01-31',
      At: '1979-05-27 07:32:00+00:00',
      Z: '1',
    },
  });
});

test.each([
  ['file://no.yaml', "'file://no.yaml', which is not there, as no.yaml"],
  [
    'file://params.json',
    "'file://params.json', which SAM does not read: it takes .toml, .yaml and .yml",
  ],
  ['file://params/list.yml', "'file://list.yml', which includes itself"],
])('%s is refused', (text, reason) => {
  expect(pairs(text, fromFiles)).toEqual({ type: 'no-pairs', reason });
});

test('a broken file is a sentence with its own line', () => {
  expect(() => pairs('file://broken.yaml', fromFiles)).toThrow(
    /^broken\.yaml:2: is not valid YAML/,
  );
});

test.each<[Json, Record<string, string>]>([
  ['team=payments cost=low', { team: 'payments', cost: 'low' }],
  ['team=a b', { team: 'a b' }],
  [['team=a b', 'cost=low'], { team: 'a b', cost: 'low' }],
  ['"team"="a b" cost=\'c d\'', { team: 'a b', cost: 'c d' }],
  ['url=https://x/?a=b', { 'url=https://x/?a': 'b' }],
  ['', {}],
  [[], {}],
])('tags %j', (value, values) => {
  expect(parseTags(configValueOf(value))).toEqual({ type: 'pairs', values });
});

test.each<[Json, string]>([
  ['team', "'team', which is not Key=Value"],
  [{ team: 'a' }, 'a table, which is not Key=Value'],
  [1, "'1', which is not Key=Value"],
])('tags %j are refused', (value, reason) => {
  expect(parseTags(configValueOf(value))).toEqual({ type: 'no-pairs', reason });
});
