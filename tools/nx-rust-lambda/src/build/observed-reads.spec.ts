import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Run } from '../process/run';
import { ObservedReads } from './observed-reads';

let root: string;
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'observed-reads-')))));
afterEach(() => rmSync(root, { recursive: true }));

const target = 'target/x86_64-unknown-linux-gnu/debug';

/** A target directory after `a`, which needs `sys` of a registry, was built; `more` is laid over it. */
function compiled(more: Readonly<Record<string, string>> = {}): ObservedReads {
  const files: Record<string, string> = {
    'Cargo.lock': [
      '[[package]]\nname = "a"\nversion = "0.1.0"\ndependencies = ["sys"]',
      '[[package]]\nname = "sys"\nversion = "1.0.0"\nsource = "registry+x"',
      '[[package]]\nname = "other"\nversion = "1.0.0"\nsource = "registry+x"',
    ].join('\n'),
    [`${target}/a.d`]: `${root}/${target}/a: ${root}/apps/a/main.rs`,
    [`${target}/deps/a-1`]: 'the program',
    [`${target}/deps/a-1.d`]: 'a: apps/a/main.rs\n# env-dep:MINE\n',
    [`${target}/deps/a-2`]: 'an older one',
    [`${target}/deps/a-2.d`]: 'a: apps/a/main.rs\n# env-dep:OLD\n',
    [`${target}/build/sys-1/output`]: 'cargo:rerun-if-env-changed=SYS\n',
    [`${target}/build/other-1/output`]: 'cargo:rerun-if-changed=/etc/other\n',
    'target/lambda/a/bootstrap': 'the program',
    ...more,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const nothingIgnored: Run = async () => ({ type: 'exited', code: 1, stdout: '', stderr: '' });
  const reads = new ObservedReads({ root, cwd: root, cargoHome: '/cargo', run: nothingIgnored });
  const message = (value: object) => reads.see(JSON.stringify(value));
  for (const name of ['sys', 'other']) {
    message({
      reason: 'build-script-executed',
      package_id: `registry+x#${name}@1.0.0`,
      out_dir: join(root, target, 'build', `${name}-1`, 'out'),
    });
  }
  message({
    reason: 'compiler-artifact',
    package_id: `path+file://${root}/apps/a#0.1.0`,
    manifest_path: join(root, 'apps/a/Cargo.toml'),
    target: { kind: ['bin'], name: 'a' },
    filenames: [join(root, target, 'a')],
  });
  return reads;
}

const check = (reads: ObservedReads, built = 'target/lambda/a/bootstrap') =>
  reads.refuseUnkeyed({
    crate: 'a',
    keyed: { folders: ['apps/a'], files: [], variables: [] },
    executable: join(root, target, 'a'),
    built: join(root, built),
  });

test('what is not set is told of the own crates, and noted of all', async () => {
  expect(await check(compiled())).toEqual(['MINE']);
  expect(readFileSync(join(root, '.nx/rust-build-variables'), 'utf8')).toBe('MINE\nSYS\n');
});

test('bins that are checked at the same time note what each of them read', async () => {
  const reads = compiled({ '.nx/rust-build-variables': 'X\n' });
  await Promise.all([check(reads), check(reads)]);
  expect(readFileSync(join(root, '.nx/rust-build-variables'), 'utf8')).toBe('MINE\nSYS\nX\n');
});

test.each([
  [
    'a file outside the crate',
    { [`${target}/a.d`]: `a: ../x.txt` },
    /^a reads \.\.\/x\.txt, which is not in the cache key; add inputs = \["\.\.\/\.\.\/\.\.\/x\.txt"\] to \[package/,
  ],
  [
    'a file that a package of the closure watches',
    { [`${target}/build/sys-1/output`]: 'cargo:rerun-if-changed=/etc/sys\n' },
    /^sys reads \/etc\/sys, which is not in the cache key; add inputs = \["\/etc\/sys"\] to \[workspace/,
  ],
])('%s is refused', async (_case, files, sentence) => {
  await expect(check(compiled(files))).rejects.toThrow(sentence);
});

describe('links', () => {
  function link(path: string, to: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(to, join(root, path));
  }
  const reading = (file: string) => compiled({ [`${target}/a.d`]: `a: ${file}`, 'x.txt': '' });

  const undeclared =
    /^a reads x\.txt, which is not in the cache key; add inputs = \["\.\.\/\.\.\/x\.txt"\] to \[package/;
  test.each<[what: string, file: string, path: string, to: string, sentence: RegExp]>([
    ['to a file', 'apps/a/x.txt', 'apps/a/x.txt', '../../x.txt', undeclared],
    [
      'in a folder that is watched',
      'apps/a/data',
      'apps/a/data/b/x',
      '../../../../x.txt',
      undeclared,
    ],
    [
      'to a folder',
      'apps/a/b/x.txt',
      'apps/a/b',
      '../..',
      /^a reads through apps\/a\/b, a link to a /,
    ],
    [
      'to a folder that is watched',
      'apps/a/b',
      'apps/a/b',
      '../..',
      /^a reads through apps\/a\/b, /,
    ],
    [
      'to a folder, in one that is watched',
      'apps/a/b',
      'apps/a/b/c',
      '..',
      /^a reads through apps\/a\/b\/c, /,
    ],
  ])('%s: refused', async (_what, file, path, to, sentence) => {
    link(path, to);
    await expect(check(reading(file))).rejects.toThrow(sentence);
  });

  test.each<[what: string, file: string, path: string, to: string]>([
    ['within the crate', 'apps/a/x.txt', 'apps/a/x.txt', 'main.rs'],
    ['of the target directory to another disk', `${target}/made.rs`, 'target', 'elsewhere'],
    ['that lead nowhere', 'apps/a/x.txt', 'apps/a/x.txt', 'nowhere'],
  ])('%s: well', async (_what, file, path, to) => {
    mkdirSync(join(root, 'elsewhere'), { recursive: true });
    link(path, to);
    expect(await check(reading(file))).toEqual(['MINE']);
  });
});

test('what is refused is noted by crate, until a build of it goes well', async () => {
  const note = () => JSON.parse(readFileSync(join(root, '.nx/rust-build-undeclared.json'), 'utf8'));
  const refused = compiled({
    [`${target}/a.d`]: 'a: /x.txt',
    '.nx/rust-build-undeclared.json': '{ "b": [] }',
  });
  await expect(check(refused)).rejects.toThrow(/, or run npx nx sync$/);
  const value = relative(join(root, 'apps/a'), '/x.txt');
  const declared = { manifest: 'apps/a/Cargo.toml', table: 'package', key: 'inputs', value };
  expect(note()).toEqual({ b: [], a: [declared] });
  expect(readdirSync(root).sort()).toEqual(['.nx', 'Cargo.lock', 'target']);
  await check(compiled());
  expect(note()).toEqual({ b: [] });
});

test('where another bin failed, cargo has written nothing or an old one of what a bin read', async () => {
  const left = `${target}/a`;
  const files = { [left]: 'the program', [`${target}/a.d`]: 'a: ../no-more.txt' };
  expect(await check(compiled(files), left)).toEqual(['MINE']);
  const outside = { ...files, [`${target}/deps/a-1.d`]: 'a: apps/a/main.rs ../x.txt\n' };
  await expect(check(compiled(outside), left)).rejects.toThrow(/^a reads \.\.\/x\.txt, /);
});
