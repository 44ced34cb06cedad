import { destinationOptions } from '../build/build-options';
import { cratesOf, functionToml } from '../cargo/testing/workspace-of';
import { environmentTargets } from './requested-configuration';
import { crateTargets, functionTargets, stackTargets } from './targets';

const [crate] = cratesOf({ 'apps/a/Cargo.toml': functionToml('a') });
const artifact = (path: string, target: string) => ({
  bin: 'a',
  features: [],
  functions: ['A'],
  target,
  path,
});
const keyedInputs = { folders: ['apps/a'], files: ['data/x.txt'], variables: ['GREETING'] };
const targets = functionTargets({
  crate: crate!,
  artifacts: {
    lambda: [artifact('dist/apps/a/bootstrap', 'aarch64-unknown-linux-gnu.2.34')],
    local: [artifact('dist/local/apps/a/bootstrap', 'host')],
  },
  dependencyKey: 'key',
  keyedInputs,
  environments: ['staging', 'production'],
  affectedBy: ['template.yml', 'Cargo.lock'],
});
const stack = stackTargets({
  template: 'template.yml',
  environments: ['staging', 'production'],
  functionProjects: ['a'],
  functionRoots: ['apps/a'],
});
const library = crateTargets({ crate: crate!, dependencyKey: 'key', keyedInputs });

test.each([
  ['a function', targets, ['build', 'deploy', 'diff', 'format', 'invoke', 'lint', 'logs', 'test']],
  ['a library', library, ['format', 'lint', 'test']],
  // Not `deploy`: the root project owns every loose file.
  [
    'the stack',
    stack,
    [
      'aws',
      'deploy-all',
      'destroy',
      'diff',
      'doctor',
      'local',
      'outputs',
      'preflight',
      'resources',
      'validate',
    ],
  ],
])('the targets of %s, each with a description of one line', (_case, all, names) => {
  expect(Object.keys(all).sort()).toEqual(names);
  for (const { metadata } of Object.values(all)) expect(metadata?.description).toMatch(/^[A-Z].+$/);
});

test.each([
  ['deploy', targets['deploy']],
  ['deploy-all', stack['deploy-all']],
])(
  '%s is never cached, local by default, and forwards nothing to builds for real accounts',
  (_case, target) => {
    expect(target).toMatchObject({ cache: false, defaultConfiguration: 'local' });
    expect(target?.options).toBeUndefined();
    expect(target?.configurations).toEqual({
      local: destinationOptions.local,
      staging: {},
      production: {},
    });
  },
);

test('a misspelt environment is refused for every target that has environments', () => {
  const all = Object.entries({ ...targets, ...stack, ...library });
  const names = all.flatMap(([name, { configurations }]) =>
    'production' in (configurations ?? {}) ? [name] : [],
  );
  expect(names.filter((name) => !environmentTargets.has(name))).toEqual([]);
});

test.each([
  ['deploy', targets['deploy'], { target: 'build', options: 'forward' }],
  ['deploy-all', stack['deploy-all'], { projects: ['a'], target: 'build', options: 'forward' }],
])('%s builds what it ships, as it ships it', (_case, target, dependency) => {
  expect(target?.dependsOn).toContainEqual(dependency);
});

test('a stack without functions builds nothing', () => {
  const empty = stackTargets({
    template: 'template.yml',
    environments: [],
    functionProjects: [],
    functionRoots: [],
  });
  expect(empty['deploy-all']?.dependsOn).toEqual(['preflight', 'validate']);
});

test('the validation knows which folders have a function, and so has them in its hash', () => {
  const stack = stackTargets({
    template: 'template.yml',
    environments: [],
    functionProjects: ['a'],
    functionRoots: ['apps/a'],
  });
  expect(stack['validate']?.options).toEqual({ template: 'template.yml', crates: ['apps/a'] });
});

test('deploys are affected by the files that all functions share, and by nothing else', () => {
  expect(targets['deploy']?.inputs).toEqual([
    '{workspaceRoot}/template.yml',
    '{workspaceRoot}/Cargo.lock',
  ]);
});

test('what a build leaves is the artifact and its record, under the root of its destination', () => {
  expect(targets['build']?.outputs).toEqual([
    '{options.outputRoot}/apps/a/bootstrap',
    '{options.outputRoot}/apps/a.artifact.json',
  ]);
  expect(targets['build']?.options).toMatchObject({
    destination: 'lambda',
    outputRoot: 'dist',
    dependencyKey: 'key',
  });
  expect(targets['build']?.configurations).toEqual({ local: destinationOptions.local });
});

test('the key of a build has the code that builds in it, without its specs', () => {
  const inputs = targets['build']?.inputs ?? [];
  const source = '{workspaceRoot}/tools/nx-rust-lambda/src';
  for (const folder of ['build', 'executors/build', 'process']) {
    expect(inputs).toContain(`${source}/${folder}/**/*`);
    expect(inputs).toContain(`!${source}/${folder}/**/*.spec.ts`);
    expect(inputs).toContain(`!${source}/${folder}/testing/**/*`);
  }
  expect(inputs).toContainEqual({ externalDependencies: [] });
});

test.each([
  ['test', ['test', '--locked', '--package', 'a']],
  ['lint', ['clippy', '--locked', '--package', 'a', '--all-targets', '--', '--deny', 'warnings']],
  ['format', ['fmt', '--package', 'a']],
])('%s is cargo %j', (name, args) => {
  expect(library[name]?.options).toEqual({
    args,
    cargoWorkspace: 'apps/a',
    dependencyKey: 'key',
  });
});

test('a check of the format writes nothing', () => {
  expect(library['format']?.configurations?.['check']).toEqual({
    args: ['fmt', '--package', 'a', '--', '--check'],
  });
});
