/** What a build says of a mistake: one sentence, at once, and nothing is left half-done. */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from '../src/process/run';
import { TinyWorkspace } from './tiny-workspace';

let workspace: TinyWorkspace;
beforeEach(() => (workspace = new TinyWorkspace(['a', 'b'])));
afterEach(() => workspace.dispose());

const manifest = (more: string, edition = '2024') =>
  `[package]\nname = "a"\nversion = "0.1.0"\nedition = "${edition}"\n${more}`;

test.each<[mistake: string, spoil: () => void, sentence: string]>([
  [
    'a manifest that is no TOML',
    () => workspace.write('apps/a/Cargo.toml', manifest('x =\n')),
    'apps/a/Cargo.toml:5: string values must be quoted, expected literal string',
  ],
  [
    'an unknown edition',
    () => workspace.write('apps/a/Cargo.toml', manifest('', '2077')),
    'apps/a/Cargo.toml: supported edition values are `2015`, `2018`, `2021`, or `2024`, but `2077` is unknown',
  ],
  [
    'a stale lock',
    () => workspace.write('apps/a/Cargo.toml', manifest('[dependencies]\nb = { path = "../b" }\n')),
    'Cargo.lock: does not fit the manifests; run cargo update --workspace and commit it',
  ],
  [
    'a lock with a conflict',
    () => workspace.write('Cargo.lock', 'version = 4\n<<<<<<< HEAD\n'),
    'Cargo.lock:2: is not valid; take it back with git checkout Cargo.lock',
  ],
  [
    "a broken file of Cargo's configuration",
    () => workspace.write('.cargo/config.toml', '[build\n'),
    '.cargo/config.toml:1: is not valid TOML: unclosed table, expected `]`',
  ],
  [
    'a bin that does not exist',
    () =>
      workspace.write('apps/a/Cargo.toml', manifest('[[bin]]\nname = "c"\npath = "src/main.rs"\n')),
    "no crate has a bin a; mend the name in Cargo.toml or in the function's Metadata.BuildProperties.Binary",
  ],
  [
    'a target directory that cannot be written',
    () => workspace.write('target', ''),
    'target/release: cannot be written (Not a directory (os error 20)); mend it, or set CARGO_TARGET_DIR to another folder',
  ],
])('%s', async (_mistake, spoil, sentence) => {
  spoil();
  expect(await workspace.build()).toEqual({
    a: `${sentence}\n`,
    b: 'b: not built, for the same reason\n',
  });
  expect(existsSync(join(workspace.root, 'dist'))).toBe(false);
});

test("a file that does not parse fails alone; a distribution's Rust builds, and nobody asks rustup", async () => {
  const bin = join(workspace.parent, 'bin');
  mkdirSync(bin);
  const asked = join(workspace.parent, 'rustup-was-asked');
  writeFileSync(join(bin, 'rustup'), `#!/bin/sh\ntouch '${asked}'\nexit 1\n`);
  chmodSync(join(bin, 'rustup'), 0o755);
  const sysroot = await run({
    program: 'rustc',
    args: ['--print', 'sysroot'],
    cwd: workspace.root,
  });
  const path = process.env['PATH'];
  workspace.write('apps/a/src/main.rs', 'fn main({');
  try {
    const compiler = join(sysroot.type === 'exited' ? sysroot.stdout.trim() : '', 'bin');
    process.env['PATH'] = [bin, compiler, path].join(delimiter);
    expect(await workspace.build()).toEqual({
      a: 'a: did not compile; rustc says why above\n',
      b: undefined,
    });
  } finally {
    process.env['PATH'] = path;
  }
  expect(existsSync(asked)).toBe(false);
  expect(await workspace.says('b')).toBe('b');
});
