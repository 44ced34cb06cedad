import { packageId, parseLockfile, type LockedPackage, type Lockfile } from '../cargo/lockfile';
import { locked, member } from '../cargo/testing/lock-of';
import { cratesOf, crateToml, manifestsOf, type Texts } from '../cargo/testing/workspace-of';
import { dependencyKeys } from './dependency-key';

const root = '[workspace]\nresolver = "3"\nmembers = ["apps/*", "libs/*"]\n';

/** a -> lib -> serde -> itoa; b -> tokio -> itoa; `other` stands alone with uuid. */
const texts: Texts = {
  'Cargo.toml': root,
  'libs/lib/Cargo.toml': crateToml('lib', '[dependencies]\nserde = "1"'),
  'apps/a/Cargo.toml': crateToml('a', '[dependencies]\nlib = { path = "../../libs/lib" }'),
  'apps/b/Cargo.toml': crateToml('b', '[dependencies]\ntokio = "1"'),
  'apps/other/Cargo.toml': crateToml('other', '[dependencies]\nuuid = "1"'),
};
const packages: readonly LockedPackage[] = [
  member('a', ['lib']),
  member('b', ['tokio']),
  member('lib', ['serde']),
  member('other', ['uuid']),
  locked('itoa', '1.0.0'),
  locked('serde', '1.0.0', ['itoa']),
  locked('tokio', '1.0.0', ['itoa']),
  locked('uuid', '1.0.0'),
];

function keysOf(files: Texts = texts, entries = packages): Record<string, string> {
  const lock: Lockfile = { file: 'Cargo.lock', packages: entries };
  const rootManifest = manifestsOf(files).find(({ file }) => file === 'Cargo.toml');
  return Object.fromEntries(
    dependencyKeys({ rootManifest, lock, crates: cratesOf(files), features: new Map() }),
  );
}

/** The crates whose key is another one now. */
function changed(files: Texts, entries = packages): string[] {
  const [before, after] = [keysOf(), keysOf(files, entries)];
  return Object.keys(before).filter((name) => before[name] !== after[name]);
}

const replaced = (name: string, change: Partial<LockedPackage>) =>
  packages.map((entry) => (entry.name === name ? { ...entry, ...change } : entry));

test.each([
  ['a version', 'uuid', { version: '1.0.1' }, ['other']],
  ['a checksum', 'uuid', { checksum: 'x' }, ['other']],
  ['a source', 'uuid', { source: 'git+https://example.com/uuid' }, ['other']],
  ['of what a library needs', 'serde', { version: '1.0.1' }, ['lib', 'a', 'b']],
  ['what two share', 'itoa', { version: '1.0.1' }, ['lib', 'a', 'b']],
])('in the lock, %s changes: the keys of those it can reach', (_case, name, change, crates) => {
  expect(changed(texts, replaced(name, change)).sort()).toEqual([...crates].sort());
});

const withManifest = (name: string, text: string) => ({
  ...texts,
  [`apps/${name}/Cargo.toml`]: crateToml(name, text),
});
const onTokio = (rest: string) =>
  withManifest('b', `[dependencies]\ntokio = { version = "1"${rest} }`);

// tokio needs itoa, which serde needs: what is asked of tokio may turn on a feature of itoa.
test.each<[string, Texts, string[]]>([
  ['nothing', texts, []],
  ['a comment', withManifest('b', '# more\n[dependencies]\ntokio = "1"'), []],
  ['the defaults, which it gets anyway', onTokio(', default-features = true'), []],
  ['a feature', onTokio(', features = ["full"]'), ['a', 'b', 'lib']],
  ['no defaults', onTokio(', default-features = false'), ['a', 'b', 'lib']],
  ['only if asked for', onTokio(', optional = true'), ['a', 'b', 'lib']],
  [
    'for another platform',
    withManifest('b', "[target.'cfg(windows)'.dependencies]\ntokio = '1'"),
    ['a', 'b', 'lib'],
  ],
  ['for build.rs', withManifest('b', '[build-dependencies]\ntokio = "1"'), ['a', 'b', 'lib']],
  [
    'a feature through a feature of the member',
    withManifest('b', '[dependencies]\ntokio = "1"\n[features]\ndefault = ["tokio/full"]'),
    ['a', 'b', 'lib'],
  ],
  [
    'a feature that has nothing to do with dependencies',
    withManifest('b', '[dependencies]\ntokio = "1"\n[features]\ndefault = ["loud"]\nloud = []'),
    [],
  ],
  [
    'for tests, which a build does not see',
    withManifest(
      'other',
      '[dependencies]\nuuid = "1"\n[dev-dependencies]\ntokio = { features = ["full"] }',
    ),
    [],
  ],
])('a member asks for %s', (_case, files, crates) => {
  expect(changed(files).sort()).toEqual(crates);
});

test.each([
  ['2', []],
  ['1', ['a']],
])(
  'what only other platforms need, of a package and of a member: under resolver %s it counts for %j',
  (resolver, counted) => {
    const platform = "[target.'cfg(windows)'.dependencies]";
    const files: Texts = {
      'Cargo.toml': root.replace('"3"', `"${resolver}"`),
      'apps/a/Cargo.toml': crateToml('a', `[dependencies]\nuuid = "1"\n${platform}\nwinreg = "1"`),
    };
    const uuid = locked('uuid', '1.0.0', ['windows-sys']);
    const elsewhere = ['windows-sys'];
    const keys = (version: string) =>
      dependencyKeys({
        rootManifest: manifestsOf(files).find(({ file }) => file === 'Cargo.toml'),
        lock: {
          file: 'Cargo.lock',
          packages: [
            member('a', ['uuid', 'winreg']),
            uuid,
            locked('winreg', version),
            locked('windows-sys', version),
          ],
        },
        crates: cratesOf(files),
        features: new Map([[packageId(uuid), { digest: '0', elsewhere }]]),
      });
    const differs = keys('1.0.0').get('a') !== keys('1.0.1').get('a');
    expect(differs ? ['a'] : []).toEqual(counted);
  },
);

test('a feature of a member, turned on by another member, reaches what it switches', () => {
  const switched = (features: string): Texts => ({
    ...texts,
    'apps/b/Cargo.toml': crateToml(
      'b',
      '[dependencies]\ntokio = "1"\n[features]\nmore = ["tokio/full"]',
    ),
    'apps/other/Cargo.toml': crateToml('other', `[dependencies]\nb = { path = "../b"${features} }`),
  });
  const entries = replaced('other', { dependencies: ['b'] });
  const [off, on] = [
    keysOf(switched(''), entries),
    keysOf(switched(', features = ["more"]'), entries),
  ];
  expect(on['a']).not.toBe(off['a']);
});

test.each([
  ['a profile', '[profile.release]\nopt-level = "z"', ['a', 'b', 'lib', 'other']],
  ['a patch', '[patch.crates-io]\nuuid = { path = "/x" }', ['a', 'b', 'lib', 'other']],
  ['the edition of all', '[workspace.package]\nedition = "2021"', ['a', 'b', 'lib', 'other']],
  ['a dependency that nobody inherits', '[workspace.dependencies]\nuuid = "1"', []],
  ['metadata', '[workspace.metadata.x]\ny = 1', []],
])('in the root manifest, %s', (_case, text, crates) => {
  expect(changed({ ...texts, 'Cargo.toml': `${root}${text}` }).sort()).toEqual(crates);
});

test.each([
  ['resolver = "2"', false],
  ['resolver = "3"', false],
  // The tests' features unify with those of the program there.
  ['resolver = "1"', true],
  ['', true],
])('what another crate asks of a package for its tests counts under %j: %s', (resolver, counts) => {
  const asks = (features: string): Texts => ({
    'Cargo.toml': root.replace('resolver = "3"', resolver),
    'apps/a/Cargo.toml': crateToml('a', '[dependencies]\nuuid = "1"'),
    'apps/b/Cargo.toml': crateToml('b', `[dev-dependencies]\nuuid = { version = "1"${features} }`),
  });
  const entries = [member('a', ['uuid']), member('b', ['uuid']), locked('uuid', '1.0.0')];
  const [without, more] = ['', ', features = ["v4"]'].map((one) => keysOf(asks(one), entries)['a']);
  expect(more !== without).toBe(counts);
});

test('a registry package called like a member is still a package of the registry', () => {
  const files = { ...texts, 'apps/b/Cargo.toml': crateToml('tokio', '[dependencies]\nuuid = "1"') };
  const entries = (version: string) => [
    ...packages.filter(({ name }) => name !== 'b' && name !== 'tokio'),
    member('tokio', ['uuid']),
    locked('tokio', version, ['itoa']),
  ];
  expect(keysOf(files, entries('2.0.0'))['a']).not.toBe(keysOf(files, entries('1.0.0'))['a']);
});

test('without a lock there is a key all the same', () => {
  const keys = dependencyKeys({
    rootManifest: undefined,
    lock: undefined,
    crates: cratesOf(texts),
    features: new Map(),
  });
  expect([...keys.keys()].sort()).toEqual(['a', 'b', 'lib', 'other']);
});

test('a lock as Cargo writes it gives the same key as its data', () => {
  const text = packages
    .map(({ name, version, source, checksum, dependencies }) =>
      [
        '[[package]]',
        `name = "${name}"`,
        `version = "${version}"`,
        ...(source ? [`source = "${source}"`, `checksum = "${checksum}"`] : []),
        `dependencies = ${JSON.stringify(dependencies)}`,
      ].join('\n'),
    )
    .join('\n');
  expect(keysOf(texts, parseLockfile(text, 'Cargo.lock').packages)).toEqual(keysOf());
});
