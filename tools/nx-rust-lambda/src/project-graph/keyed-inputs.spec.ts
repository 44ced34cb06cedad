import { cratesOf, crateToml, manifestsOf, type Texts } from '../cargo/testing/workspace-of';
import { buildInputs, cargoInputs, keyedInputs } from './keyed-inputs';

const declares = (table: string, text: string) => `\n[${table}.metadata.nx-rust-lambda]\n${text}\n`;
const root = '[workspace]\nmembers = ["apps/*", "libs/*"]\n';
const base: Texts = {
  'Cargo.toml': root,
  'libs/base/Cargo.toml': crateToml('base', declares('package', 'inputs = ["../../x.txt"]')),
  'libs/mid/Cargo.toml': crateToml('mid', '[dependencies]\nbase = { path = "../base" }'),
  'apps/a/Cargo.toml': crateToml('a', '[dependencies]\nmid = { path = "../../libs/mid" }'),
  'apps/b/Cargo.toml': crateToml('b', declares('package', 'env = ["B"]\ninputs = ["../../b/"]')),
};

function inputs(crate: string, more: Texts = {}) {
  const texts = { ...base, ...more };
  const crates = cratesOf(texts);
  const rootManifest = manifestsOf(texts).find(({ file }) => file === 'Cargo.toml');
  return keyedInputs(
    crates.find(({ name }) => name === crate)!,
    crates,
    rootManifest,
  );
}

test('what a crate declares belongs to all that need it, and to nobody else', () => {
  expect(inputs('a')).toEqual({
    folders: ['apps/a', 'libs/base', 'libs/mid'],
    files: ['x.txt'],
    variables: [],
  });
  expect(inputs('b')).toEqual({ folders: ['apps/b'], files: ['b'], variables: ['B'] });
});

test('what the workspace declares belongs to every crate', () => {
  const text = declares('workspace', 'inputs = ["proto/**", "/etc/x"]\nenv = ["ALL"]');
  expect(inputs('a', { 'Cargo.toml': root + text })).toMatchObject({
    files: ['/etc/x', 'proto/**', 'x.txt'],
    variables: ['ALL'],
  });
});

test('folders of [patch] are read, too', () => {
  const text = '[patch.crates-io]\nserde = { path = "patched/serde" }\nuuid = { git = "x" }\n';
  expect(inputs('a', { 'Cargo.toml': root + text }).files).toEqual(['patched/serde', 'x.txt']);
});

test.each([
  ['inputs = "x"', 'inputs of [package.metadata.nx-rust-lambda] is not a list of paths'],
  [
    'inputs = ["a\'; b"]',
    '"a\'; b" in inputs of [package.metadata.nx-rust-lambda] is none of the paths that can be declared',
  ],
  [
    'env = ["A-B"]',
    '"A-B" in env of [package.metadata.nx-rust-lambda] is none of the names of variables that can be declared',
  ],
  [
    'inputs = ["../../../x/*"]',
    '"../../../x/*" in inputs of [package.metadata.nx-rust-lambda] is a pattern outside the workspace',
  ],
  ['env = [1]', '1 in env of'],
])('%s is refused', (text, sentence) => {
  const toml = crateToml('a', declares('package', text));
  expect(() => inputs('a', { 'apps/a/Cargo.toml': toml })).toThrow(
    `apps/a/Cargo.toml: ${sentence}`,
  );
});

test('Nx looks at files and variables itself, and where it does not look through a command', () => {
  const files = ['data/x.txt', 'proto/*.json', '../outside', '/etc/x y', '.git/HEAD'];
  const keyed = { folders: [], files, variables: ['GREETING'] };
  const declared = [
    '{workspaceRoot}/data/x.txt',
    '{workspaceRoot}/data/x.txt/**/*',
    '{workspaceRoot}/proto/*.json',
    { runtime: "sh tools/nx-rust-lambda/src/build/file-key.sh '../outside'" },
    { runtime: "sh tools/nx-rust-lambda/src/build/file-key.sh '/etc/x y'" },
    { runtime: "sh tools/nx-rust-lambda/src/build/file-key.sh '.git/HEAD'" },
    { env: 'GREETING' },
  ];
  expect(buildInputs(keyed)).toEqual(expect.arrayContaining(declared));
  expect(cargoInputs(keyed)).toEqual(expect.arrayContaining(declared));
});
