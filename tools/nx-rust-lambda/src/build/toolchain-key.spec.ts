import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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

const append = (path: string, text: string) => appendFileSync(join(root, path), text);

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

// Elsewhere `ls` does not tell times so exactly, and rustc is asked each time.
const onLinux = process.platform === 'linux' ? describe : () => {};
onLinux('what rustc says is remembered', () => {
  const memory = 'a/workspace/.nx/rust-compiler';
  const own = 'rustup-home/toolchains/own';
  const path = () => `${join(root, 'cargo/bin')}:/usr/bin:/bin`;
  const ask = (environment: Readonly<Record<string, string>> = {}) =>
    key({ PATH: path(), RUSTUP_HOME: join(root, 'rustup-home'), ...environment });
  const spoil = () =>
    writeFileSync(join(root, memory), `${readFileSync(join(root, memory), 'utf8')}remembered\n`);

  /** A rustup that is a script, and its proxy; the toolchain's compiler is a program. */
  beforeEach(() => {
    write('cargo/bin/rustup', `#!/bin/sh\necho '${join(root, own, 'bin/rustc')}'\n`);
    chmodSync(join(root, 'cargo/bin/rustup'), 0o755);
    linkSync(join(root, 'cargo/bin/rustup'), join(root, 'cargo/bin/rustc'));
    write(`${own}/lib/librustc_driver-1.so`, 'library');
    mkdirSync(join(root, own, 'bin'));
    copyFileSync('/bin/true', join(root, own, 'bin/rustc'));
    write('rustup-home/settings.toml', 'default_toolchain = "own"\n');
    write('a/workspace/.nx/there', '');
  });

  test('with all that decides it', async () => {
    const said = await ask();
    expect(said).toContain(join(root, own, 'bin/rustc'));
    spoil();
    expect(await ask()).toBe(said.replace(/\n/, '\nremembered\n'));
  });

  test.each<[string, () => void, Readonly<Record<string, string>>?]>([
    ['another default', () => append('rustup-home/settings.toml', '# more\n')],
    ['a rust-toolchain.toml', () => write('a/workspace/rust-toolchain.toml', '')],
    ['a rust-toolchain in a folder above', () => write('a/rust-toolchain', '')],
    ['another compiler', () => append(`${own}/bin/rustc`, 'x')],
    ['another of its size', () => copyFileSync('/bin/true', join(root, own, 'bin/rustc'))],
    ['another library', () => append(`${own}/lib/librustc_driver-1.so`, 'x')],
    ['one more library', () => write(`${own}/lib/librustc_driver-2.so`, '')],
    ['another rustup', () => append('cargo/bin/rustup', '# more\n')],
    [
      'another rustc before it',
      () => {
        write('first/rustc', '#!/bin/sh\n');
        chmodSync(join(root, 'first/rustc'), 0o755);
      },
      { PATH: 'first' },
    ],
    ['RUSTUP_TOOLCHAIN', () => {}, { RUSTUP_TOOLCHAIN: 'own' }],
    ['no compiler any more', () => rmSync(join(root, own, 'bin/rustc'))],
    ['a toolchain that was moved', () => renameSync(join(root, own), join(root, 'moved'))],
  ])('until there is %s', async (_change, change, environment = {}) => {
    await ask();
    spoil();
    expect(await ask()).toContain('remembered');
    change();
    const first = environment['PATH'] && { PATH: `${join(root, environment['PATH'])}:${path()}` };
    expect(await ask({ ...environment, ...first })).not.toContain('remembered');
  });

  test('not where the compiler is a script, which may start another', async () => {
    write(`${own}/bin/rustc`, '#!/bin/sh\n');
    await ask();
    expect(existsSync(join(root, memory))).toBe(false);
  });

  test.each(['', 'x', '\n\n', '/nowhere\n\nsaid\n'])('a memory of %j is none', async (text) => {
    const said = await ask();
    write(memory, text);
    expect(await ask()).toBe(said);
  });
});
