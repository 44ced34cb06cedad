import {
  findEnvironment,
  parseEnvironments,
  refuseOtherAccount,
  refuseWithoutVersion,
} from './environment';

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
  findEnvironment(
    parseEnvironments(`[default.deploy.parameters]\nparameter_overrides = ${toml}`),
    'default',
  ).parameters;

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
    allowedAccount: undefined,
    notificationArns: undefined,
    imageRepositories: [],
    resolveImageRepos: false,
    execution: 'always',
    failOnEmptyChangeSet: false,
    disableRollback: false,
    deleteOnFailure: false,
    express: false,
    warnings: [],
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

test("SAM's forms of parameters are read", () => {
  expect(
    parametersOf(`"ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=\\"x y\\""`),
  ).toEqual({
    A: '1',
    B: 'x y',
  });
});

const allowing = (line: string) => () =>
  findEnvironment(
    parseEnvironments(`[staging.global.parameters]\nstack_name = "x"\n${line}`),
    'staging',
  );

test('an environment may allow one account alone', () => {
  const staging = allowing('allowed_account = "012345678901"')();
  expect(staging.allowedAccount).toBe('012345678901');
  expect(() => refuseOtherAccount(staging, '012345678901')).not.toThrow();
  expect(() => refuseOtherAccount(allowing('')(), '999999999999')).not.toThrow();
});

test("a bucket may be another account's", () => {
  expect(allowing('bucket_owner = "012345678901"')().bucketOwner).toBe('012345678901');
  expect(allowing('')().bucketOwner).toBeUndefined();
});

test.each([
  [
    'another account',
    () => refuseOtherAccount(allowing('allowed_account = "012345678901"')(), '999999999999'),
    /^samconfig\.toml: environment 'staging' allows account 012345678901, and these credentials are of 999999999999; choose others/,
  ],
  [
    'an account without quotes',
    allowing('allowed_account = 123456789012'),
    /^samconfig\.toml:3: environment 'staging' has allowed_account '123456789012', which is not an account's id; write its 12 digits in quotes$/,
  ],
  ['an account of 11 digits', allowing('allowed_account = "12345678901"'), /12 digits/],
  [
    'a misspelt guard',
    allowing('allowed_acount = "123456789012"'),
    /^samconfig\.toml:3: environment 'staging' has 'allowed_acount' in \[staging\.global\.parameters\], which nothing reads; did you mean allowed_account\?$/,
  ],
  [
    "a bucket's owner without quotes",
    allowing('bucket_owner = 123456789012'),
    /has bucket_owner '123456789012', which is not an account's id; write its 12 digits in quotes$/,
  ],
  [
    'a misspelt owner',
    allowing('bucket_ower = "123456789012"'),
    /has 'bucket_ower' in .*, which nothing reads; did you mean bucket_owner\?$/,
  ],
  [
    'no pair',
    () => parametersOf(`"A"`),
    /^samconfig\.toml:2: environment 'default' has parameter_overrides 'A', which is not Key=Value$/,
  ],
  [
    'broken TOML',
    () => parseEnvironments('a = 1\nb = = 2'),
    /^samconfig\.toml:2: is not valid TOML/,
  ],
  [
    'a named environment without a stack',
    () =>
      findEnvironment(parseEnvironments('[staging.global.parameters]\nregion = "x"'), 'staging'),
    /^samconfig\.toml:1: environment 'staging' has no stack_name; add it to \[staging\.global\.parameters\]/,
  ],
  [
    'an unknown environment',
    () => findEnvironment(parseEnvironments(samconfig), 'staging'),
    /^samconfig\.toml: has no environment 'staging'; it knows default, local, production$/,
  ],
])('%s is a sentence', (_, act, sentence) => {
  expect(act).toThrow(sentence);
});

test.each([
  ['no version', '[default.global.parameters]\nstack_name = "s"\n', true],
  ['a version in quotes', 'version = "0.1"\n', true],
  ['a whole number', 'version = 1\n', true],
  ['a version', 'version = 0.1\n', false],
  ['nothing but a comment', '# later\n', false],
])('%s: sam reads the file, or it is refused', (_, text, isRefused) => {
  const act = () => refuseWithoutVersion(text);
  if (isRefused) expect(act).toThrow(/^samconfig\.toml:1: has (?:no|a) version\b.*version = 0\.1/);
  else expect(act).not.toThrow();
});
