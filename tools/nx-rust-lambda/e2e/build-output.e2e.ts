/** What a build of three functions shows, of which one fails and one is warned of: each line once, everywhere. */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { createWorkspace, repository, type Outcome, type Workspace } from './workspace';

let workspace: Workspace;

const manifest = (name: string, more = '') =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2024"\n${more}`;
const needsBase = '[dependencies]\nbase = { path = "../../libs/base" }\n';

beforeAll(async () => {
  workspace = await createWorkspace();
  const { write, edit, exec } = workspace;
  write('libs/base/Cargo.toml', manifest('base'));
  write('libs/base/src/lib.rs', 'pub fn x() -> u8 {\n    let of_base = 1;\n    3\n}\n');
  const body = { fails: 'nope', warns: 'let of_warns = 1;', works: '' };
  for (const [crate, line] of Object.entries(body)) {
    write(`apps/${crate}/Cargo.toml`, manifest(crate, needsBase));
    write(`apps/${crate}/src/main.rs`, `fn main() {\n    base::x();\n    ${line}\n}\n`);
    const id = `${crate}Function`;
    const resource = `  ${id}:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: apps/${crate}\n\n`;
    edit('template.yml', 'Outputs:', `${resource}Outputs:`);
  }
  await exec('cargo', ['update', '--workspace', '--offline']);
});
afterAll(() => workspace.dispose());

const common = [
  /building 3 functions \(release, /,
  /rustflags: /,
  /cargo lambda build /,
  /could not compile `fails` \(bin "fails"\)/,
  /`base` generated 1 warning/,
  /`warns` generated 1 warning/,
];
const ofFailure = [
  /unused variable: `of_base`/,
  /cannot find value `nope`/,
  /^fails: did not compile; rustc says why above/m,
];
const ofSuccesses = [
  /unused variable: `of_warns`/,
  /^warns: dist\/apps\/warns\/bootstrap \(/m,
  /^works: dist\/apps\/works\/bootstrap \(/m,
];

/** How often each is there. */
const count = (shown: string, lines: readonly RegExp[]) =>
  lines.map((line) => `${line} ${shown.split(new RegExp(line, line.flags)).length - 1}`);
const times = (n: number, lines: readonly RegExp[]) => lines.map((line) => `${line} ${n}`);

const build = ['run-many', '--target=build', '--projects=fails,warns,works', '--skip-nx-cache'];
const onTerminal = {
  CI: undefined,
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  TERM: 'xterm-256color',
};

const script = join(__dirname, 'in-terminal.py');

/** Where nobody types: what asks something would never end. */
function inTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const nx = [process.execPath, 'node_modules/nx/dist/bin/nx.js', ...args];
  return workspace.exec('python3', [script, ...nx], { ...onTerminal, ...env });
}

test.each([
  ['as it is', [], 1],
  ['only failures', ['--output-style=static-failures-only'], 0],
  ['stream', ['--output-style=stream'], 1],
])('without a terminal, %s: no bar, no control characters', async (_style, style, shown) => {
  const { code, output } = await workspace.nx([...build, ...style]);
  expect(code).toBe(1);
  expect(count(output, [...common, ...ofFailure])).toEqual(times(1, [...common, ...ofFailure]));
  expect(count(output, ofSuccesses)).toEqual(times(shown, ofSuccesses));
  expect(output.replaceAll('\r\n', '\n')).toBe(stripVTControlCharacters(output));
  expect(output).not.toMatch(/\r/);
  expect(output.indexOf('nx run fails:build')).toBeLessThan(output.indexOf('cannot find value'));
});

test("on a terminal: cargo's bar, which leaves nothing behind", async () => {
  // So that all of it is compiled.
  workspace.edit('libs/base/src/lib.rs', '3', '4');
  const { code, stdout } = await inTerminal(build);
  expect(code).toBe(1);
  expect(stdout).toMatch(/Building\S* \[[=> ]+\] \d\/4: .*\r/);
  const all = [...common, ...ofFailure, ...ofSuccesses, /Compiling\S* base /];
  const plain = stripVTControlCharacters(stdout.replaceAll('\r\n', '\n'));
  expect(count(plain, all)).toEqual(times(1, all));
  // What follows a bar is the next one, or erases it.
  const after = stdout
    .split('\r')
    .slice(1)
    .filter((text) => !text.startsWith('\n'));
  const kept = after.filter((text) => !/^(?:\S\[K|(?:\S\[\d+m)*    Building)/.test(text));
  expect(kept).toEqual([]);
});

test("under Nx's terminal UI, what stays is what failed", async () => {
  const { code, stdout } = await inTerminal([...build, '--tui']);
  expect(code).toBe(1);
  // Once it has left the screen that it paints on.
  const left = stripVTControlCharacters(stdout.slice(stdout.lastIndexOf('[?1049l')));
  const stays = [...common, ...ofFailure];
  expect(count(left.replaceAll('\r\n', '\n'), stays)).toEqual(times(1, stays));
  expect(left).not.toMatch(/\] \d\/4: /);
});

test('on a terminal without zig, which nobody can install: a sentence, and nobody is asked', async () => {
  const tools = join(workspace.root, '.tools');
  rmSync(tools);
  for (const entry of readdirSync(join(repository, '.tools'))) {
    if (!entry.startsWith('cargo-lambda-')) continue;
    cpSync(join(repository, '.tools', entry, 'bin'), join(tools, entry, 'bin'), {
      recursive: true,
    });
    const marker = { folder: join(tools, entry), version: '1' };
    workspace.write(`.tools/${entry}/.complete`, JSON.stringify(marker));
  }
  const env = { PIP_INDEX_URL: 'http://127.0.0.1:9', PIP_RETRIES: '0' };
  const { code, stdout } = await inTerminal(['build', 'works'], env);
  expect(code).toBe(1);
  const sentence = [/zig could not be installed, pip install failed; mend this and try again:/];
  expect(count(stdout, sentence)).toEqual(times(1, sentence));
});

test('every other failure on a terminal: the same sentences, and nobody is asked', async () => {
  const jest = join(repository, 'node_modules/jest/bin/jest.js');
  const config = join(__dirname, '../jest.e2e.config.cjs');
  const args = [jest, '--forceExit', '-c', config, 'e2e/build-failures.e2e'];
  // Each of its workspaces has a target directory of its own.
  const env = { CARGO_TARGET_DIR: undefined };
  const command = [script, process.execPath, ...args];
  const { code, stdout } = await workspace.exec('python3', command, env);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/Tests: +[1-9]\d* passed, /)]);
});
