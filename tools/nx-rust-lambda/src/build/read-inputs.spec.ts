import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareReads, type KeyedInputs, type PackageReads, type ReadContext } from './read-inputs';

const context: ReadContext = {
  workspaceRoot: '/w',
  cargoWorkspace: '.',
  ownFolders: ['/w/target', '/home/.cargo'],
  environment: { SET: '1', CC: 'clang', CARGO_PKG_NAME: 'x' },
  isKeyed: (name) => name === 'CC',
  hiddenBy: (file) => (file.endsWith('.ignored') ? '!apps/a/x.ignored' : undefined),
};
const keyed: KeyedInputs = {
  folders: ['apps/a', 'libs/base'],
  files: [
    'data/table.txt',
    'proto',
    'shared/*.json',
    'shared/**/HEAD',
    '.git/HEAD',
    '../above.txt',
    '../packages',
    '/etc/hosts',
  ],
  variables: ['DECLARED'],
};
const read = (more: Partial<PackageReads>): PackageReads => ({
  package: 'a',
  root: 'apps/a',
  files: [],
  variables: [],
  ...more,
});
const missing = (of: PackageReads) => compareReads([of], keyed, context).missing;

test.each([
  ['source', '/w/apps/a/src/main.rs'],
  ['source of a path dependency', '/w/libs/base/src/lib.rs'],
  ['what cargo made', '/w/target/debug/build/a-1/out/made.rs'],
  ['what it made in another place', '/moved/debug/build/a-0123456789abcdef/out/made.rs'],
  ['a registry', '/home/.cargo/registry/src/x/serde-1.0.0/build.rs'],
  ['a declared file', '/w/data/table.txt'],
  ['a file of a declared folder', '/w/proto/v1/x.proto'],
  ['the folder itself', '/w/proto'],
  ['what a declared glob matches', '/w/shared/x.json'],
  ['a declared file outside', '/above.txt'],
  ['a declared absolute path', '/etc/hosts'],
  ['what Nx would not look at, outside the workspace', '/packages/node_modules/x.js'],
  ['a declared file where Nx never looks', '/w/.git/HEAD'],
])('in the key: %s', (_case, file) => {
  expect(missing(read({ files: [file] }))).toEqual([]);
});

test.each<[string, PackageReads, string]>([
  [
    'a file outside the crate',
    read({ files: ['/w/data/other.txt'] }),
    'a reads data/other.txt, which is not in the cache key; add inputs = ["../../data/other.txt"] to [package.metadata.nx-rust-lambda] of apps/a/Cargo.toml, or run npx nx sync',
  ],
  [
    'a file beside a folder of the same beginning',
    read({ files: ['/w/apps/ab/x.txt'] }),
    'a reads apps/ab/x.txt, which is not in the cache key; add inputs = ["../ab/x.txt"] to [package.metadata.nx-rust-lambda] of apps/a/Cargo.toml, or run npx nx sync',
  ],
  [
    'a file that a library reads',
    read({ package: 'base', root: 'libs/base', files: ['/w/x.txt'] }),
    'base reads x.txt, which is not in the cache key; add inputs = ["../../x.txt"] to [package.metadata.nx-rust-lambda] of libs/base/Cargo.toml, or run npx nx sync',
  ],
  [
    'a file that a package of a registry reads',
    read({ package: 'sys', root: undefined, files: ['/usr/include/x.h'] }),
    'sys reads /usr/include/x.h, which is not in the cache key; add inputs = ["/usr/include/x.h"] to [workspace.metadata.nx-rust-lambda] of Cargo.toml, or run npx nx sync',
  ],
  [
    'a file that git ignores',
    read({ files: ['/w/apps/a/x.ignored'] }),
    'a reads apps/a/x.ignored, which Nx does not see, because git or .nxignore ignores it; add !apps/a/x.ignored at the end of .nxignore',
  ],
  [
    'a file where Nx never looks',
    read({ files: ['/w/apps/a/node_modules/x.js'] }),
    'a reads apps/a/node_modules/x.js, which is not in the cache key; add inputs = ["node_modules/x.js"] to [package.metadata.nx-rust-lambda] of apps/a/Cargo.toml, or run npx nx sync',
  ],
  [
    'one that only a pattern names',
    read({ files: ['/w/shared/.git/HEAD'] }),
    'a reads shared/.git/HEAD, which is not in the cache key; add inputs = ["../../shared/.git/HEAD"] to [package.metadata.nx-rust-lambda] of apps/a/Cargo.toml, or run npx nx sync',
  ],
  [
    'what lies behind a link to a folder',
    read({
      linked: [
        { file: '/w/apps/a/proto/x', folder: '/w/apps/a/proto' },
        { file: '/w/target/debug/x', folder: '/w/target' },
      ],
    }),
    'a reads through apps/a/proto, a link to a folder, behind which Nx does not look; name what it reads by where it lies, and declare that',
  ],
  [
    'a variable that is set',
    read({ variables: ['SET'] }),
    'a reads the variable SET, which is set and not in the cache key; add env = ["SET"] to [package.metadata.nx-rust-lambda] of apps/a/Cargo.toml, or run npx nx sync',
  ],
  [
    'a variable that a package of a registry reads',
    read({ package: 'sys', root: undefined, variables: ['SET'] }),
    'sys reads the variable SET, which is set and not in the cache key; add env = ["SET"] to [workspace.metadata.nx-rust-lambda] of Cargo.toml, or run npx nx sync',
  ],
])('not in the key: %s', (_case, of, sentence) => {
  expect(missing(of)).toEqual([sentence]);
});

test('variables of every key, of a manifest, and those that cargo sets itself are no findings', () => {
  const variables = ['CC', 'DECLARED', 'CARGO_PKG_NAME', 'OUT_DIR', 'CARGO_CFG_TARGET_OS'];
  expect(compareReads([read({ variables })], keyed, context)).toEqual({
    missing: [],
    undeclared: [],
    unset: [],
  });
});

test('a variable that is not set is only told', () => {
  const reads = [read({ variables: ['LATER', 'CC'] }), read({ variables: ['LATER'] })];
  expect(compareReads(reads, keyed, context)).toEqual({
    missing: [],
    undeclared: [],
    unset: ['LATER'],
  });
});

test('for every file: what is to be declared is then no finding', () => {
  const name = fc.stringMatching(/^[a-z]{1,3}$/);
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (path) => {
      const of = read({ files: [`/w/${path.join('/')}`] });
      const { undeclared } = compareReads([of], keyed, context);
      expect(undeclared.length).toBe(missing(of).length);
      for (const { manifest, table, key, value } of undeclared) {
        expect([manifest, table, key]).toEqual(['apps/a/Cargo.toml', 'package', 'inputs']);
        const files = [join('apps/a', value)];
        expect(compareReads([of], { ...keyed, files }, context).missing).toEqual([]);
      }
    }),
  );
});

test('what git ignores, no declaration mends', () => {
  const of = read({ files: ['/w/apps/a/x.ignored'], variables: ['SET'] });
  expect(compareReads([of], keyed, context).undeclared).toEqual([
    { manifest: 'apps/a/Cargo.toml', table: 'package', key: 'env', value: 'SET' },
  ]);
});

describe('the variables of every key', () => {
  const lines = readFileSync(join(__dirname, 'keyed-variables.txt'), 'utf8').trim().split('\n');
  const pattern = new RegExp(`^(?:${lines.join('|')})$`);

  test.each([
    'RUSTFLAGS',
    'CARGO_PROFILE_RELEASE_LTO',
    'CARGO_BUILD_RUSTFLAGS',
    'CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER',
    'CC',
    'CC_aarch64-unknown-linux-gnu',
    'TARGET_CFLAGS',
    'CPLUS_INCLUDE_PATH',
    'PKG_CONFIG_PATH',
    'PKG_CONFIG_PATH_x86_64-unknown-linux-gnu',
    'OPENSSL_DIR',
    'X86_64_UNKNOWN_LINUX_GNU_OPENSSL_STATIC',
    'AWS_LC_SYS_NO_ASM',
    'LIBSQLITE3_FLAGS',
    'ZSTD_SYS_USE_PKG_CONFIG',
  ])('%s is one', (name) => expect(pattern.test(name)).toBe(true));

  // They differ from machine to machine without changing a byte.
  test.each([
    'PATH',
    'HOME',
    'CARGO_HOME',
    'CARGO_TARGET_DIR',
    'CARGO_TERM_COLOR',
    'AWS_REGION',
    'AWS_SECRET_ACCESS_KEY',
    'CURL_CA_BUNDLE',
    'NX_DAEMON',
  ])('%s is none', (name) => expect(pattern.test(name)).toBe(false));
});
