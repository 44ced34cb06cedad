/**
 * A workspace of four functions and two libraries that compiles in a second: what it takes from a registry
 * are four crates in a folder, of two versions each.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Texts = Readonly<Record<string, string>>;

export const functions = ['a', 'b', 'c', 'd'] as const;

const packageOf = (name: string) =>
  `[package]\nname = "${name}"\nversion.workspace = true\nedition.workspace = true\n`;
const binOf = (name: string) => `\n[[bin]]\nname = "${name}"\npath = "main.rs"\n`;
const functionToml = (name: string, dependencies: string, rest = '') =>
  `${packageOf(name)}autobins = false\n\n[dependencies]\n${dependencies}\n${rest}${binOf(name)}`;
const declares = (text: string) => `\n[package.metadata.nx-rust-lambda]\n${text}\n`;
const mainOf = (...said: string[]) =>
  `fn main() {\n${said.map((what) => `    println!("{}", ${what});\n`).join('')}}\n`;
const onLib = (name: string) => `${name} = { path = "../../libs/${name}" }`;

export const template = [
  'Transform: AWS::Serverless-2016-10-31',
  'Parameters:',
  '  Architecture: { Type: String, Default: x86_64 }',
  'Globals:',
  '  Function: { Runtime: provided.al2023, Handler: bootstrap, Architectures: [x86_64] }',
  'Resources:',
  ...functions.flatMap((name) => [
    `  ${name.toUpperCase()}Function:`,
    '    Type: AWS::Serverless::Function',
    `    Properties: { CodeUri: apps/${name}${name === 'd' ? ', Architectures: [!Ref Architecture]' : ''} }`,
  ]),
  '',
].join('\n');

/** What the functions read besides their source: a `message.txt` inside the crate, `data/` outside. */
const texts: Texts = {
  'Cargo.toml': [
    '[workspace]',
    'resolver = "3"',
    'members = ["apps/*", "libs/*"]',
    '',
    '[workspace.package]',
    'version = "0.1.0"',
    'edition = "2021"',
    '',
    '[workspace.dependencies]',
    'outer = "1"',
    '',
    '[profile.release]',
    'opt-level = 1',
    '',
  ].join('\n'),
  '.cargo/config.toml': 'include = [{ path = "more.toml", optional = true }]\n',
  'template.yml': template,
  'libs/base/Cargo.toml': `${packageOf('base')}\n[features]\nextra = []\n`,
  'libs/base/src/lib.rs':
    'pub fn base() -> &\'static str {\n    if cfg!(feature = "extra") { "base and more" } else { "base" }\n}\n',
  'libs/mid/Cargo.toml': `${packageOf('mid')}\n[dependencies]\nbase = { path = "../base" }\n`,
  'libs/mid/src/lib.rs': 'pub fn mid() -> String {\n    format!("mid {}", base::base())\n}\n',
  'apps/a/Cargo.toml': functionToml('a', `${onLib('mid')}\nouter.workspace = true`),
  'apps/a/main.rs': mainOf('mid::mid()', 'outer::outer()', 'include_str!("message.txt")'),
  'apps/a/message.txt': 'hello',
  'apps/b/Cargo.toml': functionToml('b', onLib('base'), '\n[dev-dependencies]\ntester = "1"\n'),
  'apps/b/build.rs': [
    'fn main() {',
    '    println!("cargo:rerun-if-changed=words.txt");',
    '    println!("cargo:rustc-env=WORDS={}", std::fs::read_to_string("words.txt").unwrap());',
    '}',
    '',
  ].join('\n'),
  'apps/b/main.rs': mainOf('base::base()', 'env!("WORDS")'),
  'apps/b/words.txt': 'words',
  'apps/c/Cargo.toml': functionToml(
    'c',
    '',
    `\n[features]\nloud = []\n${declares('inputs = ["../../data/motto.txt", "../../data/linked.txt", "../../.git/marker", "../../../outside.txt"]\nenv = ["GREETING"]')}`,
  ),
  'apps/c/main.rs': mainOf(
    'include_str!("../../data/motto.txt")',
    'include_str!("../../../outside.txt")',
    'include_str!("linked.txt")',
    'include_str!("../../.git/marker")',
    'option_env!("GREETING").unwrap_or("no greeting")',
    'if cfg!(feature = "loud") { "LOUD" } else { "quiet" }',
    'if cfg!(flagged) { "with the flag" } else { "without the flag" }',
    'env!("CARGO_PKG_VERSION")',
  ),
  'apps/d/Cargo.toml': functionToml(
    'd',
    `${onLib('base')}\nunrelated = "1"`,
    declares('inputs = ["../../data/table*"]\nenv = ["BUILD_NOTE"]'),
  ),
  'apps/d/build.rs': [
    'fn main() {',
    '    println!("cargo:rerun-if-changed=../../data/table.txt");',
    '    println!("cargo:rerun-if-env-changed=BUILD_NOTE");',
    '    let table = std::fs::read_to_string("../../data/table.txt").unwrap();',
    '    let note = std::env::var("BUILD_NOTE").unwrap_or_default();',
    '    println!("cargo:rustc-env=TABLE={table}{note}");',
    '}',
    '',
  ].join('\n'),
  'apps/d/main.rs': mainOf('base::base()', 'unrelated::unrelated()', 'env!("TABLE")'),
  '../outside.txt': 'outside',
  'data/motto.txt': 'motto',
  'data/linked.txt': 'linked',
  '.git/marker': 'marker',
  'data/table.txt': 'table',
  'data/undeclared.txt': 'undeclared',
};

/** By path, what symbolic links lead to. */
const links: Texts = {
  'apps/c/linked.txt': '../../data/linked.txt',
  'apps/c/data': '../../data',
};

interface Published {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: string;
  readonly source: string;
}

const says = (name: string, version: string, more = '"".to_string()') =>
  `pub fn ${name}() -> String {\n    format!("${name} ${version} {}", ${more})\n}\n`;
const published = (version: string, unrelatedAsks: string): readonly Published[] => [
  { name: 'inner', version, source: says('inner', version, 'cfg!(feature = "loud")') },
  {
    name: 'outer',
    version,
    dependencies: `inner = "1"\n[target.'cfg(windows)'.dependencies]\nelsewhere = "1"`,
    source: says('outer', version, 'inner::inner()'),
  },
  {
    name: 'unrelated',
    version,
    dependencies: `inner = { version = "1"${unrelatedAsks} }`,
    source: says('unrelated', version, 'inner::inner()'),
  },
  { name: 'elsewhere', version, source: says('elsewhere', version) },
  { name: 'tester', version, source: says('tester', version) },
];

/** What the lock is made with. */
export const firstVersions = published('1.0.0', '');
/** Two updates of each; the second of `unrelated` turns on a feature of `inner`. */
export const laterVersions = [
  ...published('1.0.1', ''),
  ...published('1.0.2', ', features = ["loud"]'),
];

export function checksumOf(name: string, version: string): string {
  return createHash('sha256').update(`${name} ${version}`).digest('hex');
}

/** As `cargo vendor` lays it out. */
export function publish(folder: string, packages: readonly Published[]): void {
  for (const { name, version, dependencies = '', source } of packages) {
    const root = join(folder, `${name}-${version}`);
    const files: Texts = {
      'Cargo.toml': `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n[features]\nloud = []\n[dependencies]\n${dependencies}\n`,
      'src/lib.rs': source,
      '.cargo-checksum.json': JSON.stringify({ files: {}, package: checksumOf(name, version) }),
    };
    writeAll(root, files);
  }
}

export function layWorkspace(root: string): void {
  writeAll(root, texts);
  for (const [path, to] of Object.entries(links)) symlinkSync(to, join(root, path));
}

export function writeAll(root: string, files: Texts): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** A CARGO_HOME in which the packages of a folder stand in for the registry's. */
export function layCargoHome(cargoHome: string, vendor: string): void {
  writeAll(cargoHome, {
    'config.toml': `[source.crates-io]\nreplace-with = "folder"\n[source.folder]\ndirectory = "${vendor}"\n`,
  });
}
