import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkspace, type Workspace } from './workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
  const generated = await workspace.nx(['g', 'rust-lambda', 'auth']);
  expect(generated.output).toContain('CREATE apps/auth/Cargo.toml');
  await workspace.commit();
});
afterAll(() => workspace.dispose());

/** The projects whose build ran, without those that came from the cache. */
const built = (output: string) =>
  [...output.matchAll(/^building \d+ functions? \(.*\): (.*)$/gm)]
    .flatMap(([, names = '']) => names.split(', '))
    .sort();

const affected = async () => {
  const { stdout } = await workspace.nx(['show', 'projects', '--affected', '--with-target=build']);
  return stdout
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .sort();
};

test('all functions of a batch are compiled in one cargo run, and then come from the cache', async () => {
  const first = await workspace.nx(['run-many', '-t', 'build', '-c', 'local']);
  expect(first).toMatchObject({ code: 0 });
  expect(first.output.match(/^building /gm)).toHaveLength(1);
  expect(built(first.output)).toEqual(['auth', 'echo']);

  const second = await workspace.nx(['run-many', '-t', 'build', '-c', 'local']);
  expect(second).toMatchObject({ code: 0 });
  expect(built(second.output)).toEqual([]);
});

test('the artifact is recorded as it lies there', () => {
  const file = (path: string) => readFileSync(join(workspace.root, 'dist/local/apps', path));
  const record = JSON.parse(file('echo.artifact.json').toString());
  const content = file('echo/bootstrap');
  expect(record).toEqual({
    crate: 'echo',
    sha256: createHash('sha256').update(content).digest('hex'),
    size: content.length,
    target: 'host',
    profile: 'dev',
  });
});

test('a removed artifact comes back from the cache', async () => {
  const before = readFileSync(join(workspace.root, 'dist/local/apps/echo/bootstrap'));
  await workspace.exec('rm', ['-r', 'dist']);
  const { code, output } = await workspace.nx(['build', 'echo', '-c', 'local']);
  expect({ code, built: built(output) }).toEqual({ code: 0, built: [] });
  expect(readFileSync(join(workspace.root, 'dist/local/apps/echo/bootstrap'))).toEqual(before);
});

describe('what a change affects and what it rebuilds', () => {
  afterEach(async () => {
    await workspace.exec('git', ['checkout', '--quiet', '.']);
  });

  const cases: [string, () => void, string[], string[]][] = [
    [
      'a library',
      () =>
        workspace.edit('libs/telemetry/src/lib.rs', '.without_time()', '.without_time().compact()'),
      ['auth', 'echo'],
      ['auth', 'echo'],
    ],
    [
      'a source file of one function',
      () => workspace.edit('apps/auth/main.rs', 'handling event', 'handling an event'),
      ['auth'],
      ['auth'],
    ],
    ['the README', () => workspace.write('README.md', 'changed\n'), [], []],
    [
      'memory in template.yml',
      () => workspace.edit('template.yml', 'MemorySize: 128', 'MemorySize: 256'),
      ['auth', 'echo'],
      [],
    ],
    [
      'a comment in Cargo.lock',
      () => workspace.edit('Cargo.lock', 'version = 4', '# changed\nversion = 4'),
      ['auth', 'echo'],
      [],
    ],
    [
      'a profile',
      () =>
        workspace.edit(
          'Cargo.toml',
          '[profile.dev]',
          '[profile.dev.package.telemetry]\nopt-level = 1\n\n[profile.dev]',
        ),
      ['auth', 'echo'],
      ['auth', 'echo'],
    ],
  ];

  test.each(cases)('%s', async (_name, change, expectedAffected, expectedBuilt) => {
    change();
    expect(await affected()).toEqual(expectedAffected);
    const { code, output } = await workspace.nx(['affected', '-t', 'build', '-c', 'local']);
    expect({ code, built: built(output) }).toEqual({ code: 0, built: expectedBuilt });
  });
});

test('a function that does not compile fails alone, with the words of rustc', async () => {
  workspace.edit(
    'apps/auth/main.rs',
    'let message = event.payload.message;',
    'let message = 1 + "x";',
  );
  workspace.edit('apps/echo/main.rs', 'handling event', 'handling one event');
  const { code, output } = await workspace.nx(['run-many', '-t', 'build', '-c', 'local']);
  expect(code).not.toBe(0);
  expect(output).toContain('error[E0277]: cannot add `&str` to `{integer}`');
  expect(output.match(/cannot add `&str`/g)).toHaveLength(1);
  expect(output).toMatch(/^echo: dist\/local\/apps\/echo\/bootstrap \(/m);
  const good = readFileSync(join(workspace.root, 'dist/local/apps/echo/bootstrap'));
  expect(good.includes('handling one event')).toBe(true);
  expect(output).toMatch(/^auth: did not compile/m);

  workspace.edit(
    'apps/auth/main.rs',
    'let message = 1 + "x";',
    'let message = event.payload.message;',
  );
  const mended = await workspace.nx(['run-many', '-t', 'build', '-c', 'local']);
  expect({ code: mended.code, built: built(mended.output) }).toEqual({ code: 0, built: [] });
});
