/** What samconfig.toml means, text by text, beside the real SAM. */
import type { Environment } from '../src/deploy/environment/environment';
import {
  commandSections,
  deployKeys,
  honouredKeys,
  keysWithoutEffect,
  otherKeys,
  ownKeys,
  refusedKeys,
  warnedKeys,
} from '../src/deploy/environment/deploy-keys';
import { askSam, deploying, printed, readHere, type Case } from './ask-sam';

test("every option of SAM's deploy has one place in our lists", async () => {
  const commands = (await printed('sam-options.py', [])) as Record<string, string[]>;
  const own: readonly string[] = ownKeys;
  const lists: readonly string[] = deployKeys.filter((key) => !own.includes(key));
  // `profile` … are options of every command.
  expect(lists.toSorted()).toEqual((commands['deploy'] ?? []).toSorted());
  expect(new Set(lists).size).toBe(
    honouredKeys.length +
      [keysWithoutEffect, warnedKeys, refusedKeys].flatMap((list) => Object.keys(list)).length,
  );
  const others = Object.values(commands).flat();
  const known = new Set([...deployKeys, ...otherKeys]);
  expect(others.filter((key) => !known.has(key))).toEqual([]);
  const sections = Object.keys(commands).filter((name) => !name.startsWith('local_generate_event'));
  expect(sections.filter((name) => !commandSections.includes(name))).toEqual([]);
});

type Refused = readonly [lines: string, files?: Readonly<Record<string, string>>];

const refused: Readonly<Record<string, Refused>> = {
  'a file that is not there': ['parameter_overrides = "file://no.yaml"'],
  JSON: ['parameter_overrides = "file://a.json"', { 'a.json': '{"A": "1"}' }],
  'a circle': [
    'parameter_overrides = "file://a.yaml"',
    { 'a.yaml': '$include: [file://b.yaml]\n', 'b.yaml': '$include: file://a.yaml\n' },
  ],
  'an empty value': ['parameter_overrides = "A="'],
  'a number': ['parameter_overrides = 5'],
  'a flag that is none': ['resolve_s3 = "maybe"'],
  'an unknown choice': ['on_failure = "KEEP"'],
  'a table for tags': ['tags = { a = "b" }'],
};

const section = '[e.deploy.parameters]\nstack_name = "s"\n';
const refusedFiles: Readonly<Record<string, string>> = {
  'no version': section,
  'a whole number for a version': `version = 1\n${section}`,
  'broken TOML': 'version = 0.1\n[e.deploy.parameters\n',
  'a key twice': 'version = 0.1\n[e.deploy.parameters]\nregion = "a"\nregion = "b"\n',
  'a byte order mark': `\ufeffversion = 0.1\n${section}`,
};

test('what SAM refuses is a sentence with a line here', async () => {
  const settings = Object.values(refused).map(([lines, files]) => deploying(lines, files));
  const whole = Object.values(refusedFiles).map((text): Case => ({
    files: { 'samconfig.toml': text },
    environment: 'e',
  }));
  const answers = await askSam([...settings, ...whole]);
  expect(answers).toEqual(answers.map(() => ({ error: expect.any(String) })));
  expect(settings.map(readHere)).toEqual(
    settings.map(() => expect.stringMatching(/^samconfig\.toml:4: environment 'e' has /)),
  );
  expect(whole.map(readHere)).toEqual(
    whole.map(() => expect.stringMatching(/^samconfig\.toml:\d+: /)),
  );
});

test('sections, flags and texts', async () => {
  const whole = (text: string, environment = 'e'): Case => ({
    files: { 'samconfig.toml': text },
    environment,
  });
  const flags = ['true', '"yes"', '"ON"', '1', '" t "', 'false', '"off"', '0', '"No"'];
  const cases = [
    whole(`version = 0.1
[default.global.parameters]
region = "eu-west-1"
profile = "d"
[e.global.parameters]
stack_name = "global"
region = "us-west-2"
[e.deploy.parameters]
stack_name = "deploy"
`),
    whole('version = 0.1\ne.deploy.parameters.stack_name = 12345678901234567890\n'),
    whole('version = 0.1\ne.deploy.parameters = { stack_name = "s",\n profile = "\\x41", }\n'),
    ...flags.map((flag) => deploying(`resolve_s3 = ${flag}`)),
  ];
  const answers = await askSam(cases);
  cases.forEach((one, at) => {
    const { stackName, region, profile, resolveS3 } = readHere(one) as Environment;
    const { values } = answers[at]!;
    expect({ stackName, profile, resolveS3 }).toEqual({
      stackName: values?.['stack_name'],
      profile: values?.['profile'],
      resolveS3: values?.['resolve_s3'] ?? false,
    });
    expect(region).toBe(values?.['region'] ?? 'us-east-1');
  });
});
