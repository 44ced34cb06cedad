import { parseTemplate } from '../sam/sam-template';
import { refuseOtherBuilds } from './refuse-other-builds';

const arm = 'aarch64-unknown-linux-gnu.2.34';
const x86 = 'x86_64-unknown-linux-gnu.2.34';
const template = (properties: string, metadata = '') =>
  parseTemplate(
    [
      'Parameters:',
      '  Cpu: { Type: String, Default: arm64 }',
      '  System: { Type: String, Default: provided.al2023 }',
      '  Folder: { Type: String, Default: apps/a }',
      '  Stored: { Type: AWS::SSM::Parameter::Value<String>, Default: /cpu }',
      'Resources:',
      '  A:',
      '    Type: AWS::Serverless::Function',
      `    Properties: { Runtime: !Ref System, ${properties} }`,
      ...(metadata ? [`    Metadata: ${metadata}`] : []),
    ].join('\n'),
    'template.yml',
  );
const act = (
  of: ReturnType<typeof template>,
  target: string,
  parameters: Record<string, string | undefined> = {},
  deployedParameters: Record<string, string> = {},
) => {
  const source = { root: 'apps/a', bin: 'a' };
  refuseOtherBuilds({
    template: of,
    composed: of.data,
    environment: { name: 'production', region: 'eu-west-1', stackName: 's' },
    parameters,
    deployedParameters,
    code: new Map([['A', { sha256: '', size: 1, file: '', objectNames: [], target, source }]]),
  });
};
const byCpu = template('CodeUri: apps/a, Architectures: [!Ref Cpu]');

test.each([
  ['the default', byCpu, arm, {}, {}],
  ['a given value', byCpu, x86, { Cpu: 'x86_64' }, {}],
  ['a kept value', byCpu, x86, { Cpu: undefined }, { Cpu: 'x86_64' }],
  ['this machine, whatever it says', byCpu, 'host', { Cpu: 'x86_64' }, {}],
  [
    'this machine, whatever nobody knows',
    template('CodeUri: apps/a, Architectures: [!Ref Stored]'),
    'host',
    {},
    {},
  ],
  [
    'the folder by parameter',
    template('CodeUri: !Ref Folder, Architectures: [arm64]'),
    arm,
    {},
    {},
  ],
])('what was built fits: %s', (_case, of, target, parameters, deployed) => {
  expect(() => act(of, target, parameters, deployed)).not.toThrow();
});

test.each([
  [
    'a given value',
    byCpu,
    arm,
    { Cpu: 'x86_64' },
    {},
    /^template\.yml:9: A is x86_64 on .* built for aarch64/,
  ],
  ['a kept value', byCpu, arm, { Cpu: undefined }, { Cpu: 'x86_64' }, /A is x86_64/],
  [
    'a runtime',
    byCpu,
    arm,
    { System: 'provided.al2' },
    {},
    /A is arm64 on provided\.al2 with .* parameter_overrides of \[production/,
  ],
  [
    'what nobody knows',
    template('CodeUri: apps/a, Architectures: [!Ref Stored]'),
    arm,
    {},
    {},
    /^template\.yml:9: A has Architectures \[\{"Ref":"Stored"\}\], which cannot be known/,
  ],
  [
    'another crate',
    template('CodeUri: !Ref Folder, Architectures: [arm64]'),
    arm,
    { Folder: 'apps/b' },
    {},
    /A runs apps\/b with .* apps\/a \(bin a\) was built/,
  ],
  [
    'another bin, here too',
    template('CodeUri: apps/a', '{ BuildProperties: { Binary: !Ref Cpu } }'),
    'host',
    { Cpu: 'b' },
    {},
    /A runs bin b/,
  ],
])('what was built does not fit: %s', (_case, of, target, parameters, deployed, message) => {
  expect(() => act(of, target, parameters, deployed)).toThrow(message);
});
