/** Rust that no rustup manages: it builds for arm64 where its std is there, and rustup is never started. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { elfMachine } from '../src/build/elf';
import { run } from '../src/process/run';
import { TinyWorkspace } from './tiny-workspace';

class Arm64Workspace extends TinyWorkspace {
  override spec(crate: string) {
    return { ...super.spec(crate), target: 'aarch64-unknown-linux-gnu.2.34' };
  }
}

let workspace: TinyWorkspace;
/** Of the toolchain's own cargo and rustc, not of rustup's stand-ins for them. */
let sysroot: string;
const path = process.env['PATH'];

beforeAll(async () => {
  const printed = await run({ program: 'rustc', args: ['--print', 'sysroot'], cwd: '/' });
  if (printed.type !== 'exited') throw new Error(JSON.stringify(printed));
  sysroot = printed.stdout.trim();
});
beforeEach(() => {
  workspace = new Arm64Workspace(['a']);
  put('rustup', `touch '${asked()}'; exit 1`);
  process.env['PATH'] = [bin(), join(sysroot, 'bin'), path].join(delimiter);
});
afterEach(() => {
  process.env['PATH'] = path;
  workspace.dispose();
});

const bin = () => join(workspace.parent, 'bin');
const asked = () => join(workspace.parent, 'rustup-was-asked');

function put(program: string, script: string): void {
  mkdirSync(bin(), { recursive: true });
  writeFileSync(join(bin(), program), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin(), program), 0o755);
}

test('with its std for arm64, the artifact is for arm64', async () => {
  expect(await workspace.build()).toEqual({ a: undefined });
  expect(elfMachine(readFileSync(workspace.artifact('a')))).toBe('aarch64');
  expect(existsSync(asked())).toBe(false);
});

test('without it, one sentence says what to run, and nothing runs it', async () => {
  const own = join(sysroot, 'bin', 'rustc');
  put('rustc', `case "$*" in *sysroot*) echo '${bin()}' ;; *) exec '${own}' "$@" ;; esac`);
  expect(await workspace.build()).toEqual({
    a: "Rust's standard library for aarch64-unknown-linux-gnu is not installed; run rustup target add aarch64-unknown-linux-gnu\n",
  });
  expect(existsSync(asked())).toBe(false);
});
