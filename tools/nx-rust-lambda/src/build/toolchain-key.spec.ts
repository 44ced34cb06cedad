import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../process/run';

let root: string;
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'toolchain-key-')))));
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

async function key(environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const result = await run({
    program: 'sh',
    args: [join(__dirname, 'toolchain-key.sh')],
    cwd: join(root, 'a/workspace'),
    cleanEnv: true,
    env: { PATH: '/usr/bin:/bin', HOME: join(root, 'home'), ...environment },
  });
  return result.type === 'exited' && result.code === 0 ? result.stdout : JSON.stringify(result);
}

test.each([
  'a/workspace/.cargo/config.toml',
  'a/workspace/.cargo/config',
  'a/.cargo/config.toml',
  'home/.cargo/config.toml',
  'a/workspace/.cargo/included.toml',
  'a/workspace/.cargo/deep/optional.toml',
  'a/workspace/.cargo/deep/deeper.toml',
])('%s is part of the key', async (path) => {
  const includes =
    'include = [\n  "included.toml",\n  { path = "deep/optional.toml", optional = true },\n]\n';
  write('a/workspace/.cargo/config.toml', includes);
  write('a/workspace/.cargo/deep/optional.toml', "include = 'deeper.toml'\n");
  const before = await key();
  write(path, `${includes}include = 'deeper.toml'\n[build]\nrustflags = ["--cfg=mine"]\n`);
  expect(await key()).not.toBe(before);
});

test.each([
  'RUSTFLAGS',
  'CARGO_ENCODED_RUSTFLAGS',
  'CARGO_BUILD_RUSTFLAGS',
  'CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS',
])('the variable %s is part of the key', async (name) => {
  mkdirSync(join(root, 'a/workspace'), { recursive: true });
  expect(await key({ [name]: '-g' })).not.toBe(await key());
});

test('a file that includes itself comes to an end', async () => {
  write('a/workspace/.cargo/config.toml', 'include = "config.toml"\n');
  expect(await key()).toContain('include = "config.toml"');
});
