import { added, check, edited, property } from './testing/checked-template';

test.each<[string, string, number, string]>([
  [
    'memory',
    property('MemorySize: 20000'),
    added,
    'MemorySize 20000 is not between 128 and 10240 MB',
  ],
  [
    'memory of Globals',
    edited('Timeout: 3', 'MemorySize: 1'),
    7,
    'MemorySize 1 is not between 128 and 10240 MB',
  ],
  ['timeout', property('Timeout: 1000'), added, 'Timeout 1000 is not between 1 and 900 seconds'],
  [
    'timeout of Globals',
    edited('Timeout: 3', 'Timeout: 1000'),
    7,
    'Timeout 1000 is not between 1 and 900 seconds',
  ],
  [
    'timeout by a parameter',
    edited('Default: dev }', 'Default: dev }\n  T: { Type: Number, Default: 1000 }').replace(
      'Timeout: 3',
      'Timeout: !Ref T',
    ),
    8,
    'Timeout 1000 is not between 1 and 900 seconds',
  ],
  [
    'storage',
    property('EphemeralStorage:\n  Size: 100'),
    15,
    'EphemeralStorage.Size 100 is not between 512 and 10240 MB',
  ],
  [
    'runtime',
    property('Runtime: provided.al2099'),
    added,
    "Lambda has no runtime 'provided.al2099'; did you mean provided.al2023?",
  ],
  [
    'runtime of Globals',
    edited('provided.al2023', 'provided.al2099'),
    8,
    "Lambda has no runtime 'provided.al2099'; did you mean provided.al2023?",
  ],
  [
    'architecture of another language',
    property('Runtime: nodejs24.x\nArchitectures: [arm46]'),
    15,
    "architecture 'arm46' is none of Lambda's, arm64 and x86_64",
  ],
  [
    'two architectures',
    property('Architectures: [arm64, x86_64]'),
    added,
    'Architectures has 2 entries (arm64, x86_64); Lambda takes one, arm64 or x86_64',
  ],
  [
    'code that is not there',
    edited('apps/echo', 'apps/ecko'),
    13,
    "CodeUri 'apps/ecko' does not exist; did you mean apps/echo?",
  ],
  [
    'code without a crate',
    edited('apps/echo', './docs/'),
    13,
    "CodeUri './docs/' has no crate, so there is nothing to build for EchoFunction; add a Cargo.toml with a bin, or name the folder of a crate",
  ],
  [
    'code that is a file',
    edited('apps/echo', 'README.md'),
    13,
    "CodeUri 'README.md' is a file, but no .zip or .jar; give it the folder of a crate",
  ],
  [
    'no code',
    edited('      CodeUri: apps/echo\n', '      Description: x\n'),
    12,
    'EchoFunction has no CodeUri; give it the folder of its crate',
  ],
])('a mistake: %s', (_case, text, line, message) => {
  expect(check({ text })).toEqual([`template.yml:${line}: error: ${message} (nx-rust-lambda)`]);
});

test('a template without mistakes has no findings', () => {
  expect(check({})).toEqual([]);
});

test.each([
  ['memory at its limits', property('MemorySize: 10240')],
  ['a value that only a deploy knows', property('Timeout: !ImportValue T')],
  ['what is no number, which cfn-lint tells', property('MemorySize: big')],
  [
    'the limits of managed instances',
    property('Timeout: 5400\nMemorySize: 32768\nCapacityProviderConfig: { Arn: a }'),
  ],
  ['code in a bucket', edited('apps/echo', 's3://bucket/key')],
  ['code in a bucket, as a map', edited('apps/echo', '{ Bucket: b, Key: k }')],
  ['code in an archive', edited('apps/echo', 'dist/echo.zip')],
  ['inline code', property('InlineCode: x').replace('      CodeUri: apps/echo\n', '')],
  ['an image', property('PackageType: Image').replace('      CodeUri: apps/echo\n', '')],
  [
    'another language in a folder of its own',
    edited('CodeUri: apps/echo', 'CodeUri: apps/web\n      Runtime: nodejs24.x'),
  ],
  [
    'a custom runtime that SAM builds',
    edited('apps/echo\n', 'apps/web\n    Metadata: { BuildMethod: go1.x }\n'),
  ],
  [
    'a custom runtime with a Makefile of its own',
    edited('apps/echo\n', 'apps/make\n    Metadata: { BuildMethod: makefile }\n'),
  ],
])('no mistake: %s', (_case, text) => {
  expect(check({ text })).toEqual([]);
});

test('what two functions have of Globals is one finding', () => {
  const text = edited('Timeout: 3', 'Timeout: 901').replace(
    'Outputs:',
    '  Other:\n    Type: AWS::Serverless::Function\n    Properties: { CodeUri: apps/auth }\nOutputs:',
  );
  expect(check({ text })).toHaveLength(1);
});

test('a parameter has the value that the environment gives', () => {
  const text = edited('Timeout: 3', 'Timeout: !Ref Stage');
  const samconfig =
    '[default.deploy.parameters]\ncapabilities = "CAPABILITY_IAM"\nparameter_overrides = "Stage=901"';
  expect(check({ text, samconfig, environment: 'default' })).toEqual([
    'template.yml:7: error: Timeout 901 is not between 1 and 900 seconds (nx-rust-lambda)',
  ]);
});
