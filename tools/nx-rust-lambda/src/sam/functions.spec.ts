import { defaultSettings, functionSettings } from './functions';
import { parseTemplate } from './sam-template';

const parse = (...lines: string[]) => parseTemplate(lines.join('\n'), 'template.yml');
const deployment = { region: 'us-east-1', stackName: 'stack', parameters: {} };
const settings = (...lines: string[]) => functionSettings(parse(...lines), deployment);
const fn = 'Type: AWS::Serverless::Function';

const base = {
  type: 'settled',
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
])('a function: %s', (_case, resource, expected) => {
  expect(settings('Resources:', `  A: { ${resource} }`)).toEqual([{ ...base, ...expected }]);
});

test.each([
  ['another language', `${fn}, Properties: { CodeUri: a, Runtime: nodejs20.x }`],
  ['an image', `${fn}, Properties: { PackageType: Image }`],
  ['code in a bucket', `${fn}, Properties: { CodeUri: 's3://b/k', Runtime: provided.al2023 }`],
  [
    'code in a bucket, as a map',
    `${fn}, Properties: { CodeUri: { Bucket: b, Key: k }, Runtime: provided.al2023 }`,
  ],
  ['another resource', 'Type: AWS::Lambda::Function, Properties: { Runtime: provided.al2023 }'],
])('none of ours: %s', (_case, resource) => {
  expect(settings('Resources:', `  A: { ${resource} }`)).toEqual([]);
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
  expect(functionSettings(template, deployment)).toMatchObject([
    { ...expected, codeUri: 'apps/a' },
  ]);
});

test.each([
  ['SAM’s', '', { architecture: 'x86_64', runtime: undefined }],
  [
    'of Globals',
    'Globals: { Function: { Architectures: [arm64], Runtime: provided.al2 } }',
    { architecture: 'arm64', runtime: 'provided.al2' },
  ],
])('the defaults of a function that is not there yet: %s', (_case, globals, expected) => {
  expect(defaultSettings(parse(globals, 'Resources: { T: { Type: X } }'), deployment)).toEqual(
    expected,
  );
});
