import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Declaration } from '../../build/read-inputs';
import { noteUndeclared } from '../../build/undeclared-note';
import type { Run } from '../../process/run';
import sync from './sync';

let root: string;
let tree: Tree;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sync-'));
  tree = createTreeWithEmptyWorkspace();
  tree.root = root;
});
afterEach(() => rmSync(root, { recursive: true }));

/** Nx's own search can wait for ever in a folder that has no file. */
const findLocks = async () => ['Cargo.lock', 'apps/own/Cargo.lock'].filter((f) => tree.exists(f));
const noCargo = {
  run: (async () => ({ type: 'spawn-failed', reason: 'is not there' })) satisfies Run,
  findLocks,
};
const changed = () =>
  tree
    .listChanges()
    .map(({ path }) => path)
    .filter((path) => path.includes('Cargo'));
const reads = (more: Partial<Declaration> = {}): Declaration => ({
  manifest: 'apps/a/Cargo.toml',
  table: 'package',
  key: 'inputs',
  value: '../../x.txt',
  ...more,
});
const manifest = '[package]\nname = "a"\n';

test('declares what builds read, and then forgets it', async () => {
  tree.write('apps/a/Cargo.toml', manifest);
  tree.write('Cargo.toml', '[workspace]\n');
  await noteUndeclared(root, 'a', [reads(), reads({ key: 'env', value: 'SET' })]);
  await noteUndeclared(root, 'b', [reads({ manifest: 'Cargo.toml', table: 'workspace' })]);
  const { outOfSyncMessage, callback } = await sync(tree, {}, noCargo);
  expect(outOfSyncMessage).toContain(
    'apps/a/Cargo.toml does not declare ../../x.txt, which a build',
  );
  expect(tree.read('apps/a/Cargo.toml', 'utf8')).toBe(
    `${manifest}\n[package.metadata.nx-rust-lambda]\nenv = ["SET"]\ninputs = ["../../x.txt"]\n`,
  );
  expect(tree.read('Cargo.toml', 'utf8')).toBe(
    '[workspace]\n\n[workspace.metadata.nx-rust-lambda]\ninputs = ["../../x.txt"]\n',
  );
  await callback();
  expect(existsSync(join(root, '.nx/rust-build-undeclared.json'))).toBe(false);
});

test.each<[string, string, Declaration[]]>([
  ['nothing was refused', manifest, []],
  [
    'it is declared by now',
    `${manifest}[package.metadata.nx-rust-lambda]\ninputs = ["../../x.txt"]\n`,
    [reads()],
  ],
  ['the crate is gone', manifest, [reads({ manifest: 'apps/gone/Cargo.toml' })]],
])('changes nothing where %s', async (_case, text, declarations) => {
  tree.write('apps/a/Cargo.toml', text);
  await noteUndeclared(root, 'a', declarations);
  await sync(tree, {}, noCargo);
  expect(tree.read('apps/a/Cargo.toml', 'utf8')).toBe(text);
  expect(tree.exists('apps/gone/Cargo.toml')).toBe(false);
});

test.each<[string, string, Declaration]>([
  ['an inline table', '[package]\nmetadata = { x = 1 }\n', reads()],
  ['a crate outside the workspace', manifest, reads({ manifest: '../a/Cargo.toml' })],
])('says what to do by hand for %s', async (_case, text, declaration) => {
  tree.write('apps/a/Cargo.toml', text);
  await noteUndeclared(root, 'a', [declaration]);
  await expect(sync(tree, {}, noCargo)).rejects.toThrow(
    `nx sync cannot do it here; by hand, add inputs = ["../../x.txt"] to [package.metadata.nx-rust-lambda] of ${declaration.manifest}`,
  );
});

const lock = (...entries: string[]) => entries.map((one) => `[[package]]\n${one}\n`).join('\n');
const a = 'name = "a"\nversion = "0.1.0"';
const b = 'name = "b"\nversion = "0.1.0"';
const serde = 'name = "serde"\nversion = "1.0.0"\nsource = "registry+x"\nchecksum = "1"';

test('a record is made for each Cargo.lock of several crates', async () => {
  tree.write('Cargo.lock', lock(a, b, serde));
  tree.write('apps/own/Cargo.lock', lock(a, serde));
  const packages = [
    {
      name: 'serde',
      version: '1.0.0',
      source: 'registry+x',
      features: {},
      dependencies: [],
      targets: [],
    },
  ];
  const told: Run = async () => ({
    type: 'exited',
    code: 0,
    stdout: JSON.stringify({ packages }),
    stderr: '',
  });
  const { outOfSyncMessage } = await sync(tree, {}, { run: told, findLocks });
  expect(outOfSyncMessage).toBe('Cargo.features.lock is not what Cargo.lock has.');
  expect(tree.read('Cargo.features.lock', 'utf8')).toMatch(/\nserde 1\.0\.0 \w{16} \w{32}\n$/);
  expect(changed()).not.toContain('apps/own/Cargo.features.lock');
});

test('a record that cargo does not complete is an error', async () => {
  tree.write('Cargo.lock', lock(a, b, serde));
  const stale: Run = async () => ({
    type: 'exited',
    code: 101,
    stdout: '',
    stderr: `error: cannot update the lock file ${root}/Cargo.lock because --locked was passed`,
  });
  await expect(sync(tree, {}, { run: stale, findLocks })).rejects.toThrow(
    'Cargo.features.lock: cannot be brought up to date: Cargo.lock: does not fit the manifests; run cargo update --workspace',
  );
});
