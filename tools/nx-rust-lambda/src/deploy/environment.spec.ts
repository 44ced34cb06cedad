import { findEnvironment, parseEnvironments } from './environment';

const samconfig = `
version = 0.1

[default.global.parameters]
stack_name = "functions"
region = "eu-west-1"

[default.deploy.parameters]
capabilities = "CAPABILITY_IAM"
parameter_overrides = "Stage=dev"

[production.global.parameters]
stack_name = "overlaid"
region = "us-west-2"

[production.deploy.parameters]
stack_name = "functions-production"
resolve_s3 = true
capabilities = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]
role_arn = "arn:aws:iam::1:role/deployer"
profile = "prod"
s3_prefix = "functions"
tags = "team=payments cost=low"
`;

const parametersOf = (toml: string) =>
  parseEnvironments(`[default.deploy.parameters]\nparameter_overrides = ${toml}`).get('default')
    ?.parameters;

test('an environment is its global section overlaid by its deploy section', () => {
  expect(parseEnvironments(samconfig).get('production')).toEqual({
    name: 'production',
    kind: 'account',
    stackName: 'functions-production',
    region: 'us-west-2',
    parameters: {},
    tags: { team: 'payments', cost: 'low' },
    capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    roleArn: 'arn:aws:iam::1:role/deployer',
    s3Bucket: undefined,
    s3Prefix: 'functions',
    resolveS3: true,
    profile: 'prod',
  });
});

test('local exists without a section, with the stack name and region of default alone', () => {
  expect(parseEnvironments(samconfig).get('local')).toMatchObject({
    kind: 'local',
    stackName: 'functions',
    region: 'eu-west-1',
    capabilities: ['CAPABILITY_IAM'],
    parameters: {},
    profile: undefined,
  });
});

test('a local section adds its own parameters', () => {
  const text = `${samconfig}\n[local.deploy.parameters]\nparameter_overrides = "Stage=mine"`;
  expect(parseEnvironments(text).get('local')).toMatchObject({
    stackName: 'functions',
    parameters: { Stage: 'mine' },
  });
});

test('without samconfig.toml there are default and local', () => {
  expect([...parseEnvironments(undefined).keys()]).toEqual(['default', 'local']);
});

test.each([
  ['plain words', `"A=1 B=two"`, { A: '1', B: 'two' }],
  ['a quoted value', `"A=\\"one two\\" B='x y'"`, { A: 'one two', B: 'x y' }],
  ['an equals sign in the value', `"A=b=c"`, { A: 'b=c' }],
  ['an empty value', `"A="`, { A: '' }],
  ['a list', `["A=1", "B=two words"]`, { A: '1', B: 'two words' }],
  [
    'the long form',
    `"ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=x"`,
    { A: '1', B: 'x' },
  ],
  ['the long form, quoted', `"ParameterKey=A,ParameterValue=\\"x y\\""`, { A: 'x y' }],
  ['a map', `{ A = 1, B = "two" }`, { A: '1', B: 'two' }],
])('parameter_overrides as %s', (_, toml, expected) => {
  expect(parametersOf(toml)).toEqual(expected);
});

test.each([
  [
    'no pair',
    () => parametersOf(`"A"`),
    /^samconfig\.toml: .*parameter_overrides 'A'.*not Key=Value/,
  ],
  [
    'broken TOML',
    () => parseEnvironments('a = 1\nb = = 2'),
    /^samconfig\.toml:2: is not valid TOML/,
  ],
  [
    'a named environment without a stack',
    () => parseEnvironments('[staging.global.parameters]\nregion = "x"'),
    /^samconfig\.toml: environment 'staging' has no stack_name; add it to \[staging\.global\.parameters\]/,
  ],
  [
    'an unknown environment',
    () => findEnvironment(parseEnvironments(samconfig), 'staging'),
    /^samconfig\.toml: has no environment 'staging'; it knows default, local, production$/,
  ],
])('%s is a sentence', (_, act, sentence) => {
  expect(act).toThrow(sentence);
});
