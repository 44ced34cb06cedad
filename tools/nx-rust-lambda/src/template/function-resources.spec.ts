import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { addFunction } from './function-resources';
import { objectAt, parseTemplate, type JsonObject } from '../sam/sam-template';

const auth = { logicalId: 'AuthFunction', codeUri: 'apps/auth', description: 'Lets people in' };
const add = (text: string) => addFunction(parseTemplate(text, 'template.yml'), auth);
const ownTemplate = readFileSync(join(__dirname, '../../../../template.yml'), 'utf8');

/** `changed` without the lines that it has beyond `original`; another line, or its end, is a failure. */
function withoutAdded(original: string, changed: string): string {
  const eol = original.includes('\r\n') ? '\r\n' : '\n';
  expect(changed.replaceAll(eol, '')).not.toMatch(/[\r\n]/);
  const wanted = original.split(eol);
  const kept: string[] = [];
  for (const line of changed.split(eol)) {
    if (kept.length < wanted.length && line === wanted[kept.length]) kept.push(line);
  }
  return kept.join(eol);
}

function block(text: string, name: string): string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line === `  ${name}:`);
  const length = lines.slice(start + 1).findIndex((line) => !line.startsWith('   '));
  return lines.slice(start, length < 0 ? undefined : start + 1 + length);
}

describe('addFunction', () => {
  it("gives a new function the shape of the template's own EchoFunction", () => {
    const added = addFunction(parseTemplate(ownTemplate, 'template.yml'), {
      logicalId: 'AuthFunction',
      codeUri: 'apps/auth',
      description: 'Answers a message three times',
    });
    for (const suffix of ['', 'LogGroup', 'Arn']) {
      const echo = block(ownTemplate, `EchoFunction${suffix}`);
      expect(echo.length).toBeGreaterThan(2);
      expect(block(added, `AuthFunction${suffix}`)).toEqual(
        echo.map((line) => line.replaceAll('Echo', 'Auth').replaceAll('echo', 'auth')),
      );
    }
  });

  it('adds as often as it is asked', () => {
    const once = add(ownTemplate);
    const twice = addFunction(parseTemplate(once, 'template.yml'), {
      ...auth,
      logicalId: 'CartFunction',
    });
    expect(withoutAdded(once, twice)).toBe(once);
    expect(Object.keys(objectAt(parseTemplate(twice, 'template.yml').data, 'Resources'))).toEqual(
      expect.arrayContaining(['AuthFunction', 'CartFunction']),
    );
  });

  it.each([
    ['a flow map', 'Resources: {A: {Type: X}}\n', 'template.yml:1: Resources is not a block map'],
    ['JSON', '{"Resources": {"A": {"Type": "X"}}}', 'the template is not a block map'],
    ['flow outputs', 'Resources:\n  A:\n    Type: X\nOutputs: {B: {Value: 1}}\n', 'Outputs is not'],
    ['an alias', 'X: &x\n  A: {}\nResources: *x\n', 'Resources is not a block map'],
    [
      'a function',
      'Resources:\n  AuthFunction:\n    Type: X\n',
      'template.yml:2: Resources already',
    ],
    [
      'a log group',
      'Resources:\n  AuthFunctionLogGroup:\n    Type: X\n',
      'has AuthFunctionLogGroup',
    ],
    [
      'an output',
      'Resources:\n  A:\n    Type: X\nOutputs:\n  AuthFunctionArn:\n    Value: 1\n',
      'template.yml:5: Outputs already has AuthFunctionArn',
    ],
  ])('refuses %s with a sentence', (_, text, sentence) => {
    expect(() => add(text)).toThrow(sentence);
  });

  it.each([
    [
      'comments of the section stay before, those of the next one behind',
      'Resources:\n  A:\n    Type: X # last\n  # more to come\n\n# what others see\nOutputs:\n  B:\n    Value: 1\n',
      /Type: X # last\n {2}# more to come\n\n {2}AuthFunction:[^]*RetentionInDays: 30\n\n# what others see\nOutputs/,
    ],
    [
      'no blank lines where the file has none',
      'Resources:\n  A:\n    Type: X\n  B:\n    Type: X\nOutputs:\n  B:\n    Value: 1\n  C:\n    Value: 1\n',
      /B:\n {4}Type: X\n {2}AuthFunction:[^]*makefile\n {2}AuthFunctionLogGroup[^]*Value: 1\n {2}AuthFunctionArn:/,
    ],
    [
      'four spaces where the file has four',
      'Resources:\n    A:\n        Type: X\n',
      /\n {4}AuthFunction:\n {8}Type: AWS::Serverless::Function\n {8}Properties:\n {12}CodeUri: apps\/auth\n/,
    ],
    [
      'no newline at the end where there was none',
      'Resources:\n  A:\n    Type: X',
      /Value: !GetAtt AuthFunction\.Arn$/,
    ],
    [
      'outputs before resources',
      'Outputs:\n  B:\n    Value: 1\nResources:\n  A:\n    Type: X\n',
      /^Outputs:\n {2}B:\n {4}Value: 1\n\n {2}AuthFunctionArn:[^]*Arn\nResources:[^]*RetentionInDays: 30\n$/,
    ],
    [
      'a block scalar that keeps its line breaks',
      'Resources:\n  A:\n    Type: |+\n      X\n\nOutputs:\n  B:\n    Value: 1\n',
      / {6}X\n\n {2}AuthFunction:/,
    ],
    ['CRLF', 'Resources:\r\n  A:\r\n    Type: X\r\n', /^(?:[^\r\n]*\r\n)+$/],
    ['an end marker', 'Resources:\n  A:\n    Type: X\n...\n', /AuthFunction\.Arn\n\.\.\.\n$/],
  ])('%s', (_, text, expected) => {
    const added = add(text);
    expect(added).toMatch(expected);
    expect(withoutAdded(text, added)).toBe(text);
  });

  it('quotes what YAML would read otherwise', () => {
    const text = addFunction(parseTemplate(ownTemplate, 'template.yml'), {
      logicalId: 'AuthFunction',
      codeUri: 'apps/#1: auth',
      description: "it's {1}",
    });
    expect(objectAt(parseTemplate(text, 'template.yml').data, 'Resources', 'AuthFunction')).toEqual(
      expect.objectContaining({
        Properties: { CodeUri: 'apps/#1: auth', Description: "it's {1}" },
      }),
    );
  });

  it('keeps every byte and every value of any template', () => {
    fc.assert(
      fc.property(templates, (text) => {
        const before = parseTemplate(text, 'template.yml').data;
        const added = add(text);
        const after = parseTemplate(added, 'template.yml').data;
        expect(withoutAdded(text, added)).toBe(text);
        expect(without(after, 'Resources', ['AuthFunction', 'AuthFunctionLogGroup'])).toEqual(
          before,
        );
        expect(Object.keys(objectAt(after, 'Resources')).length).toBe(
          Object.keys(objectAt(before, 'Resources')).length + 2,
        );
        expect(objectAt(after, 'Outputs', 'AuthFunctionArn')).toEqual({
          Description: 'ARN of AuthFunction',
          Value: { 'Fn::GetAtt': ['AuthFunction', 'Arn'] },
        });
      }),
      { numRuns: 200 },
    );
  });
});

function without(data: JsonObject, section: string, names: string[]): JsonObject {
  const copy = structuredClone(data);
  const drop = (from: string, name: string) => {
    delete (copy[from] as JsonObject)[name];
    if (Object.keys(copy[from] as JsonObject).length === 0) delete copy[from];
  };
  for (const name of names) drop(section, name);
  drop('Outputs', 'AuthFunctionArn');
  return copy;
}

const values: string[][] = [
  [' X'],
  [' X # why'],
  [' |', '    text', '', '    more', ''],
  [' |+', '    text', '', ''],
  [' >-', '    folded', '    text'],
  [' [1,', '    2]'],
  [' {a: 1}'],
  [" 'it''s", "    long'"],
  [' !Sub ${A}-b'],
  ['', '    - 1', '    -', '      B: 2', '      C: 3'],
  ['', '  - 1'],
  ['', '    D:', '      E: 1'],
  [''],
  [' plain', '    text', '', '    goes on'],
];

const entries = fc
  .array(
    fc.record({
      value: fc.constantFrom(...values),
      blank: fc.boolean(),
      comment: fc.constantFrom('', '  # within', '    # deeper'),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((list) =>
    list.flatMap(({ value, blank, comment }, index) => [
      `  K${index}:`,
      ...value
        .map((line, at) => (at === 0 ? `    Type:${line}` : `    ${line.slice(2)}`))
        .map((line) => (line.trim() === '' ? '' : line)),
      ...(comment ? [comment] : []),
      ...(blank ? [''] : []),
    ]),
  );

const templates = fc
  .record({
    resources: entries,
    outputs: fc.option(entries),
    outputsFirst: fc.boolean(),
    head: fc.constantFrom([], ['# head'], ['Description: x', '']),
    between: fc.constantFrom([], [''], ['# next section'], ['', '# next', '']),
    tail: fc.constantFrom([], [''], ['# end'], ['Parameters:', '  P:', '    Type: String']),
    eol: fc.constantFrom('\n', '\r\n'),
    finalNewline: fc.boolean(),
    wide: fc.boolean(),
  })
  .map(({ resources, outputs, outputsFirst, head, between, tail, eol, finalNewline, wide }) => {
    const sections = [['Resources:', ...resources], ...(outputs ? [['Outputs:', ...outputs]] : [])];
    if (outputsFirst) sections.reverse();
    const lines = [...head, ...sections.flatMap((section) => [...section, ...between]), ...tail];
    return (
      lines
        .map((line) => (wide ? line.replace(/^ +/, (spaces) => spaces + spaces) : line))
        .join(eol) + (finalNewline ? eol : '')
    );
  });
