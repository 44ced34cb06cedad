import { cratesOf, crateToml, functionToml, type Texts } from './testing/workspace-of';

const shared = (rest = '') => `[workspace]\nmembers = ["apps/*", "libs/*"]\n${rest}`;

/** `folder name @ workspace`, one for each crate. */
const listed = (texts: Texts) =>
  cratesOf(texts).map(({ name, root, workspaceRoot }) => `${root} ${name} @ ${workspaceRoot}`);

test.each<[string, Texts, string[]]>([
  [
    'members by a glob',
    {
      'Cargo.toml': shared(),
      'libs/l/Cargo.toml': crateToml('l'),
      'apps/a/Cargo.toml': crateToml('a'),
    },
    ['apps/a a @ .', 'libs/l l @ .'],
  ],
  [
    'a folder that is called otherwise than the crate',
    { 'Cargo.toml': shared(), 'apps/old-name/Cargo.toml': crateToml('renamed') },
    ['apps/old-name renamed @ .'],
  ],
  [
    'a glob is one folder deep, as in Cargo',
    { 'Cargo.toml': shared(), 'apps/a/deep/Cargo.toml': crateToml('deep') },
    [],
  ],
  [
    'nested, by a deeper glob',
    {
      'Cargo.toml': '[workspace]\nmembers = ["apps/*/*"]',
      'apps/team/a/Cargo.toml': crateToml('a'),
    },
    ['apps/team/a a @ .'],
  ],
  [
    'nested in another crate, as its path dependency',
    {
      'Cargo.toml': shared(),
      'apps/a/Cargo.toml': crateToml('a', '[dependencies]\nhelp = { path = "help" }'),
      'apps/a/help/Cargo.toml': crateToml('help'),
    },
    ['apps/a a @ .', 'apps/a/help help @ .'],
  ],
  [
    'a path dependency through [workspace.dependencies]',
    {
      'Cargo.toml': shared('[workspace.dependencies]\nx = { path = "other/x" }'),
      'apps/a/Cargo.toml': crateToml('a', '[dependencies]\nx.workspace = true'),
      'other/x/Cargo.toml': crateToml('x'),
    },
    ['apps/a a @ .', 'other/x x @ .'],
  ],
  [
    'excluded from the workspace: alone, with a lock of its own',
    { 'Cargo.toml': shared('exclude = ["apps/a"]'), 'apps/a/Cargo.toml': crateToml('a') },
    ['apps/a a @ apps/a'],
  ],
  [
    'excluded, though a member needs it',
    {
      'Cargo.toml': shared('exclude = ["old/"]'),
      'apps/a/Cargo.toml': crateToml('a', '[dependencies]\nx = { path = "../../old/x" }'),
      'old/x/Cargo.toml': crateToml('x'),
    },
    ['apps/a a @ .', 'old/x x @ old/x'],
  ],
  [
    'named by its path inside an excluded folder: a member, as in Cargo',
    {
      'Cargo.toml': '[workspace]\nmembers = ["old/kept"]\nexclude = ["old"]',
      'old/kept/Cargo.toml': crateToml('kept'),
      'old/gone/Cargo.toml': crateToml('gone'),
    },
    ['old/gone gone @ old/gone', 'old/kept kept @ .'],
  ],
  [
    'inside the workspace without being a member: none of Cargo’s',
    { 'Cargo.toml': shared(), 'scratch/Cargo.toml': crateToml('scratch') },
    [],
  ],
  ['no workspace at all', { 'apps/a/Cargo.toml': crateToml('a') }, ['apps/a a @ apps/a']],
  [
    'a workspace of its own among the members',
    {
      'Cargo.toml': shared(),
      'apps/a/Cargo.toml': `${crateToml('a')}[workspace]`,
      'apps/b/Cargo.toml': crateToml('b'),
    },
    ['apps/a a @ apps/a', 'apps/b b @ .'],
  ],
  [
    'a workspace in an excluded folder of another',
    {
      'Cargo.toml': shared('exclude = ["vendor"]'),
      'vendor/Cargo.toml': '[workspace]\nmembers = ["*"]\nexclude = ["alone"]',
      'vendor/v/Cargo.toml': crateToml('v'),
      'vendor/alone/Cargo.toml': crateToml('alone'),
      'vendor/v/stray/Cargo.toml': crateToml('stray'),
    },
    ['vendor/alone alone @ vendor/alone', 'vendor/v v @ vendor'],
  ],
  [
    'a workspace below the root',
    { 'rust/Cargo.toml': shared(), 'rust/apps/a/Cargo.toml': crateToml('a') },
    ['rust/apps/a a @ rust'],
  ],
  [
    'the root is a crate itself',
    {
      'Cargo.toml': `${crateToml('top')}[workspace]\nmembers = ["apps/*"]`,
      'apps/a/Cargo.toml': crateToml('a'),
    },
    ['. top @ .', 'apps/a a @ .'],
  ],
])('%s', (_case, texts, expected) => {
  expect(listed(texts)).toEqual(expected);
});

const reversed = (texts: Texts) => Object.fromEntries(Object.entries(texts).reverse());

test('the order of the manifests does not matter', () => {
  const texts = {
    'Cargo.toml': shared('exclude = ["vendor"]'),
    'apps/a/Cargo.toml': crateToml('a', '[dependencies]\nx = { path = "../../libs/x" }'),
    'libs/x/Cargo.toml': crateToml('x'),
    'vendor/Cargo.toml': '[workspace]\nmembers = ["*"]\nexclude = ["alone"]',
    'vendor/alone/Cargo.toml': crateToml('alone'),
  };
  expect(cratesOf(reversed(texts))).toEqual(cratesOf(texts));
});

test.each([
  ['in one workspace', shared()],
  ['of two workspaces', shared('exclude = ["libs"]')],
])('two crates with one name, %s: an error that names both', (_case, root) => {
  const texts = {
    'Cargo.toml': root,
    'apps/one/Cargo.toml': crateToml('same'),
    'libs/two/Cargo.toml': crateToml('same'),
  };
  for (const either of [texts, reversed(texts)]) {
    const error = expect(() => cratesOf(either));
    error.toThrow(/two crates are called same/);
    error.toThrow(/apps\/one\/Cargo\.toml/);
    error.toThrow(/libs\/two\/Cargo\.toml/);
  }
});

const own = '[package]\nname = "a"\nversion = "0.1.0"\n';

test.each<[string, Texts, string[]]>([
  ['none in a library', { 'apps/a/Cargo.toml': own, 'apps/a/src/lib.rs': '' }, []],
  ['src/main.rs', { 'apps/a/Cargo.toml': own, 'apps/a/src/main.rs': '' }, ['a src/main.rs']],
  [
    'src/bin',
    {
      'apps/a/Cargo.toml': own,
      'apps/a/src/bin/x.rs': '',
      'apps/a/src/bin/y/main.rs': '',
      'apps/a/src/bin/notes.md': '',
    },
    ['x src/bin/x.rs', 'y src/bin/y/main.rs'],
  ],
  ['autobins off', { 'apps/a/Cargo.toml': `${own}autobins = false`, 'apps/a/src/main.rs': '' }, []],
  [
    'one of its own beside the discovered',
    { 'apps/a/Cargo.toml': `${own}[[bin]]\nname = "b"\npath = "b.rs"`, 'apps/a/src/main.rs': '' },
    ['b b.rs', 'a src/main.rs'],
  ],
  [
    'src/main.rs under another name is one bin, not two',
    {
      'apps/a/Cargo.toml': `${own}[[bin]]\nname = "bootstrap"\npath = "./src/main.rs"`,
      'apps/a/src/main.rs': '',
    },
    ['bootstrap ./src/main.rs'],
  ],
  [
    'one declared without a path',
    {
      'apps/a/Cargo.toml': `${own}[[bin]]\nname = "x"\nrequired-features = ["f"]`,
      'apps/a/src/bin/x.rs': '',
    },
    ['x undefined'],
  ],
])('bins: %s', (_case, texts, expected) => {
  const bins = cratesOf(texts).flatMap((crate) => crate.bins);
  expect(bins.map(({ name, path }) => `${name} ${path}`)).toEqual(expected);
});

test.each([
  ['a path', 'x = { path = "../../libs/x" }', ['libs/x']],
  ['renamed', 'other = { package = "x", path = "../../libs/x" }', ['libs/x']],
  ['inherited', 'x.workspace = true', ['libs/x']],
  ['twice', 'x.workspace = true\n[dev-dependencies]\nx.workspace = true', ['libs/x']],
  ['for tests alone', '\n[dev-dependencies]\nx.workspace = true', ['libs/x']],
  ['one of the registry by the same name', 'x = "1"', []],
  ['a folder without a manifest', 'x = { path = "../../libs/none" }', []],
])('path dependencies: %s', (_case, dependency, expected) => {
  const crates = cratesOf({
    'Cargo.toml': shared('[workspace.dependencies]\nx = { path = "libs/x" }'),
    'apps/a/Cargo.toml': functionToml('a', dependency),
    'libs/x/Cargo.toml': crateToml('x'),
  });
  expect(crates.find(({ name }) => name === 'a')?.pathDependencies).toEqual(expected);
});

test.each([
  ['nothing', 'x.workspace = true', '', { features: [], defaultFeatures: true }],
  [
    'both lists',
    'x = { workspace = true, features = ["b"] }',
    ', features = ["a"]',
    { features: ['a', 'b'] },
  ],
  [
    'defaults off in the workspace',
    'x.workspace = true',
    ', default-features = false',
    { defaultFeatures: false },
  ],
  [
    'defaults on again in the member',
    'x = { workspace = true, default-features = true }',
    ', default-features = false',
    { defaultFeatures: true },
  ],
  ['optional in the member', 'x = { workspace = true, optional = true }', '', { optional: true }],
  [
    'the real name in the workspace',
    'x.workspace = true',
    ', package = "real"',
    { alias: 'x', package: 'real' },
  ],
])('what is asked of an inherited dependency: %s', (_case, dependency, rest, expected) => {
  const [crate] = cratesOf({
    'Cargo.toml': shared(`[workspace.dependencies]\nx = { version = "1"${rest} }`),
    'apps/a/Cargo.toml': crateToml('a', `[dependencies]\n${dependency}`),
  });
  expect(crate?.dependencies).toEqual([expect.objectContaining(expected)]);
});
