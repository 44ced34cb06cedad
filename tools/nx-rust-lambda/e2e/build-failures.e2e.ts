/** What a build says of a mistake: one sentence, at once, and nothing is left half-done. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { findProgram } from '../../setup/search-path.cjs';
import { run } from '../src/process/run';
import { TinyWorkspace } from './tiny-workspace';
import { repository } from './workspace';

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
      a: expect.stringMatching(/^error: [^]*\n\na: did not compile; rustc says why above\n$/),
      b: undefined,
    });
  } finally {
    process.env['PATH'] = path;
  }
  expect(existsSync(asked)).toBe(false);
  expect(await workspace.says('b')).toBe('b');
});

test("a setting of cargo-lambda's own that no option turns off fails its function alone", async () => {
  workspace.write(
    'apps/a/Cargo.toml',
    manifest('[package.metadata.lambda.build]\nlambda_dir = "x"\n'),
  );
  const a =
    'apps/a/Cargo.toml: lambda_dir in [package.metadata.lambda.build] makes cargo-lambda build something else than what is cached; remove it\n';
  expect(await workspace.build()).toEqual({ a, b: undefined });
  expect(await workspace.build(['a'])).toEqual({ a });
});

test('a library that does not compile is named by all that need it, and rustc is quoted once', async () => {
  const needsBase = '[dependencies]\nbase = { path = "../base" }\n';
  for (const crate of ['a', 'b']) {
    workspace.write(`apps/${crate}/Cargo.toml`, manifest(needsBase).replace('"a"', `"${crate}"`));
  }
  workspace.write('apps/base/Cargo.toml', manifest('').replace('"a"', '"base"'));
  workspace.write('apps/base/src/lib.rs', 'pub fn x() -> u8 { nothing }\n');
  await run({ program: 'cargo', args: ['generate-lockfile', '--offline'], cwd: workspace.root });
  const said = await workspace.build();
  expect(said).toEqual({
    a: expect.stringMatching(
      /^error\[E0425\]: [^]* --> apps\/base\/src\/lib\.rs:1:20\n[^]*\n\na: base, which it needs, did not compile; rustc says why above\n$/,
    ),
    b: 'b: base, which it needs, did not compile; rustc says why under a\n',
  });
});

/** With these programs before all others, and nothing that could be installed. */
async function buildWith(
  programs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Record<string, string | undefined>> {
  const bin = join(workspace.parent, 'programs');
  mkdirSync(bin);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const path = [bin, process.env['PATH']].join(delimiter);
  // Nothing listens there: an installation that nobody asked for would fail.
  const closed = 'http://127.0.0.1:9';
  const offline = { RUSTUP_DIST_SERVER: closed, PIP_INDEX_URL: closed, PIP_RETRIES: '0' };
  const before = { ...process.env };
  try {
    Object.assign(process.env, { PATH: path, ...offline, ...environment });
    return await workspace.build();
  } finally {
    process.env = before;
  }
}

/** `.tools` with what is named, as if the rest had never been installed. */
function keepTools(...names: string[]): void {
  const all = join(repository, '.tools');
  const own = join(workspace.root, '.tools');
  rmSync(own);
  mkdirSync(own);
  for (const entry of readdirSync(all)) {
    if (!names.some((name) => entry.startsWith(`${name}-`))) continue;
    const folder = join(own, entry);
    mkdirSync(folder);
    symlinkSync(join(all, entry, 'bin'), join(folder, 'bin'));
    writeFileSync(join(folder, '.complete'), JSON.stringify({ folder, version: '1' }));
  }
}

const triple = 'x86_64-unknown-linux-gnu';
const sysrootOf = (folder: string) =>
  `case "$*" in *sysroot*) echo '${folder}';; *) exec '${findProgram('rustc', process.env['PATH'])}' "$@";; esac`;

test.each<
  [what: string, programs: () => Record<string, string>, tools: string[], sentence: RegExp]
>([
  [
    "the target's standard library, with rustup",
    () => ({ rustc: sysrootOf(workspace.parent), rustup: 'exit 1' }),
    ['cargo-lambda', 'zig'],
    new RegExp(
      `^Rust's standard library for ${triple} is not installed; run rustup target add ${triple}$`,
    ),
  ],
  [
    'cargo-lambda, and pip reaches nothing',
    () => ({}),
    ['zig'],
    /^cargo-lambda could not be installed, pip install failed; mend this and try again:\n[^]* cargo-lambda==/,
  ],
  [
    'cargo-lambda, and a Python without venv',
    () => ({ python3: `echo "No module named 'venv'" >&2; exit 1` }),
    ['zig'],
    /^cargo-lambda could not be installed, python3 -m venv failed; mend this and try again:\nNo module named 'venv'$/,
  ],
])('missing: %s', async (_what, programs, tools, sentence) => {
  keepTools(...tools);
  const { a, b } = await buildWith(programs());
  expect(a?.trimEnd()).toMatch(sentence);
  expect(b).toBe('');
});

test('a toolchain that rust-toolchain.toml names is not installed unasked', async () => {
  workspace.write('rust-toolchain.toml', '[toolchain]\nchannel = "1.70.0"\n');
  const { a } = await buildWith({}, { RUSTUP_AUTO_INSTALL: '' });
  const sentence =
    /^the Rust toolchain 1\.70\.0-\S+ is not installed; run rustup toolchain install 1\.70\.0-\S+\n$/;
  // Only rustup reads that file.
  const hasRustup = findProgram('rustup', process.env['PATH']) !== undefined;
  expect(a).toEqual(hasRustup ? expect.stringMatching(sentence) : undefined);
});
