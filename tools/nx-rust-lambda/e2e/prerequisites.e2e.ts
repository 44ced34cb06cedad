/** What a newcomer sees whose machine lacks something: one sentence for each, and exit code 1. */
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../setup/search-path.cjs';
import { run } from '../src/process/run';

const programs = ['git', 'npm', 'cargo', 'rustc', 'cc', 'python3'];
let folder: string;

/** The set-up alone: if it let something pass, it would stop at the missing lock file. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prerequisites-'));
  cpSync(join(__dirname, '..', '..', 'setup'), join(folder, 'tools', 'setup'), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  for (const program of programs) {
    // By way of a script, since the real one may be a script itself and need all of PATH.
    const file = findProgram(program, process.env['PATH']);
    if (file) fake(program, `PATH='${process.env['PATH']}' exec '${file}' "$@"`);
  }
});

afterEach(() => rmSync(folder, { recursive: true }));

function fake(program: string, script: string): void {
  const file = join(folder, 'bin', program);
  rmSync(file, { force: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

async function setUp(command: string, nodeArgs: readonly string[] = []) {
  const result = await run({
    program: process.execPath,
    args: [...nodeArgs, join(folder, 'tools', 'setup', 'main.mjs'), command],
    cwd: folder,
    env: { PATH: join(folder, 'bin') },
  });
  if (result.type !== 'exited') throw new Error(JSON.stringify(result));
  return { code: result.code, stdout: result.stdout, said: result.stderr.trim().split('\n') };
}

test.each<[what: string, spoil: () => void, sentence: RegExp]>([
  [
    'an old python3',
    () => fake('python3', 'echo Python 3.9.6'),
    /^python3 3\.9\.6 is too old, 3\.10 is needed; install /,
  ],
  [
    'a python3 without venv',
    () =>
      fake(
        'python3',
        `echo Python 3.12.3; echo "ModuleNotFoundError: No module named 'venv'" >&2; exit 1`,
      ),
    /^python3 3\.12\.3 does not work \(ModuleNotFoundError: No module named 'venv'\); /,
  ],
  [
    'an old cargo',
    () => fake('cargo', 'echo "cargo 1.65.0 (4bc8f24d3 2022-10-20)"'),
    /^cargo 1\.65\.0 is too old, 1\.85 is needed; install Rust with rustup /,
  ],
  [
    'a rustup without a toolchain',
    () =>
      fake('rustc', 'echo "error: rustup could not choose a version of rustc to run" >&2; exit 1'),
    /^rustc does not work \(error: rustup could not .*\); choose a toolchain with rustup default stable$/,
  ],
  ['no git', () => rmSync(join(folder, 'bin', 'git')), /^git was not found on PATH; install /],
  ['no cc', () => rmSync(join(folder, 'bin', 'cc')), /^cc was not found on PATH; install /],
])('%s', async (_what, spoil, sentence) => {
  spoil();
  const { code, said } = await setUp('start');
  expect(said).toEqual([expect.stringMatching(sentence)]);
  expect(code).toBe(1);
});

test('two that are missing are both named at once', async () => {
  rmSync(join(folder, 'bin', 'git'));
  fake('python3', 'echo Python 3.8.10');
  const { code, said } = await setUp('test');
  expect(said).toEqual([
    expect.stringMatching(/^git was/),
    expect.stringMatching(/^python3 3\.8\.10/),
  ]);
  expect(code).toBe(1);
});

test('an old Node, before anything else is looked at', async () => {
  writeFileSync(
    join(folder, 'old.cjs'),
    "Object.defineProperty(process, 'version', { value: 'v18.20.4' });\n",
  );
  const { code, said } = await setUp('start', ['-r', join(folder, 'old.cjs')]);
  expect(said).toEqual([expect.stringMatching(/^node 18\.20\.4 is too old, 20\.0 is needed; /)]);
  expect(code).toBe(1);
});

test('with everything there the set-up goes on to the npm packages', async () => {
  const { code, said } = await setUp('start');
  expect(said).toEqual([
    'package-lock.json is missing; take it back with git checkout package-lock.json',
  ]);
  expect(code).toBe(1);
});

test('stop needs nothing', async () => {
  for (const program of programs) rmSync(join(folder, 'bin', program));
  const { code, stdout } = await setUp('stop');
  expect(stdout).toBe('nothing to stop: nothing was started here\n');
  expect(code).toBe(0);
});

test('another word is refused', async () => {
  const { code, said } = await setUp('begin');
  expect(said).toEqual(['begin is not a command; use npm start, npm stop or npm test']);
  expect(code).toBe(1);
});
