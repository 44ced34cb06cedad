import { parseJson, toJsonText } from './json';
import { parseTemplate, parseTemplateData } from './sam-template';

/** The text in JSON of what is written behind a key. */
const written = (value: string) => {
  const { data } = parseTemplate(`Resources:\n  A: ${value}\n`, 'template.yml');
  return /^\{"A":([^]*)\}$/.exec(toJsonText(data['Resources'] ?? null))?.[1];
};

// What aws-sam-cli 1.170 reads; e2e/sam-reading.e2e.ts asks it of many more.
test.each([
  ['012345678901', '"012345678901"'],
  ['12345678901234567890', '12345678901234567890'],
  ['123456789012345678', '123456789012345678'],
  ['9007199254740993', '9007199254740993'],
  ['1.0', '1.0'],
  ['yes', 'true'],
  ['On', 'true'],
  ['off', 'false'],
  ['N', '"N"'],
  ['0777', '511'],
  ['098', '"098"'],
  ['1e3', '"1e3"'],
  ['1234e5', '"1234e5"'],
  ['1E400', '"1E400"'],
  ['12:30:45', '45045'],
  ['0o17', '"0o17"'],
  ['1_000', '1000'],
  ['0b101', '5'],
  ['1.0e+16', '1e+16'],
  ['2012-10-17', '"2012-10-17"'],
  ['~', 'null'],
  ["'yes'", '"yes"'],
  ['!!str 1.0', '"1.0"'],
  ['!!int "12"', '12'],
  ['!Ref 012', '{"Ref":"012"}'],
  ['!Contains [[a], !RefAll P]', '{"Fn::Contains":[["a"],{"Fn::RefAll":"P"}]}'],
])('%s is sent as %s', (value, expected) => {
  expect(written(value)).toBe(expected);
});

test.each([
  ['a map', 'X: &a {K: 1, L: 2}\nResources: {A: {<<: *a, L: 3}}', '{"K":1,"L":3}'],
  [
    'a list, the first before the second',
    'X: &a {K: 1}\nY: &b {K: 2, L: 2}\nResources: {A: {<<: [*a, *b]}}',
    '{"K":1,"L":2}',
  ],
  ['a key in quotes is a key', 'Resources: {A: {"<<": 1}}', '{"<<":1}'],
])('merge keys: %s', (_case, text, expected) => {
  const data = parseTemplate(text, 'template.yml').data['Resources'];
  expect(parseJson(toJsonText(data ?? null))).toEqual({ A: parseJson(expected) });
});

test('the line of a value that is merged, and of one behind an alias', () => {
  const { lineOf } = parseTemplate(
    [
      'X: &x',
      '  Type: T',
      '  Properties: &p',
      '    K: 1',
      'Resources:',
      '  A:',
      '    <<: *x',
      '  B:',
      '    Properties: *p',
    ].join('\n'),
    'template.yml',
  );
  expect(lineOf(['Resources', 'A', 'Type'])).toBe(2);
  expect(lineOf(['Resources', 'A', 'Properties', 'K'])).toBe(4);
  expect(lineOf(['Resources', 'B', 'Properties', 'K'])).toBe(4);
});

test('JSON that is deployed keeps every digit; JSON that SAM reads is as Python writes it', () => {
  const text = '{"Resources":{"A":[12345678901234567890,1.0,1e3,1.50,0.1e-9]}}';
  expect(toJsonText(parseTemplateData(text, 'it'))).toBe(text);
  expect(toJsonText(parseTemplate(text, 'template.json').data)).toBe(
    '{"Resources":{"A":[12345678901234567890,1.0,1000.0,1.5,1e-10]}}',
  );
});

test('a key that JavaScript gives a meaning to is a key', () => {
  const { data } = parseTemplate('{"Resources":{"F":{"__proto__":{"Type":"T"}}}}', 'template.json');
  const [made] = Object.values(data['Resources'] as object);
  expect(Object.keys(made)).toEqual(['__proto__']);
  expect(made.Type).toBeUndefined();
});

const bomb = [
  '&a0 [x]',
  ...Array.from({ length: 9 }, (_, i) => `&a${i + 1} [${`*a${i},`.repeat(9)}]`),
];

test.each([
  ['an unknown alias', 'Resources: {A: *x}', /:1: has the alias \*x, and no anchor/],
  ['a circle of aliases', 'Resources: &x {A: *x}', /:1: has the alias \*x inside of what/],
  ['an anchor twice', 'Resources:\n  A: &x 1\n  B: &x 2', /:3: has the anchor &x twice/],
  ['an alias bomb', `X: [${bomb.join(', ')}]\nResources: {}`, /becomes more than 1000000 values/],
  ['a merge of text', 'Resources: {A: {<<: x}}', /:1: merges \(<<\) what is no map/],
  ['a number that JSON lacks', 'Resources:\n  A: .inf', /:2: has a value that no template can/],
  ['a key that is a list', 'Resources: {A: {? [a] : 1}}', /:1: has a key that is a list or a map/],
  ['conflict marks', 'Resources:\n<<<<<<< HEAD\n  A: 1\n', /:2: has the marks of a merge conflict/],
  ['a control character', 'Resources:\n  A: \u0007', /:2: has the control character U\+0007/],
  ['a line end of its own', 'Resources:\n  A: x\u2028y', /:2: has the line end U\+2028/],
  ['two documents', 'Resources: {}\n---\nA: 1\n', /:\d: has a second document/],
  ['binary data', 'Resources: {A: !!binary aGk=}', /!!binary has no value in JSON/],
  ['a deep text', `Resources: ${'['.repeat(300)}${']'.repeat(300)}`, /more than 200 levels deep/],
  [
    'deep JSON',
    `{"Resources":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    /:1: has values more than 200 levels deep/,
  ],
])('%s is one sentence with its line', (_case, text, message) => {
  expect(() => parseTemplate(text, 'template.yml')).toThrow(message);
});
