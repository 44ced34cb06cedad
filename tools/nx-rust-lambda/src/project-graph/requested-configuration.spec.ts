import { refuseConfiguration, requestedConfiguration, wordsOf } from './requested-configuration';

const ours = (executor: string, ...names: string[]) => ({
  executor: `nx-rust-lambda:${executor}`,
  configurations: Object.fromEntries(names.map((name) => [name, {}])),
});
const projects = {
  aws: { targets: { format: ours('cargo', 'check') } },
  echo: {
    targets: {
      build: ours('build', 'local'),
      deploy: ours('deploy', 'local', 'production'),
      format: ours('cargo', 'check'),
      test: ours('cargo'),
    },
  },
  stack: { targets: { outputs: ours('outputs', 'local', 'production') } },
  ui: {
    targets: {
      build: { executor: '@nx/vite:build', configurations: { storybook: {} } },
      test: { executor: '@nx/vite:test' },
    },
  },
};
const argv = (line: string) => ['node', 'nx', ...line.split(' ')];

test.each([
  ['run echo:deploy -c production', 'production'],
  ['run echo:deploy:production', 'production'],
  ['run echo:deploy:production -c production', 'production'],
  ['deploy echo --configuration staging', 'staging'],
  ['deploy echo --prod', 'production'],
  ['affected -t deploy --configuration=staging', 'staging'],
  ['affected --targets=build,deploy -c=staging', 'staging'],
  ['run-many -t build deploy -c prod', 'prod'],
  ['run stack:destroy:prod', 'prod'],
  ['run ech*:deploy:prod', 'prod'],
  ['run echo:build -c local', 'local'],
  ['run echo:deploy', undefined],
  ['run echo:deploy --prod=false', undefined],
  ['run echo:invoke -- -c production', undefined],
  ['run echo:invoke --payload={"a":{"b":{"c":1}}} --out=a.json', undefined],
  ['run echo:invoke --payload {"a":1,"b":2}', undefined],
  ['run echo:logs --since 2026-01-31T12:00:00Z', undefined],
  ['run-many -t build --parallel=1 --skip-nx-cache --cloud=false', undefined],
  ['run stack:aws -c prod -- s3 ls', 'prod'],
  ['run stack:aws -- s3 ls -c x', undefined],
  ['run aws:format -c check', 'check'],
])('nx %s asks for %s', (line, expected) => {
  expect(requestedConfiguration(wordsOf(argv(line)), projects)).toBe(expected);
});

/** What Nx 23.2 takes for the default configuration, without a word. */
test.each([
  ['run echo:deploy -cproduction', "Nx does not read '-cproduction'", 'write -c production'],
  ['run echo:deploy --c production', "Nx does not read '--c'", 'write -c production'],
  ['run echo:deploy --c=production', "Nx does not read '--c=production'", 'write -c production'],
  ['run echo:deploy -C production', "Nx does not read '-C'", 'write -c production'],
  ['run echo:deploy -pc production', "Nx does not read '-pc'", 'write -c production'],
  ['run echo:deploy --conf=production', "Nx does not read '--conf=", 'write -c production'],
  ['run echo:deploy --Configuration=production', 'Nx does not read', 'write -c production'],
  ['run echo:deploy --configurations production', 'Nx does not read', 'write -c production'],
  ['run echo:deploy --configuration.a=production', 'Nx does not read', 'write -c production'],
  ['run echo:deploy -c', "'-c' has no name", 'write -c <name>'],
  ['run echo:deploy -c --dry-run', "'-c' has no name", 'write -c <name>'],
  ['run echo:deploy -c=', "'-c=' has no name", 'write -c <name>'],
  ['run echo:deploy -c local -c production', '2 times (local, production)', 'write -c once'],
  ['run echo:deploy --configuration=a --configuration=a', '2 times (a, a)', 'write -c once'],
  ['run echo:deploy -c local --prod', '2 times (local, production)', 'write -c once'],
  ['run echo:deploy:local -c production', "two configurations, 'local' and 'production'", 'one'],
])('nx %s is refused: Nx reads no configuration out of it', (line, what, mend) => {
  const ask = () => requestedConfiguration(wordsOf(argv(line)), projects);
  expect(ask).toThrow(what);
  expect(ask).toThrow(mend);
});

const refuse = (line: string) =>
  refuseConfiguration(argv(line), projects, ['default', 'local', 'production']);

test.each([
  'run echo:deploy -c production',
  'run echo:build -c local',
  'run echo:build -c production',
  'run-many -t lint test build -c production',
  'run echo:format -c check',
  'run-many -t test format -c check',
  // A project that is called like a target.
  'run aws:format -c check',
  // Another plugin's.
  'run ui:build:storybook',
  'run ui:test -cjest.config.js',
  'build ui -c nope',
  'run-many -t build -c storybook',
])('nx %s: somebody in the run knows it, or nobody of ours is in it', (line) => {
  expect(() => refuse(line)).not.toThrow();
});

const noEnvironment =
  "samconfig.toml: has no environment 'nope'; it knows default, local, production";

test.each([
  ['run echo:deploy -c nope', noEnvironment],
  ['run echo:deploy:nope', noEnvironment],
  ['outputs stack -c nope', noEnvironment],
  ['affected -t build,deploy -c nope', noEnvironment],
  ['run-many -t dep* -c nope', noEnvironment],
  [
    'run echo:build -c nope',
    "no target of this run has a configuration 'nope'; local, default, production are known",
  ],
  ['b echo -c nope', 'local, default, production are known'],
  ['run echo:build:nope', "no target of this run has a configuration 'nope'"],
  ['run echo:test -c nope', 'default, local, production are known'],
  ['run echo:format -c chek', 'check, default, local, production are known'],
  ['run echo:test -c check', "no target of this run has a configuration 'check'"],
  ['run-many -t test -c nope', "no target of this run has a configuration 'nope'"],
])('nx %s: %s', (line, sentence) => {
  expect(() => refuse(line)).toThrow(sentence);
});
