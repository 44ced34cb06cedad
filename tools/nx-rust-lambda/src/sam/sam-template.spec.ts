import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTemplate, parseTemplateData } from './sam-template';

const parse = (...lines: string[]) => parseTemplate(lines.join('\n'), 'template.yml');
const fn = 'Type: AWS::Serverless::Function';

const base = {
  logicalId: 'A',
  codeUri: 'apps/a',
  architecture: 'x86_64',
  runtime: 'provided.al2023',
  buildMethod: undefined,
  binary: undefined,
  line: 2,
};

test.each([
  ['as it is', `${fn}, Properties: { CodeUri: apps/a, Runtime: provided.al2023 }`, {}],
  [
    'arm64',
    `${fn}, Properties: { CodeUri: apps/a, Runtime: provided.al2023, Architectures: [arm64] }`,
    { architecture: 'arm64' },
  ],
  [
    'with metadata',
    `${fn}, Properties: { CodeUri: apps/a, Runtime: provided.al2023 }, Metadata: { BuildMethod: makefile, BuildProperties: { Binary: b } }`,
    { buildMethod: 'makefile', binary: 'b' },
  ],
  [
    'code in a bucket',
    `${fn}, Properties: { CodeUri: 's3://b/k', Runtime: provided.al2023 }`,
    { codeUri: undefined },
  ],
  [
    'code in a bucket, as a map',
    `${fn}, Properties: { CodeUri: { Bucket: b, Key: k }, Runtime: provided.al2023 }`,
    { codeUri: undefined },
  ],
])('a function: %s', (_case, resource, expected) => {
  expect(parse('Resources:', `  A: { ${resource} }`).functions).toEqual([{ ...base, ...expected }]);
});

test.each([
  ['another language', `${fn}, Properties: { CodeUri: a, Runtime: nodejs20.x }`],
  ['an image', `${fn}, Properties: { PackageType: Image }`],
  ['another resource', 'Type: AWS::Lambda::Function, Properties: { Runtime: provided.al2023 }'],
])('none of ours: %s', (_case, resource) => {
  expect(parse('Resources:', `  A: { ${resource} }`).functions).toEqual([]);
});

test.each([
  ['nothing is said', '', '', { architecture: 'x86_64', runtime: 'provided.al2' }],
  ['Globals', 'Architectures: [arm64], ', '', { architecture: 'arm64', runtime: 'provided.al2' }],
  [
    'the function, before Globals',
    'Architectures: [arm64], ',
    'Architectures: [x86_64], Runtime: provided.al2023',
    { architecture: 'x86_64', runtime: 'provided.al2023' },
  ],
  [
    'parameters, by their defaults',
    '',
    'Architectures: [!Ref Cpu], Runtime: !Ref System',
    { architecture: 'arm64', runtime: 'provided.al2023' },
  ],
])('architecture and runtime: %s', (_case, globals, own, expected) => {
  const template = parse(
    'Parameters: { Cpu: { Default: arm64 }, System: { Default: provided.al2023 } }',
    `Globals: { Function: { ${globals}Runtime: provided.al2, CodeUri: apps/a } }`,
    'Resources:',
    `  A: { ${fn}, Properties: { ${own} } }`,
  );
  expect(template.functions).toMatchObject([{ ...expected, codeUri: 'apps/a' }]);
});

test.each([
  ['SAM’s', '', { architecture: 'x86_64', runtime: undefined }],
  [
    'of Globals',
    'Globals: { Function: { Architectures: [arm64], Runtime: provided.al2 } }',
    { architecture: 'arm64', runtime: 'provided.al2' },
  ],
])('the defaults of a function that is not there yet: %s', (_case, globals, expected) => {
  expect(parse(globals, 'Resources: { T: { Type: X } }').defaults).toEqual(expected);
});

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
  [
    'a key twice',
    ['Resources: { A: 1 }', 'Resources: { B: 1 }'],
    /^template\.yml:2: is not valid YAML/,
  ],
  ['empty', [''], /^template\.yml:1: has no Resources/],
  ['a list', ['- Resources'], /^template\.yml:1: has no Resources/],
  ['resources that are no map', ['Resources: [A]'], /^template\.yml:1: has no Resources/],
  [
    'an architecture that Lambda lacks',
    [
      'Resources:',
      '  A:',
      `    ${fn}`,
      '    Properties:',
      '      Runtime: provided.al2023',
      '      Architectures: [riscv]',
    ],
    /^template\.yml:6: A has architecture "riscv"; Lambda knows arm64 and x86_64/,
  ],
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
  expect(template.functions).toContainEqual(
    expect.objectContaining({
      logicalId: 'EchoFunction',
      codeUri: 'apps/echo',
      architecture: 'arm64',
      buildMethod: 'makefile',
    }),
  );
});
