import { cratesOf, crateToml, functionToml } from '../cargo/testing/workspace-of';
import type { Crate } from '../cargo/workspace';
import { parseTemplate } from '../sam/sam-template';
import { madeOf } from './testing/made-of';

const crateOf = (text: string): Crate => cratesOf({ 'apps/a/Cargo.toml': text })[0]!;
const properties = (text: string) => `Properties: { ${text} }`;
const bin = (name: string) => `[[bin]]\nname = "${name}"\npath = "./${name}.rs"\n`;
const arm = 'aarch64-unknown-linux-gnu.2.34';

const byStage = [
  'Parameters:',
  '  Cpu: { Type: String, Default: arm64 }',
  '  Cpus: { Type: CommaDelimitedList, Default: arm64 }',
  '  Stage: { Type: String, Default: dev }',
  '  Nothing: { Type: String }',
  '  Stored: { Type: AWS::SSM::Parameter::Value<String>, Default: /cpu }',
  'Conditions:',
  '  IsProd: !Equals [!Ref Stage, prod]',
  'Mappings:',
  '  Cpus: { dev: { Cpu: arm64 }, prod: { Cpu: x86_64 } }',
  'Resources:',
  '  A:',
  '    Type: AWS::Serverless::Function',
  '    Properties: { CodeUri: apps/a, Runtime: provided.al2023, Architectures: VALUE }',
].join('\n');
const x86 = 'x86_64-unknown-linux-gnu.2.34';
const prod = { production: { Stage: 'prod', Cpu: 'x86_64', Cpus: 'x86_64', Nothing: 'x86_64' } };

test.each([
  ['!If [IsProd, [x86_64], [arm64]]'],
  ['[!If [IsProd, x86_64, arm64]]'],
  ['[!FindInMap [Cpus, !Ref Stage, Cpu]]'],
  ["[!Sub '${Cpu}']"],
  ['[!Ref Cpu]'],
  ['!Ref Cpus'],
  ['!Split [",", !Ref Cpu]'],
  ['[!Select [0, !Ref Cpus]]'],
  ['!If [!Equals [!Ref Stage, prod], [x86_64], [arm64]]'],
])('Architectures: %s is what each environment says', (value) => {
  const template = parseTemplate(byStage.replace('VALUE', value), 'template.yml');
  const { artifacts, refusals } = madeOf(crateOf(functionToml('a')), [], template, 'lambda', prod);
  expect(refusals).toEqual([]);
  expect(artifacts).toMatchObject([
    { target: arm, functions: [], functionsIn: { default: ['A'] } },
    { target: x86, functions: [], functionsIn: { production: ['A'] } },
  ]);
  const agreed = madeOf(crateOf(functionToml('a')), [], template, 'lambda', { staging: {} });
  expect(agreed.artifacts).toMatchObject([
    { target: arm, functions: ['A'], path: 'dist/apps/a/bootstrap' },
  ]);
});

test.each([
  ['[!Ref Nothing]', ['default']],
  ['[!Ref Stored]', undefined],
  ['[!ImportValue Cpu]', undefined],
  ['[riscv]', undefined],
  ['[arm64, x86_64]', undefined],
  ['!Ref AWS::Nothing', undefined],
])('Architectures: %s is refused where it decides nothing', (value, environments) => {
  const template = parseTemplate(byStage.replace('VALUE', value), 'template.yml');
  const { artifacts, refusals } = madeOf(crateOf(functionToml('a')), [], template, 'lambda', prod);
  expect(refusals).toEqual([
    {
      functions: ['A'],
      ...(environments ? { environments } : {}),
      sentence: expect.stringMatching(/^template\.yml:14: A has Architectures /),
    },
  ]);
  expect(artifacts.map(({ functionsIn }) => functionsIn)).toEqual(
    environments ? [{ production: ['A'] }] : [],
  );
  // What runs on this machine has this machine's architecture.
  const local = madeOf(crateOf(functionToml('a')), [], template, 'local');
  expect(local).toMatchObject({ artifacts: [{ target: 'host' }], refusals: [] });
});

test.each([
  ['a runtime by condition', 'CodeUri: apps/a, Runtime: !If [C, provided.al2, provided.al2023]', 1],
  ['BuildMethod, and a runtime that nobody knows', 'CodeUri: apps/a, Runtime: !ImportValue R', 0],
  ['no runtime at all', 'CodeUri: apps/a', 1],
  ['code elsewhere', "CodeUri: 's3://b/k'", 0],
  ['code elsewhere, as a map', 'CodeUri: { Bucket: b, Key: k }', 0],
  ['an image', 'PackageType: Image, CodeUri: apps/a', 0],
])('what makes a function: %s', (_case, text, count) => {
  const template = parseTemplate(
    [
      'Conditions: { C: !Equals [a, b] }',
      'Resources:',
      `  A: { Type: AWS::Serverless::Function, Metadata: { BuildMethod: makefile }, ${properties(text)} }`,
    ].join('\n'),
    'template.yml',
  );
  const { artifacts } = madeOf(
    crateOf(crateToml('a', `autobins = false\n${bin('a')}`)),
    [],
    template,
    'lambda',
  );
  expect(artifacts).toHaveLength(count);
});

test('the root of a Cargo workspace with the name of a bin', () => {
  const crates = cratesOf({
    'rust/Cargo.toml': '[workspace]\nmembers = ["*"]\n',
    'rust/a/Cargo.toml': crateToml('a', `autobins = false\n${bin('one')}`),
    'rust/b/Cargo.toml': crateToml('b', `autobins = false\n${bin('two')}`),
  });
  const template = parseTemplate(
    [
      'Resources:',
      '  A:',
      '    Type: AWS::Serverless::Function',
      '    Properties: { CodeUri: rust, Runtime: provided.al2023, Architectures: [x86_64] }',
      '    Metadata: { BuildMethod: rust-cargolambda, BuildProperties: { Binary: two } }',
    ].join('\n'),
    'template.yml',
  );
  const made = crates.map((crate) => madeOf(crate, crates, template, 'lambda').artifacts);
  expect(made).toMatchObject([[], [{ bin: 'two', target: x86, functions: ['A'] }]]);
});
