/** The same sources give the same bytes, wherever they lie and whoever builds them, with the user's flags. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { findProgram } from '../../setup/search-path.cjs';
import { run } from '../src/process/run';
import { TinyWorkspace } from './tiny-workspace';

/** Prints which of the flags it was compiled with, and holds paths: of generated code and of std's. */
const main = `include!(concat!(env!("OUT_DIR"), "/generated.rs"));

fn main() {
    let words: Vec<usize> = std::env::args().map(|word| word.len()).collect();
    println!("avx2={} one={} two={}", cfg!(target_feature = "avx2"), cfg!(one), cfg!(two));
    if few(words.len()) == 0 {
        println!("{}", words[words.len() - 1]);
    }
}
`;
const buildScript = `fn main() {
    let file = std::path::Path::new(&std::env::var("OUT_DIR").unwrap()).join("generated.rs");
    std::fs::write(file, "fn few(n: usize) -> usize { if n > 5 { panic!(\\"too many\\") } n }").unwrap();
}
`;
const manifest = `[package]
name = "a"
version = "0.1.0"
edition = "2024"
build = "build.rs"

[lints.rust]
unexpected_cfgs = "allow"
`;

const workspaces: TinyWorkspace[] = [];
afterAll(() => workspaces.forEach((workspace) => workspace.dispose()));

function createWorkspace(folder: string): TinyWorkspace {
  const workspace = new TinyWorkspace(['a', 'b'], folder);
  workspaces.push(workspace);
  workspace.write('apps/a/Cargo.toml', manifest);
  workspace.write('apps/a/build.rs', buildScript);
  workspace.write('apps/a/src/main.rs', main);
  return workspace;
}

function writeConfig(folder: string, text: string): void {
  mkdirSync(join(folder, '.cargo'), { recursive: true });
  writeFileSync(join(folder, '.cargo', 'config.toml'), text);
}

test("another path, user and way to build: the same bytes, with the CPU and the user's flags", async () => {
  const first = createWorkspace('one');
  writeConfig(first.root, `[target.'cfg(target_os = "linux")']\nrustflags = ["--cfg=one"]\n`);
  writeConfig(first.parent, '[target.x86_64-unknown-linux-gnu]\nrustflags = ["--cfg", "two"]\n');
  expect(await first.build()).toEqual({ a: undefined, b: undefined });
  const together = first.sha256('a');
  expect(await first.build(['a'])).toEqual({ a: undefined });
  expect(first.sha256('a')).toBe(together);
  expect(await first.says('a')).toBe('avx2=true one=true two=true');

  // The same two flags from elsewhere, and every folder another one. Without Nx, as sam build does it.
  const second = createWorkspace('another/place');
  const home = join(second.parent, 'home');
  mkdirSync(home);
  writeConfig(second.root, 'include = ["more.toml"]\n');
  writeFileSync(
    join(second.root, '.cargo', 'more.toml'),
    '[target.x86_64-unknown-linux-gnu]\nrustflags = ["--cfg", "two"]\n',
  );
  writeConfig(home, `[target.'cfg(unix)']\nrustflags = ["--cfg=one"]\n`);
  symlinkSync(process.env['RUSTUP_HOME'] ?? join(homedir(), '.rustup'), join(home, 'rustup'));
  const built = await run({
    program: 'sh',
    args: [
      join(second.root, 'tools/sam-build/build-function.sh'),
      join(second.root, 'apps/a'),
      'a',
      'a',
      dirname(second.artifact('a')),
    ],
    cwd: second.parent,
    cleanEnv: true,
    env: {
      PATH: [dirname(findProgram('cargo', process.env['PATH'])!), '/usr/bin', '/bin'].join(
        delimiter,
      ),
      HOME: home,
      CARGO_HOME: join(home, '.cargo'),
      RUSTUP_HOME: join(home, 'rustup'),
      CARGO_TARGET_DIR: join(second.parent, 'target'),
    },
  });
  expect(built).toMatchObject({ code: 0 });
  expect(await second.says('a')).toBe('avx2=true one=true two=true');
  expect(second.sha256('a')).toBe(first.sha256('a'));
});

test('variables and a file of cargo-lambda do not count', async () => {
  const workspace = createWorkspace('three');
  expect(await workspace.build(['b'])).toEqual({ b: undefined });
  workspace.write('apps/b/src/main.rs', 'fn main() { println!("later"); }');
  workspace.write('CargoLambda.toml', '[build]\nlambda_dir = "elsewhere"\noutput_format = "zip"\n');
  const options = { CARGO_LAMBDA_COMPILER: 'cross', 'CARGO_LAMBDA_BUILD.EXTENSION': 'true' };
  Object.assign(process.env, options);
  try {
    expect(await workspace.build(['b'])).toEqual({ b: undefined });
  } finally {
    for (const name of Object.keys(options)) delete process.env[name];
  }
  expect(await workspace.says('b')).toBe('later');
});

const script = 'tools/nx-rust-lambda/src/build/effective-rustflags.sh';
const triple = 'x86_64-unknown-linux-gnu';
const byTriple = 'CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS';

// `[target]` replaces `[build]`, and a variable replaces both: that is Cargo's rule, and stays so.
test.each<[where: string, config: Record<string, string>, env: Record<string, string>, string[]]>([
  ['nowhere', {}, {}, []],
  ['RUSTFLAGS', {}, { RUSTFLAGS: ' -g  --cfg=one ' }, ['-g', '--cfg=one']],
  [
    'CARGO_ENCODED_RUSTFLAGS, before RUSTFLAGS',
    {},
    { CARGO_ENCODED_RUSTFLAGS: '-Clink-arg=a b', RUSTFLAGS: '-g' },
    ['-Clink-arg=a b'],
  ],
  ['CARGO_BUILD_RUSTFLAGS', {}, { CARGO_BUILD_RUSTFLAGS: '-g' }, ['-g']],
  ['a variable by target', {}, { [byTriple]: '-g' }, ['-g']],
  [
    'in the workspace, above it and in CARGO_HOME',
    {
      home: '[build]\nrustflags = ["--cfg", "one"]',
      '.': '[build]\nrustflags = ["--cfg=two"]',
      workspace: '[build]\nrustflags = ["--cfg=three"]',
    },
    {},
    ['--cfg', 'one', '--cfg=two', '--cfg=three'],
  ],
  ['as one string', { workspace: '[build]\nrustflags = "--cfg one"' }, {}, ['--cfg', 'one']],
  [
    'by target, which replaces what is by build',
    {
      home: `[target.${triple}]\nrustflags = ["--cfg=one"]`,
      workspace: `[build]\nrustflags = ["--cfg=no"]\n[target.'cfg(unix)']\nrustflags = ["--cfg=two"]`,
    },
    {},
    ['--cfg=one', '--cfg=two'],
  ],
  [
    'by a target that is not built',
    {
      workspace: `[target.'cfg(windows)']\nrustflags = ["-g"]\n[build]\nrustflags = ["--cfg=one"]`,
    },
    {},
    ['--cfg=one'],
  ],
])("the user's flags: %s", async (_where, config, env, flags) => {
  const workspace = createWorkspace('.');
  for (const [folder, text] of Object.entries(config)) {
    writeConfig(join(workspace.parent, folder), text);
  }
  const result = await run({
    program: 'sh',
    args: [join(workspace.root, script), join(workspace.root, '.nx'), triple],
    cwd: workspace.root,
    env: { CARGO_HOME: join(workspace.parent, 'home', '.cargo'), ...env },
  });
  expect(result).toMatchObject({ code: 0, stdout: `${flags.join('\x1f')}\n`, stderr: '' });
});
