import { findUnknownOption, typedOverrides, type GivenOptions } from './known-options';
import { readSchema } from './run-options';

function given(task: string, executor: string, overrides: object): GivenOptions {
  return {
    task,
    schema: readSchema(executor),
    configurations: executor === 'cargo' ? [] : ['local', 'production'],
    typed: typedOverrides(overrides),
  };
}

/** As Nx parses a command line: what is typed has its words beside it. */
const typed = (overrides: object) => ({ ...overrides, __overrides_unparsed__: ['typed'] });

test.each([
  ['deploy', { dryrn: true }, 'echo:deploy has no option --dryrn; did you mean --dry-run?'],
  ['deploy', { dryrun: true }, 'did you mean --dry-run?'],
  ['deploy', { dry_run: true }, 'did you mean --dry-run?'],
  ['deploy', { DRY: true }, 'it has --endpoint-url, --parameter-overrides, --wait'],
  ['deploy', { 'allow-dataloss': true }, 'did you mean --allow-data-loss?'],
  ['deploy', { parameterOverride: 'A=1' }, 'did you mean --parameter-overrides?'],
  ['deploy', { n: true }, 'echo:deploy has no option -n; it has'],
  ['deploy', { 'skip-nx-cach': true }, 'did you mean --skip-nx-cache?'],
  ['deploy', { environment: 'production' }, 'an environment is named with -c <environment>'],
  ['deploy', { env: 'production' }, 'an environment is named with -c <environment>'],
  ['deploy', { configurations: 'production' }, 'did you mean --configuration?'],
  ['deploy', { region: 'eu-west-1' }, 'write region for the environment in samconfig.toml'],
  ['deploy', { 'stack-name': 'x' }, 'write stack_name for the environment in samconfig.toml'],
  ['deploy', { destination: 'local' }, 'echo:deploy has no option --destination'],
  ['deploy', { dryRun: 'yes' }, "echo:deploy: --dry-run is 'yes', and can only be there or not"],
  ['deploy', { 'dry-run': { x: true } }, `--dry-run is '{"x":true}'`],
  ['deploy', { wait: [true, false] }, '--wait is given more than once'],
  ['deploy', { _: ['production'] }, "given 'production', which is not an option; did you mean -c"],
  ['deploy', { _: ['now'] }, "echo:deploy is also given 'now', which is not an option"],
  ['invoke', { paylod: '{}' }, 'did you mean --payload?'],
  ['invoke', { payload: ['1', '2'] }, '--payload is given more than once'],
  ['invoke', { event: true }, '--event has no value'],
  ['invoke', { out: '' }, '--out has no value'],
  ['outputs', { josn: 'x' }, 'did you mean --json?'],
  ['destroy', { stack: { a: 'b' } }, '--stack has parts; give it one value'],
  ['logs', { folow: true }, 'did you mean --follow?'],
  ['cargo', { release: true }, 'echo:cargo has no option --release; it has none'],
  ['build', { outputRoot: 'x' }, 'echo:build has no option --output-root; it has none'],
])('%s, given %j', (executor, overrides, sentence) => {
  expect(findUnknownOption(given(`echo:${executor}`, executor, typed(overrides)))).toContain(
    sentence,
  );
});

test.each([
  ['deploy', {}],
  ['deploy', { dryRun: true }],
  ['deploy', { 'dry-run': 'false', wait: false }],
  ['deploy', { parameterOverrides: ['A=1', 'B=2'], 'endpoint-url': 'http://127.0.0.1' }],
  ['deploy', { verbose: true }],
  ['invoke', { payload: '{"a":1}' }],
  ['invoke', { payload: 42 }],
  ['invoke', { payload: true }],
  ['aws', { _: ['s3', 'ls'], recursive: true, region: 'eu-west-1' }],
])('%s knows %j', (executor, overrides) => {
  expect(findUnknownOption(given('echo:x', executor, typed(overrides)))).toBeUndefined();
});

test('what one task forwards to another is not typed', () => {
  const forwarded = { destination: 'local', outputRoot: 'dist/local', __overrides_unparsed__: [] };
  expect(findUnknownOption(given('echo:build', 'build', forwarded))).toBeUndefined();
});

test.each([
  ['build', undefined],
  ['cargo', undefined],
  [
    'invoke',
    'echo:invoke has no option --dry-run, which echo:deploy has; run them one after the other',
  ],
])('an option of a deploy beside %s', (executor, sentence) => {
  const overrides = typed({ dryRun: true });
  const deploy = given('echo:deploy', 'deploy', overrides);
  const beside = { ...given(`echo:${executor}`, executor, overrides), others: [deploy] };
  expect(findUnknownOption(beside)).toBe(sentence);
  expect(findUnknownOption({ ...deploy, others: [beside] })).toBeUndefined();
});

test('an option of nx.json that nothing reads', () => {
  const deploy = { ...given('echo:deploy', 'deploy', {}), options: { dryrun: true, wait: true } };
  expect(findUnknownOption(deploy)).toBe(
    "echo:deploy has an option 'dryrun' in nx.json or a project.json, which nothing reads; did you mean --dry-run?",
  );
});
