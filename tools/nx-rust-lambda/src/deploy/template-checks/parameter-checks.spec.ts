import { check, parameter } from './testing/checked-template';

const production = (overrides: string) => ({
  environment: 'production',
  samconfig: `[production.deploy.parameters]\nstack_name = "s"\ncapabilities = "CAPABILITY_IAM"\nparameter_overrides = ${JSON.stringify(overrides)}`,
});

test.each([
  ['Type: Number', 'much', "'much', which is no number"],
  ['Type: Number, MinValue: 2', '1', "'1', which is less than MinValue 2"],
  ['Type: Number, MaxValue: 2', '3', "'3', which is more than MaxValue 2"],
  ['Type: String, AllowedValues: [dev, prod]', 'stage', "'stage', which is none of dev, prod"],
  ['Type: CommaDelimitedList, AllowedValues: [a, b]', 'a,c', "'a,c', which is none of a, b"],
  ['Type: String, MinLength: 2', 'a', "'a', which is shorter than MinLength 2"],
  ['Type: String, MaxLength: 2', 'abc', "'abc', which is longer than MaxLength 2"],
  ["Type: String, AllowedPattern: '[a-z]+'", 'aB', "'aB', which is not of AllowedPattern [a-z]+"],
  [
    'Type: String, NoEcho: true, MinLength: 9',
    'secret',
    'a value, which is shorter than MinLength 9',
  ],
])('a value of an environment: %s', (type, value, problem) => {
  const text = parameter(`Size: { ${type} }`);
  expect(check({ text, ...production(`Size=${value}`) })).toEqual([
    `template.yml:3: error: environment 'production' gives parameter Size ${problem}; change parameter_overrides in [production.deploy.parameters] of samconfig.toml (nx-rust-lambda)`,
  ]);
});

test.each([
  ['Type: Number, MinValue: 1, MaxValue: 2', '1'],
  ['Type: String, AllowedValues: [1, 2]', '1'],
  ['Type: CommaDelimitedList, AllowedValues: [a, b]', 'a,b'],
  ["Type: String, AllowedPattern: '(?i)[a-z]+'", 'A'],
  ['Type: AWS::SSM::Parameter::Value<String>, AllowedPattern: x', '/a/b'],
])('a value that is right, or only for CloudFormation to judge: %s', (type, value) => {
  expect(check({ text: parameter(`Size: { ${type} }`), ...production(`Size=${value}`) })).toEqual(
    [],
  );
});

test.each(['Size: { Type: Number }', 'Key: { Type: String, NoEcho: true }'])(
  'a parameter without a value is a warning, since it may come with the command: %s',
  (text) => {
    const [only, ...others] = check({ text: parameter(text) });
    expect(only).toMatch(
      /^template.yml:3: warning: parameter \w+ has no Default, and environment 'local' gives it no value; a first deploy needs one: .* as variable STACK_PARAMETER_\w+/,
    );
    expect(others).toEqual([]);
  },
);

test('a value for a parameter that is not there is a warning', () => {
  expect(check(production('Stge=prod'))).toEqual([
    "samconfig.toml: warning: environment 'production' gives parameter Stge, which template.yml does not have; did you mean Stage? (nx-rust-lambda)",
  ]);
});
