import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Run } from '../process/run';
import { assertStd, findRust, parseVerbose } from './rust';

const verbose = `rustc 1.95.0 (59807616e 2026-04-14)
binary: rustc
commit-hash: 59807616e1fa2540724bfbac14d7976d7e4a3860
host: x86_64-unknown-linux-gnu
release: 1.95.0
LLVM version: 22.1.2
`;
const triple = 'aarch64-unknown-linux-gnu';
let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'rust-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function putPrograms(bin: string, names: readonly string[]): string {
  mkdirSync(join(folder, bin), { recursive: true });
  for (const name of names) {
    writeFileSync(join(folder, bin, name), '');
    chmodSync(join(folder, bin, name), 0o755);
  }
  return join(folder, bin);
}

const rustc: Run = async ({ args }) => ({
  type: 'exited',
  code: 0,
  stdout: args[0] === '-vV' ? verbose : `${folder}/sysroot\n`,
  stderr: '',
});

test("a package's cargo is not taken, and the one that is taken is absolute", async () => {
  const packages = putPrograms('node_modules/.bin', ['cargo', 'rustc']);
  const bin = putPrograms('bin', ['cargo', 'rustc', 'rustup']);
  const rust = await findRust({ root: folder, run: rustc, path: `${packages}:${bin}` });
  expect(rust).toEqual({
    cargo: join(bin, 'cargo'),
    rustc: join(bin, 'rustc'),
    rustup: join(bin, 'rustup'),
    sysroot: join(folder, 'sysroot'),
    host: 'x86_64-unknown-linux-gnu',
    version: '1.95.0',
    stdSource: '/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860',
  });
});

test.each([
  [['rustc'], /^cargo was not found on PATH; .*rustup/],
  [['cargo'], /^rustc was not found on PATH; .*rustup/],
])('only %j', async (names, sentence) => {
  const path = putPrograms('bin', names);
  await expect(findRust({ root: folder, run: rustc, path })).rejects.toThrow(sentence);
});

test.each([
  ['error: no default toolchain is configured\n', /no default toolchain is configured/],
  [
    "error: toolchain '1.70.0' is not installed\nhelp: run…\n",
    /; run rustup toolchain install 1\.70\.0$/,
  ],
])('a rustc that fails says why: %j', async (stderr, sentence) => {
  const path = putPrograms('bin', ['cargo', 'rustc']);
  const run: Run = async () => ({ type: 'exited', code: 1, stdout: '', stderr });
  await expect(findRust({ root: folder, run, path })).rejects.toThrow(sentence);
});

test.each([
  ['a commit', verbose, '/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860'],
  ['none', verbose.replace(/commit-hash: .*/, 'commit-hash: unknown'), '/rustc/1.95.0'],
])("where std's sources were, with %s", (_case, text, stdSource) => {
  expect(parseVerbose(text)).toMatchObject({ stdSource });
});

test('an answer without a host is refused', () => {
  expect(() => parseVerbose('rustc 1.0')).toThrow('which names no host and release');
});

test.each([
  ['/usr/bin/rustup', /is not installed; run rustup target add aarch64-unknown-linux-gnu$/],
  [undefined, /is not installed; install your distribution's Rust standard library/],
])('a missing standard library, rustup %s', (rustup, sentence) => {
  expect(() => assertStd({ sysroot: folder, rustup }, triple)).toThrow(sentence);
  mkdirSync(join(folder, 'lib', 'rustlib', triple, 'lib'), { recursive: true });
  expect(() => assertStd({ sysroot: folder, rustup }, triple)).not.toThrow();
});
