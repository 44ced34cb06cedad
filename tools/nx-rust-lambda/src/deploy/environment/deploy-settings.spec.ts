import {
  environmentNames,
  findEnvironment,
  parseEnvironments,
  type Environment,
} from './environment';

const ofOne = (lines: string, more = '') =>
  parseEnvironments(
    `version = 0.1\n[good.deploy.parameters]\nstack_name = "g"\n[bad.deploy.parameters]\nstack_name = "b"\n${lines}\n${more}`,
  );

test.each([
  [
    'a value that is no pair',
    'parameter_overrides = "A"',
    /^samconfig\.toml:6: .* 'A', which is not/,
  ],
  [
    'a file that is not there',
    'parameter_overrides = "file://p.yaml"',
    /:6: .*is not there, as p\.yaml/,
  ],
  ['tags', 'tags = 5', /:6: environment 'bad' has tags '5', which is not Key=Value$/],
  [
    'a flag',
    'resolve_s3 = "maybe"',
    /:6: .*has resolve_s3 'maybe', which is neither true nor false$/,
  ],
  ['a text', 'region = ["a"]', /:6: .*has region a list, which is not a text$/],
  ['a list', 'capabilities = 5', /:6: .*which is neither a text nor a list of them$/],
  [
    'a choice',
    'on_failure = "KEEP"',
    /:6: .*'KEEP', which is none of ROLLBACK, DELETE, DO_NOTHING$/,
  ],
  ['an account', 'allowed_account = "1"', /:6: .*is not an account's id/],
  [
    'a misspelt key',
    'paramater_overrides = "A=1"',
    /:6: .*'paramater_overrides' in \[bad\.deploy\.parameters\], which nothing reads; did you mean parameter_overrides\?$/,
  ],
  ['a misspelt guard', 'confirm_changset = true', /:6: .*did you mean confirm_changeset\?$/],
  [
    'a misspelt section',
    '[bad.depoly.parameters]',
    /:6: .*'depoly' in \[bad\], .*did you mean deploy\?$/,
  ],
  ['misspelt parameters', '[bad.global.paramters]', /:6: .*did you mean parameters\?$/],
  [
    'a key outside parameters',
    '[bad.global]\nregion = "x"',
    /:7: .*'region' in \[bad\.global\], .*move it to \[bad\.global\.parameters\]$/,
  ],
  [
    'a value for a section',
    '[bad]\nglobal = 5',
    /:7: environment 'bad' has '5' as bad\.global, where SAM reads a table/,
  ],
  [
    'what nobody signs',
    'signing_profiles = "F=P"',
    /:6: .*has signing_profiles: code is not signed here/,
  ],
  ['another template', 'template_file = "other.yml"', /:6: .*has template_file: /],
])('%s of one environment concerns it alone', (_case, lines, sentence) => {
  const environments = ofOne(lines);
  expect(() => findEnvironment(environments, 'bad')).toThrow(sentence);
  for (const name of ['good', 'local', 'default']) {
    expect(findEnvironment(environments, name).name).toBe(name);
  }
  expect([...environments.keys()]).toEqual(['default', 'local', 'good', 'bad']);
});

test("what is wrong with default is not local's concern", () => {
  const environments = parseEnvironments(
    '[default.deploy.parameters]\nstack_name = "mine"\nregion = ["a"]\nparameter_overrides = "A"\n',
  );
  expect(() => findEnvironment(environments, 'default')).toThrow(/has region a list/);
  expect(findEnvironment(environments, 'local')).toMatchObject({
    stackName: 'mine',
    region: 'us-east-1',
  });
});

test.each([
  ['"odd name"', 'odd name'],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
])('an environment may be called %s', (written, name) => {
  const text = `[${written}.deploy.parameters]\nstack_name = "s"`;
  expect(findEnvironment(parseEnvironments(text), name).stackName).toBe('s');
  expect(environmentNames(text)).toContain(name);
});

test("another environment's global section is not inherited, as in SAM", () => {
  const text = `[default.global.parameters]\nprofile = "d"\nregion = "eu-west-1"\n[e.deploy.parameters]\nstack_name = "s"`;
  expect(findEnvironment(parseEnvironments(text), 'e')).toMatchObject({
    profile: undefined,
    region: 'us-east-1',
  });
});

const settingsOf = (lines: string) => findEnvironment(ofOne(lines), 'bad');

test.each<[string, Partial<Environment>]>([
  ['confirm_changeset = true', { execution: 'confirmed' }],
  ['confirm_changeset = "yes"', { execution: 'confirmed' }],
  ['confirm_changeset = true\nno_execute_changeset = true', { execution: 'never' }],
  ['fail_on_empty_changeset = true', { failOnEmptyChangeSet: true }],
  ['disable_rollback = true', { disableRollback: true, deleteOnFailure: false }],
  ['on_failure = "DO_NOTHING"', { disableRollback: true }],
  ['on_failure = "DELETE"', { disableRollback: false, deleteOnFailure: true }],
  ['notification_arns = "arn:a arn:b"', { notificationArns: ['arn:a', 'arn:b'] }],
  ['express = 1', { express: true }],
  [
    'image_repositories = "A=u"\nresolve_image_repos = true',
    { imageRepositories: ['A=u'], resolveImageRepos: true },
  ],
  ['template_file = "template.yml"\nsigning_profiles = ""\nguided = false', { warnings: [] }],
  ['capabilities = "CAPABILITY_IAM"', { capabilities: ['CAPABILITY_IAM'] }],
])('%s is honoured', (lines, expected) => {
  expect(settingsOf(lines)).toMatchObject(expected);
});

test('what a deploy here does otherwise, and what nobody reads, is named', () => {
  const { warnings } = settingsOf(
    'max_wait_duration = 5\nmetadata = "a=b"\ncached = true\nteams_own = 1\nforce_upload = true\n[bad.zzz]\nx = 1',
  );
  expect(warnings).toEqual([
    expect.stringMatching(
      /^samconfig\.toml:11: environment 'bad' has 'zzz' in \[bad\], which nothing reads$/,
    ),
    expect.stringMatching(/:8: .*has cached in .*which sam deploy does not read$/),
    expect.stringMatching(/:9: .*'teams_own' in \[bad\.deploy\.parameters\], which nothing reads$/),
    expect.stringMatching(/:6: .*has max_wait_duration: /),
    expect.stringMatching(/:7: .*has metadata: /),
  ]);
});
