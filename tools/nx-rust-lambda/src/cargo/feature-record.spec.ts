import { metadataOf, published, type PublishedDependency } from './testing/metadata-of';
import { locked, member } from './testing/lock-of';
import {
  formatFeatureRecord,
  isComplete,
  parseFeatureRecord,
  recordOfMetadata,
  recordedPackages,
} from './feature-record';
import { packageId, type LockedPackage, type Lockfile } from './lockfile';

const lockOf = (...packages: LockedPackage[]): Lockfile => ({ file: 'Cargo.lock', packages });
const [serde, libc] = [locked('serde', '1.0.0', ['libc']), locked('libc', '0.2.1')];
const lock = lockOf(member('a', ['serde']), member('b', []), serde, libc);
const record = recordOfMetadata(metadataOf(published(serde), published(libc)), lock);
const text = formatFeatureRecord(lock, record);

test('a line for each package of a registry, sorted, that is read back', () => {
  const lines = text.split('\n').filter((line) => !line.startsWith('#'));
  expect(lines.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'libc 0.2.1',
    'serde 1.0.0',
    '',
  ]);
  expect(isComplete(lock, record)).toBe(true);
  expect(parseFeatureRecord(text, lock)).toEqual(record);
});

test('the only crate of a lock needs no record', () => {
  const alone = lockOf(member('a', ['serde']), serde, libc);
  expect(recordedPackages(alone)).toEqual([]);
  expect(formatFeatureRecord(alone, record)).toBe('');
});

test('what cargo does not look at is recorded as such, and is not asked for again', () => {
  const without = recordOfMetadata(metadataOf(published(serde)), lock);
  const read = parseFeatureRecord(formatFeatureRecord(lock, without), lock);
  expect(isComplete(lock, read)).toBe(true);
  expect(read.get(packageId(libc))).toBeUndefined();
});

const marked = (ours: string, theirs: string) =>
  `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n`;
const lineOf = (name: string) => `${text.split('\n').find((line) => line.startsWith(name))}\n`;
test.each([
  ['nothing', '', []],
  ['something else', 'hello\n\u0000', []],
  ['a line that was cut off', lineOf('serde').slice(0, -5), []],
  ['both sides of a conflict', marked(lineOf('serde'), lineOf('libc')), ['serde', 'libc']],
  [
    'lines that contradict',
    lineOf('serde') + lineOf('serde').replace(/\w{32}/, '0'.repeat(32)),
    [],
  ],
  ['line ends of Windows', text.replaceAll('\n', '\r\n'), ['serde', 'libc']],
])('a record with %s', (_case, content, known) => {
  const read = parseFeatureRecord(content, lock);
  expect(
    [serde, libc].filter((entry) => read.has(packageId(entry))).map(({ name }) => name),
  ).toEqual(known);
});

test.each<[string, Partial<LockedPackage>]>([
  ['version', { version: '1.0.1' }],
  ['checksum', { checksum: 'another' }],
  ['commit', { source: 'git+https://example.com/serde#0123' }],
])('of another %s nothing is known', (_case, change) => {
  const other = lockOf(member('a', []), member('b', []), { ...serde, ...change });
  expect(parseFeatureRecord(text, other).size).toBe(0);
});

const featuresOf = (...args: Parameters<typeof published>) =>
  recordOfMetadata(metadataOf(published(...args)), lock).get(packageId(serde));
const digestOf = (...args: Parameters<typeof published>) => featuresOf(...args)?.digest;
const needs = (...dependencies: PublishedDependency[]) => digestOf(serde, { dependencies });

test.each<[string, string | undefined, boolean]>([
  ['a feature', digestOf(serde, { features: { std: [] } }), true],
  ['what a feature turns on', digestOf(serde, { features: { std: ['libc/std'] } }), true],
  ['a procedural macro', digestOf(serde, { targets: [{ kind: ['proc-macro'] }] }), true],
  ['a dependency', needs({ name: 'x' }), true],
  ['a dependency of its tests', needs({ name: 'x', kind: 'dev' }), false],
])('the digest of a package with %s', (_case, digest, differs) => {
  expect(digest).toMatch(/^[0-9a-f]{32}$/);
  expect(digest !== digestOf(serde)).toBe(differs);
});

test.each<[string, PublishedDependency, boolean]>([
  ['a version', { name: 'x', req: '^2' }, false],
  ['another name', { name: 'x', rename: 'y' }, true],
  ['build.rs', { name: 'x', kind: 'build' }, true],
  ['a platform', { name: 'x', target: 'cfg(windows)' }, true],
  ['only if turned on', { name: 'x', optional: true }, true],
  ['no defaults', { name: 'x', uses_default_features: false }, true],
  ['a feature', { name: 'x', features: ['std'] }, true],
])('the digest of a package that asks of a dependency for %s', (_case, dependency, differs) => {
  expect(needs(dependency) !== needs({ name: 'x' })).toBe(differs);
});

test('where two versions of one package are asked for, the digest says which', () => {
  const old = { name: 'x', req: '^1', rename: 'old' };
  const other = { name: 'x', req: '^2' };
  expect(needs(old, other)).not.toBe(needs({ ...old, req: '^2' }, { ...other, req: '^1' }));
});

const onWindows = { target: 'cfg(windows)' };
const bench = { name: 'bench', kind: 'dev' };
test.each<[string, PublishedDependency[], string[]]>([
  ['on Windows', [{ name: 'x', ...onWindows }, { name: 'y' }], ['x']],
  ['by itself and on Windows', [{ name: 'x' }, { name: 'x', ...onWindows }], []],
  [
    'by build.rs, and on Windows',
    [
      { name: 'x', kind: 'build' },
      { name: 'x', ...onWindows },
    ],
    [],
  ],
  [
    'by its tests, and on Windows',
    [
      { ...bench, name: 'x' },
      { name: 'x', ...onWindows },
    ],
    ['x'],
  ],
  ['by its tests on Windows', [{ ...bench, ...onWindows }], []],
  [
    'twice on other platforms',
    [
      { name: 'y', ...onWindows },
      { name: 'x', target: 'cfg(target_os = "wasi")' },
      { name: 'x', rename: 'z', ...onWindows },
    ],
    ['x', 'y'],
  ],
])('what is needed %s stands in the record, if only there', (_case, dependencies, elsewhere) => {
  expect(featuresOf(serde, { dependencies })?.elsewhere).toEqual(elsewhere);
  const told = recordOfMetadata(
    metadataOf(published(serde, { dependencies }), published(libc)),
    lock,
  );
  expect(parseFeatureRecord(formatFeatureRecord(lock, told), lock)).toEqual(told);
});

test('the order in a manifest does not matter', () => {
  expect(needs({ name: 'x', features: ['a', 'b'] }, { name: 'y' })).toBe(
    needs({ name: 'y' }, { name: 'x', features: ['b', 'a'] }),
  );
});
