import { check, property, resource } from './testing/checked-template';

test.each<[string, string, number, string]>([
  [
    'a named role',
    resource('R:\n  Type: AWS::IAM::Role\n  Properties:\n    RoleName: r'),
    17,
    "R is an IAM resource with a name of its own, which environment 'local' does not allow; add CAPABILITY_NAMED_IAM to capabilities in [local.deploy.parameters] of samconfig.toml",
  ],
  [
    'a nested stack',
    resource('N:\n  Type: AWS::Serverless::Application\n  Properties: { Location: docs }'),
    14,
    "N is a nested stack beside a transform, which environment 'local' does not allow; add CAPABILITY_AUTO_EXPAND to capabilities in [local.deploy.parameters] of samconfig.toml",
  ],
])('a mistake: %s', (_case, text, line, message) => {
  expect(check({ text })).toEqual([`template.yml:${line}: error: ${message} (nx-rust-lambda)`]);
});

const withCapabilities = (...sections: readonly string[]) =>
  sections.map((section) => `[${section}.deploy.parameters]\nstack_name = "s"\n`).join('');

test.each([
  ['local, which has those of default', 'local', 'default'],
  ['default', 'default', 'default'],
  ['an account', 'production', 'production'],
])('the role that SAM makes needs CAPABILITY_IAM: %s', (_case, environment, section) => {
  const allowed = `${withCapabilities(section)}capabilities = "CAPABILITY_IAM"\n`;
  expect(check({ environment, samconfig: allowed })).toEqual([]);
  expect(check({ environment, samconfig: withCapabilities(section) })).toEqual([
    `template.yml:10: error: SAM makes an IAM role for EchoFunction, which environment '${environment}' does not allow; add CAPABILITY_IAM to capabilities in [${environment}.deploy.parameters] of samconfig.toml (nx-rust-lambda)`,
  ]);
});

test('an account does not have those of default', () => {
  const samconfig = `[default.deploy.parameters]\ncapabilities = "CAPABILITY_IAM"\n${withCapabilities('production')}`;
  expect(check({ environment: 'production', samconfig })).toHaveLength(1);
});

const none = withCapabilities('default');

test.each([
  ['a role of its own', property('Role: arn:aws:iam::123456789012:role/r'), none],
  [
    'names, which allow roles, too',
    resource('R:\n  Type: AWS::IAM::Role\n  Properties: { RoleName: r }'),
    `${none}capabilities = ["CAPABILITY_NAMED_IAM"]\n`,
  ],
  [
    'a nested stack without a transform beside it',
    'Resources: { N: { Type: AWS::CloudFormation::Stack } }',
    none,
  ],
])('allowed: %s', (_case, text, samconfig) => {
  expect(check({ text, samconfig })).toEqual([]);
});

test('what needs a name is told once, not as a role as well', () => {
  const text = resource('R:\n  Type: AWS::IAM::Role\n  Properties: { RoleName: r }');
  expect(check({ text, samconfig: none })).toHaveLength(1);
});

test('a schedule gets a role even where the function has its own', () => {
  const text = property(
    'Role: arn:aws:iam::123456789012:role/r\nEvents: { Nightly: { Type: ScheduleV2 } }',
  );
  expect(check({ text, samconfig: none })).toHaveLength(1);
});
