/** What has to stay true of this source tree, whatever else changes. */
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join, posix, relative, sep } from 'node:path';

const source = __dirname;
const repository = join(source, '../../..');

interface SourceFile {
  /** Relative to the folder that was asked for, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const skipped = new Set(['node_modules', 'dist', 'tmp', '.tools', '__pycache__']);

function filesBelow(folder: string, at = folder): SourceFile[] {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry): SourceFile[] => {
    const path = join(at, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesBelow(folder, path);
    if (!entry.isFile()) return [];
    return [
      { path: relative(folder, path).split(sep).join('/'), text: readFileSync(path, 'utf8') },
    ];
  });
}

const isSpec = ({ path }: SourceFile) => path.endsWith('.spec.ts');
const modules = filesBelow(source).filter((file) => file.path.endsWith('.ts') && !isSpec(file));

interface Import {
  readonly path: string;
  /** A package, or a module as a path relative to `src`. */
  readonly what: string;
  readonly typeOnly: boolean;
}

/** Every way in which a module can name another: import, export from, require and import(). */
const naming =
  /(?:^|\n)\s*(?:import|export)(\s+type\b)?[^;'"]*?\bfrom\s*['"]([^'"]+)['"]|(?:\bimport|\brequire(?:\.resolve)?)\s*\(\s*['"]([^'"]+)['"]|(?:^|\n)import\s*['"]([^'"]+)['"]/g;

function importsOf({ path, text }: SourceFile): Import[] {
  return [...text.matchAll(naming)].map(([, type, from, called, bare]) => {
    const name = from ?? called ?? bare ?? '';
    const what = name.startsWith('.')
      ? posix.join(posix.dirname(path), name)
      : name.replace(/^node:/, '');
    return { path, what, typeOnly: type !== undefined };
  });
}

const imports = modules.flatMap(importsOf);
const isIn = (folder: string) => (path: string) => path === folder || path.startsWith(`${folder}/`);
const shown = (found: readonly Import[]) => found.map(({ path, what }) => `${path}: ${what}`);

test.each([
  ["import { a } from 'node:fs';", ['fs false']],
  ["import {\n  a,\n  b,\n} from '../x/y';", ['x/y false']],
  ["import type { A } from './a';", ['of/a true']],
  ["import a, { type B } from 'fs';", ['fs false']],
  ["export { a } from '../a';", ['a false']],
  ["const a = await import('node:child_process');", ['child_process false']],
  ["const { a } = require('child_process');", ['child_process false']],
  ["import 'fs';\nimport b from 'b';", ['fs false', 'b false']],
  ["// from 'nowhere'", []],
])('what these checks see: %j', (text, expected) => {
  const found = importsOf({ path: 'of/this.ts', text });
  expect(found.map(({ what, typeOnly }) => `${what} ${typeOnly}`)).toEqual(expected);
});

test('one module starts programs', () => {
  const programs = imports.filter(({ what, typeOnly }) => what === 'child_process' && !typeOnly);
  expect(shown(programs)).toEqual(['process/run.ts: child_process']);
});

test('one folder knows AWS', () => {
  const aws = imports.filter(
    ({ what }) => what.startsWith('@aws-sdk/') || what.startsWith('@smithy/'),
  );
  expect(shown(aws.filter(({ path }) => !isIn('aws')(path)))).toEqual([]);
  expect(aws).not.toEqual([]);
});

test('one module makes clients, so that every command checks the environment and the account', () => {
  const makers = modules.filter(
    ({ path, text }) => !isIn('aws')(path) && /\bawsClients\(/.test(text),
  );
  expect(makers.map(({ path }) => path)).toEqual(['deploy/environment/reach-environment.ts']);
});

/** Folders and modules that turn data into data. */
const pure = [
  'cargo',
  'project-graph',
  'sam',
  'template',
  'build/artifact-checks.ts',
  'build/build-plan.ts',
  'build/build-options.ts',
  'build/cargo-messages.ts',
  'build/cargo-reads.ts',
  'build/cargo-stderr.ts',
  'build/compile-report.ts',
  'build/elf.ts',
  'build/lambda-target.ts',
  'build/rustflags.ts',
  'build/read-inputs.ts',
  'user-error.ts',
  'commands/test-sets.ts',
  'executors/aws/cli-command.ts',
  'executors/deploy/empty-scope.ts',
  'executors/deploy/run-part.ts',
  'executors/known-options.ts',
  'executors/logs/log-lines.ts',
  'executors/invoke/backtrace.ts',
  'executors/invoke/invocation-text.ts',
  'executors/invoke/json-text.ts',
  'executors/invoke/payload.ts',
  'executors/invoke/request-log.ts',
  'generators/environment/environment-section.ts',
  'toolchain/cargo-complaint.ts',
  'deploy/absent-functions.ts',
  'deploy/advice.ts',
  'deploy/composition',
  'deploy/report',
  'deploy/template-checks',
  ...[
    'config-value',
    'deploy-keys',
    'deploy-settings',
    'dotenv-variables',
    'environment',
    'includes',
    'key-value-pairs',
    'settings',
    'tag-pairs',
    'toml-config',
    'yaml-config',
  ].map((name) => `deploy/environment/${name}.ts`),
  'deploy/environment/stack-parameters.ts',
  'deploy/packaging/code-archive.ts',
  'deploy/packaging/deployed-code.ts',
  'deploy/local-aws/differences.ts',
  'deploy/local-aws/template-questions.ts',
  'deploy/change-set-name.ts',
  'deploy/refuse-other-builds.ts',
  'deploy/refuse-unsound.ts',
  'deploy/stack-deletion.ts',
  'deploy/stack-state.ts',
];

test.each(pure)('%s is pure: no files, no programs, no network', (folder) => {
  const inside = imports.filter(({ path }) => isIn(folder)(path));
  expect(modules.some(({ path }) => isIn(folder)(path))).toBe(true);
  const effects = /^(fs|fs\/promises|child_process|net|http|https|os|worker_threads|@aws-sdk\/.*)$/;
  expect(shown(inside.filter(({ what, typeOnly }) => effects.test(what) && !typeOnly))).toEqual([]);
});

test.each([
  ['cargo', ['cargo', 'user-error', 'toml']],
  ['sam', ['sam', 'user-error']],
  ['template', ['template', 'sam', 'user-error', 'toml']],
  ['project-graph', ['project-graph', 'cargo', 'build', 'sam', 'template', 'user-error', 'toml']],
  ['process', ['process', 'user-error', 'toml']],
])('imports go one way: %s knows only %j', (folder, known) => {
  const own = imports.filter(({ path, what }) => isIn(folder)(path) && modulesHave(what));
  expect(shown(own.filter(({ what }) => !known.some((allowed) => isIn(allowed)(what))))).toEqual(
    [],
  );
});

function modulesHave(what: string): boolean {
  return modules.some(({ path }) => path === `${what}.ts` || path.startsWith(`${what}/`));
}

test.each(['executors', 'generators'])('nothing but %s imports %s', (folder) => {
  const from = imports.filter(({ what, path }) => isIn(folder)(what) && !isIn(folder)(path));
  expect(shown(from)).toEqual([]);
});

test('a command that a sentence of a deploy advises is made in one place, with its environment', () => {
  const advised = modules
    .filter(({ path }) => isIn('deploy')(path) || isIn('executors')(path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line) => (/^\s*(\*|\/)/.test(line) ? [] : [{ path, line }])),
    )
    .filter(({ line }) => /\bnx (?:run|run-many|deploy|affected) /.test(line));
  expect([...new Set(advised.map(({ path }) => path))]).toEqual(['deploy/advice.ts']);
});

const everything = ['tools', 'benchmarks'].flatMap((folder) => {
  try {
    return filesBelow(join(repository, folder)).map(({ path, text }) => ({
      path: `${folder}/${path}`,
      text,
    }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
});
const code = everything.filter(({ path }) => /\.(?:[cm]?[jt]s|sh|awk|py|rs)$/.test(path));

test('no file of code has more than 250 lines', () => {
  const long = code.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
  expect(long.length).toBeGreaterThan(50);
  expect(long.filter(({ lines }) => lines > 250)).toEqual([]);
});

test('nothing is called utils, common or helpers', () => {
  const vague = /^(utils?|common|helpers?|misc|shared)(\.|$)/;
  expect(
    everything
      .map(({ path }) => path)
      .filter((path) => path.split('/').some((part) => vague.test(part))),
  ).toEqual([]);
});

test.each([
  ['@nx/devkit/internal', /@nx\/devkit\/internal/],
  ['a shell', /\bshell:\s*true\b|\bexecSync\(|\bspawnSync\([^)]*shell/],
  ['a mocked module', /\bjest\.(?:mock|doMock)\(/],
  ['a snapshot', /\.toMatch(?:Inline)?Snapshot\(/],
  ['a skipped test', /\b(?:test|it|describe)\.(?:skip|only|todo)\b|\bx(?:it|test|describe)\(/],
])('no code has %s', (_case, pattern) => {
  const others = code.filter(({ path }) => basename(path) !== 'invariants.spec.ts');
  expect(others.filter(({ text }) => pattern.test(text)).map(({ path }) => path)).toEqual([]);
});

test('only executors, generators and commands turn an error into a text for people', () => {
  // `describeError` is what a catch of everything ends in.
  const from = modules.filter(({ text }) => /\bdescribeError\(/.test(text)).map(({ path }) => path);
  const allowed = [
    'executors',
    'generators',
    'commands',
    'user-error.ts',
    'build/perform-build.ts',
  ];
  expect(from.filter((path) => !allowed.some((folder) => isIn(folder)(path)))).toEqual([]);
});
