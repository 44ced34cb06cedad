/** Cargo.lock after a change of the manifests: what the plugin writes is what Cargo itself would have written. */
import fc from 'fast-check';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inferWorkspace } from '../src/plugin';
import { run } from '../src/process/run';
import {
  firstVersions,
  laterVersions,
  layCargoHome,
  publish,
  type Texts,
  writeAll,
} from './cache-key/crates';
import { createWorkspace } from './workspace';

const { CI } = process.env;
const root = realpathSync(mkdtempSync(join(tmpdir(), 'lock-in-step-')));
const env = { CARGO_HOME: join(root, 'cargo-home') };
const lock = join(root, 'Cargo.lock');

beforeAll(() => {
  delete process.env['CI'];
  publish(join(root, 'vendor'), [
    ...firstVersions,
    ...laterVersions,
    { name: 'inner', version: '2.0.0', source: '' },
  ]);
  layCargoHome(env.CARGO_HOME, join(root, 'vendor'));
});
afterAll(() => {
  if (CI !== undefined) process.env['CI'] = CI;
  rmSync(root, { recursive: true });
});

/** As members ask for them; every form that the manifests have. */
const asked = [
  'inner = "1"',
  'inner-two = { package = "inner", version = "2" }',
  'elsewhere = "=1.0.1"',
  'outer = "1.0"',
  'unrelated = { version = "1", optional = true }',
  'tester.workspace = true',
  'a = { path = "../a" }',
  'b = { path = "../b", optional = true }',
] as const;
const tables = [
  'dependencies',
  'build-dependencies',
  "target.'cfg(windows)'.dependencies",
] as const;

interface CrateState {
  readonly version: string;
  readonly needs: readonly (typeof asked)[number][];
  readonly table: (typeof tables)[number];
}

/** By crate name. */
type State = Readonly<Record<string, CrateState>>;

const crate: fc.Arbitrary<CrateState> = fc.record({
  version: fc.constantFrom('0.1.0', '0.2.0'),
  needs: fc.subarray([...asked]),
  table: fc.constantFrom(...tables),
});
// `a` and `b` are always there, and need none of the workspace: no circles.
const state: fc.Arbitrary<State> = fc
  .record({ a: crate, b: crate, c: fc.option(crate), inner: fc.option(crate) })
  .map((crates) =>
    Object.fromEntries(
      Object.entries(crates).flatMap(([name, made]) => {
        if (!made) return [];
        const isBase = name === 'a' || name === 'b';
        const needs = made.needs.filter((need) => !isBase || !need.includes('path'));
        return [[name, { ...made, needs }]];
      }),
    ),
  );

function lay(crates: State): void {
  rmSync(join(root, 'libs'), { recursive: true, force: true });
  const files: Texts = Object.fromEntries(
    Object.entries(crates).flatMap(([name, { version, needs, table }]) => [
      [
        `libs/${name}/Cargo.toml`,
        `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2024"\n[${table}]\n${needs
          .map((need) => (table === 'dependencies' ? need : need.replace(', optional = true', '')))
          .join('\n')}\n`,
      ],
      [`libs/${name}/src/lib.rs`, ''],
    ]),
  );
  writeAll(root, {
    'Cargo.toml':
      '[workspace]\nresolver = "3"\nmembers = ["libs/*"]\n[workspace.dependencies]\ntester = "1"\n',
    ...files,
  });
}

/** What Cargo makes of the lock that is there. */
async function byCargo(): Promise<string> {
  const args = ['metadata', '--offline', '--format-version', '1'];
  const result = await run({ program: 'cargo', args, cwd: root, env });
  if (result.type !== 'exited' || result.code !== 0) throw new Error(JSON.stringify(result));
  return readFileSync(lock, 'utf8');
}

async function byPlugin(crates: State): Promise<string> {
  const manifests = Object.keys(crates).map((name) => `libs/${name}/Cargo.toml`);
  const files = ['Cargo.toml', 'Cargo.lock', ...manifests];
  await inferWorkspace(root, files);
  return readFileSync(lock, 'utf8');
}

test('whatever was changed: what Cargo would write, or not a byte', async () => {
  let [written, left] = [0, 0];
  await fc.assert(
    fc.asyncProperty(state, state, async (before, after) => {
      rmSync(lock, { force: true });
      lay(before);
      const start = await byCargo();
      expect(await byPlugin(before)).toBe(start);
      lay(after);
      const seen = await byPlugin(after);
      writeFileSync(lock, start);
      const right = await byCargo();
      if (seen === start && right !== start) left++;
      else {
        written++;
        expect(seen).toBe(right);
      }
      // Only what was locked already can be written without Cargo.
      const packages = (text: string): readonly string[] =>
        text.match(/name = .*\nversion = .*\nsource/g) ?? [];
      const isLocked = packages(right).every((line) => packages(start).includes(line));
      expect(isLocked && seen === start).toBe(isLocked && right === start);
    }),
    { numRuns: 25 },
  );
  expect(written).toBeGreaterThan(3);
  expect(left).toBeGreaterThan(0);
});

test('a crate that was copied by hand builds, and on CI only with its lock', async () => {
  const { root: copy, exec, nx, read, edit, write, dispose } = await createWorkspace();
  try {
    await exec('cp', ['-r', 'apps/echo', 'apps/hello']);
    edit('apps/hello/Cargo.toml', 'name = "echo"\npath', 'name = "hello"\npath');
    edit('apps/hello/Cargo.toml', 'name = "echo"', 'name = "hello"');
    const resource = read('template.yml').match(/^ {2}EchoFunction:\n(?: {4}.*\n)+/m)![0];
    edit(
      'template.yml',
      resource,
      resource + resource.replaceAll(/Echo|echo/g, (name) => (name === 'Echo' ? 'Hello' : 'hello')),
    );
    const before = read('Cargo.lock');
    const build = ['build', 'hello', '-c', 'local'];

    const refused = await nx(build);
    expect(refused.output).toContain(
      'Cargo.lock: does not fit the manifests; run cargo update --workspace and commit it',
    );
    expect(refused.code).toBe(1);
    expect(read('Cargo.lock')).toBe(before);

    // Two graphs at once write the same.
    const built = await Promise.all([nx(build, { CI: '' }), nx(['show', 'projects'], { CI: '' })]);
    expect(built.map(({ code, output }) => (code === 0 ? '' : output))).toEqual(['', '']);
    const seen = read('Cargo.lock');
    expect(seen).toContain('name = "hello"');
    await exec('git', ['checkout', 'Cargo.lock']);
    const updated = await exec('cargo', ['update', '--workspace', '--offline']);
    expect(updated).toMatchObject({ code: 0 });
    expect(read('Cargo.lock')).toBe(seen);
    expect((await exec('ls', [copy])).stdout).not.toContain('.part');

    // On CI with the lock committed, from the cache.
    const again = await nx(build);
    expect(again.output).toContain('[local cache]');
    expect(again.code).toBe(0);

    // What no crate has needed so far: the graph stays, the build says what to run.
    write(
      'apps/hello/Cargo.toml',
      read('apps/hello/Cargo.toml').replace('[dependencies]', '[dependencies]\nitoa = "=0.0.1"'),
    );
    const listed = await nx(['show', 'projects'], { CI: '' });
    expect(listed.stdout.split('\n')).toContain('hello');
    expect(read('Cargo.lock')).toBe(seen);
  } finally {
    await dispose();
  }
});
