import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTemplate, parseTemplateData } from './sam-template';

const parse = (...lines: string[]) => parseTemplate(lines.join('\n'), 'template.yml');
const fn = 'Type: AWS::Serverless::Function';

test.each([
  ['!Ref A', { Ref: 'A' }],
  ['!Condition C', { Condition: 'C' }],
  ["!Sub '${A}-x'", { 'Fn::Sub': '${A}-x' }],
  ["!Sub ['${a}', { a: !Ref A }]", { 'Fn::Sub': ['${a}', { a: { Ref: 'A' } }] }],
  ['!GetAtt A.Arn', { 'Fn::GetAtt': ['A', 'Arn'] }],
  ['!GetAtt A.Outputs.Name', { 'Fn::GetAtt': ['A', 'Outputs.Name'] }],
  ['!GetAtt [A, Arn]', { 'Fn::GetAtt': ['A', 'Arn'] }],
  ["!Join ['-', [a, !Ref B]]", { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }],
  ['!If [C, !Ref A, !Ref B]', { 'Fn::If': ['C', { Ref: 'A' }, { Ref: 'B' }] }],
  ['!Base64 x', { 'Fn::Base64': 'x' }],
  ['!Base64 { Ref: A }', { 'Fn::Base64': { Ref: 'A' } }],
  ['!Transform { Name: AWS::Include }', { 'Fn::Transform': { Name: 'AWS::Include' } }],
  ['{ Fn::Sub: x }', { 'Fn::Sub': 'x' }],
])('%s in its long form', (text, expected) => {
  expect(parse('Resources:', '  A:', `    Value: ${text}`).data['Resources']).toEqual({
    A: { Value: expected },
  });
});

test('the line of a value, or of its nearest parent', () => {
  const { lineOf } = parse(
    '# a comment',
    'Resources:',
    '  A:',
    `    ${fn}`,
    '    Properties:',
    '      Runtime: nodejs20.x',
    '      Layers:',
    '        - one',
    '        - two',
    '      Description: !Join',
    '        - " "',
    '        - - a',
    '          - !Ref B',
  );
  expect(lineOf(['Resources', 'A'])).toBe(3);
  expect(lineOf(['Resources', 'A', 'Properties', 'Runtime'])).toBe(6);
  expect(lineOf(['Resources', 'A', 'Properties', 'Layers', 1])).toBe(9);
  expect(lineOf(['Resources', 'A', 'Properties', 'Description', 'Fn::Join', 1, 1])).toBe(13);
  expect(lineOf(['Resources', 'A', 'Properties', 'MemorySize'])).toBe(5);
  expect(lineOf(['Outputs'])).toBe(1);
});

test.each([
  ['no YAML', ['Resources:', '  A: [1'], /^template\.yml:\d: is not valid YAML: /],
  ['empty', [''], /^template\.yml:1: has no Resources/],
  ['a list', ['- Resources'], /^template\.yml:1: has no Resources/],
  ['resources that are no map', ['Resources: [A]'], /^template\.yml:1: has no Resources/],
])('an error with file and line: %s', (_case, lines, message) => {
  expect(() => parse(...lines)).toThrow(message);
});

test.each([
  ['JSON', '{"Resources":{"A":{"Type":"T","Size":1.0,"On":"yes","Made":"2010-09-09"}}}'],
  [
    'JSON on lines',
    '{\n  "Resources": {\n    "A": {"Text": "a\\u00e9\\n", "None": null}\n  }\n}\n',
  ],
  ['YAML in the form of a map', '{Resources: {A: {Type: T, Of: !Ref B}}}'],
  ['YAML', 'Resources:\n  A:\n    Of: !GetAtt B.Arn\n'],
])('data alone is the same as that of the whole template: %s', (_case, text) => {
  expect(parseTemplateData(text, 'it')).toEqual(parseTemplate(text, 'it').data);
});

test.each([
  ['{"Outputs": {}}', /^the deployed one:1: has no Resources/],
  ['{"Resources": []}', /^the deployed one:1: has no Resources/],
  ['{"Resources": ', /^the deployed one:1: is not valid YAML/],
])('data alone of %j is refused', (text, message) => {
  expect(() => parseTemplateData(text, 'the deployed one')).toThrow(message);
});

test("this repository's own template keeps every byte", () => {
  const text = readFileSync(join(__dirname, '../../../../template.yml'), 'utf8');
  const template = parseTemplate(text, 'template.yml');
  expect(template.text).toBe(text);
});
