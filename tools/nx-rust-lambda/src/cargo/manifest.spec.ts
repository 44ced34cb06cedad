import { parseToml } from '../toml';
import { parseManifest } from './manifest';

const parse = (text: string) => parseManifest(text, 'apps/a/Cargo.toml');
const dependencies = (text: string) => parse(text).dependencies;

const plain = {
  alias: 'x',
  package: 'x',
  kind: 'normal',
  platform: undefined,
  path: undefined,
  git: undefined,
  requirement: undefined,
  inherited: false,
  optional: false,
  features: [],
  defaultFeatures: undefined,
};

test.each([
  ['a version', '[dependencies]\nx = "1"', { requirement: '1' }],
  ['a path', '[dependencies]\nx = { path = "../x" }', { path: '../x' }],
  [
    'a renamed one',
    '[dependencies]\nx = { package = "y", version = "1" }',
    { package: 'y', requirement: '1' },
  ],
  ['an inherited one', '[dependencies]\nx.workspace = true', { inherited: true }],
  [
    'an optional one',
    '[dependencies]\nx = { version = "1", optional = true }',
    { optional: true, requirement: '1' },
  ],
  ['from a repository', '[dependencies]\nx = { git = "https://a/x" }', { git: 'https://a/x' }],
  ['features', '[dependencies]\nx = { features = ["b", "a"] }', { features: ['b', 'a'] }],
  [
    'without defaults',
    '[dependencies]\nx = { default-features = false }',
    { defaultFeatures: false },
  ],
  ['defaults, old', '[dependencies]\nx = { default_features = false }', { defaultFeatures: false }],
  [
    'a table of its own',
    '[dependencies.x]\nversion = "1"\nfeatures = ["a"]',
    { features: ['a'], requirement: '1' },
  ],
  ['for tests', '[dev-dependencies]\nx = "1"', { kind: 'dev', requirement: '1' }],
  ['for build.rs', '[build-dependencies]\nx = "1"', { kind: 'build', requirement: '1' }],
  [
    'for a platform',
    `[target.'cfg(unix)'.dependencies]\nx = "1"`,
    { platform: 'cfg(unix)', kind: 'normal', requirement: '1' },
  ],
  [
    'for tests on a platform',
    '[target.x86_64-pc-windows-msvc.dev-dependencies]\nx = "1"',
    { platform: 'x86_64-pc-windows-msvc', kind: 'dev', requirement: '1' },
  ],
])('a dependency: %s', (_case, text, expected) => {
  expect(dependencies(text)).toEqual([{ ...plain, ...expected }]);
});

test('every table of dependencies is read', () => {
  const text = `
    [dependencies]
    a = "1"
    [dev-dependencies]
    a = { version = "1", features = ["test"] }
    [target.'cfg(windows)'.build-dependencies]
    b = "1"`;
  expect(dependencies(text).map(({ alias, kind }) => `${alias} ${kind}`)).toEqual([
    'a normal',
    'a dev',
    'b build',
  ]);
});

test.each([
  ['as it is', '[package]\nname = "a"', { name: 'a', version: undefined, autobins: true }],
  ['version', '[package]\nname = "a"\nversion = "1.2.3"', { version: '1.2.3' }],
  ['inherited', '[package]\nname = "a"\nversion.workspace = true', { version: undefined }],
  ['autobins off', '[package]\nname = "a"\nautobins = false', { autobins: false }],
])('a package: %s', (_case, text, expected) => {
  expect(parse(text).package).toMatchObject(expected);
});

test('bins, with what they require', () => {
  const text = `
    [package]
    name = "a"
    [[bin]]
    name = "one"
    path = "./main.rs"
    [[bin]]
    name = "two"
    required-features = ["extra"]`;
  expect(parse(text).bins).toEqual([
    { name: 'one', path: './main.rs', requiredFeatures: [] },
    { name: 'two', path: undefined, requiredFeatures: ['extra'] },
  ]);
});

test('a virtual workspace has no package', () => {
  const text = `
    [workspace]
    members = ["apps/*"]
    exclude = ["old"]
    [workspace.dependencies]
    x = { path = "libs/x" }`;
  const { package: pkg, workspace } = parse(text);
  expect(pkg).toBeUndefined();
  expect(workspace).toEqual({
    members: ['apps/*'],
    exclude: ['old'],
    dependencies: [{ ...plain, path: 'libs/x' }],
  });
});

test.each([
  ['no TOML', '[package]\nname = \n', /^apps\/a\/Cargo\.toml:2: is not valid TOML: \w/],
  ['a key twice', 'a = 1\na = 2\n', /^apps\/a\/Cargo\.toml:2: is not valid TOML: \w/],
  ['no name', '[package]\nversion = "1.0.0"\n', /^apps\/a\/Cargo\.toml: .*add name = /],
])('%s is an error that names the file', (_case, text, message) => {
  expect(() => parse(text)).toThrow(message);
});

test('another error than of TOML is not hidden', () => {
  expect(() => parseToml(undefined as never, 'Cargo.toml')).toThrow(TypeError);
});
