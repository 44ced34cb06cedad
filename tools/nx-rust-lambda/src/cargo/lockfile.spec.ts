import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockGraph, packageId, parseLockfile, type LockedPackage } from './lockfile';

const registry = 'source = "registry+https://github.com/rust-lang/crates.io-index"';
const entry = (name: string, version: string, needs: string[] = [], more = registry) =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\n${more}\ndependencies = ${JSON.stringify(needs)}\n`;
const member = (name: string, needs: string[] = []) => entry(name, '0.1.0', needs, '');

const parse = (...entries: string[]) => parseLockfile(entries.join('\n'), 'Cargo.lock');
const names = (entries: Iterable<LockedPackage>) =>
  [...entries].map(({ name, version }) => `${name} ${version}`).sort();

test.each([
  ['alone', [member('a')], ['a 0.1.0']],
  [
    'what it needs, and what that needs',
    [member('a', ['b']), entry('b', '1.0.0', ['c']), entry('c', '1.0.0'), entry('d', '1.0.0')],
    ['a 0.1.0', 'b 1.0.0', 'c 1.0.0'],
  ],
  [
    'one of two versions',
    [member('a', ['b 2.0.0']), entry('b', '1.0.0'), entry('b', '2.0.0')],
    ['a 0.1.0', 'b 2.0.0'],
  ],
  [
    'with the source that Cargo adds where the version is not enough',
    [member('a', ['b 2.0.0 (git+https://example.com/b)']), entry('b', '2.0.0')],
    ['a 0.1.0', 'b 2.0.0'],
  ],
  ['a circle', [member('a', ['b']), entry('b', '1.0.0', ['a'])], ['a 0.1.0', 'b 1.0.0']],
  [
    'the member where a registry package has its name',
    [member('a', ['b']), entry('a', '9.0.0', ['c']), entry('b', '1.0.0'), entry('c', '1.0.0')],
    ['a 0.1.0', 'b 1.0.0'],
  ],
  ['a crate that the lock does not have', [member('b')], []],
])('closure: %s', (_case, entries, expected) => {
  expect(names(lockGraph(parse(...entries)).closure('a'))).toEqual(expected);
});

test('dependents are all that need one of them, but for crates that nothing needs', () => {
  const lock = parse(
    member('leaf', ['a']),
    member('a', ['b']),
    member('other', ['c']),
    entry('b', '1.0.0', ['c']),
    entry('c', '1.0.0'),
    entry('d', '1.0.0'),
  );
  const c = new Set(lock.packages.filter(({ name }) => name === 'c'));
  expect(names(lockGraph(lock).dependents(c))).toEqual(['a 0.1.0', 'b 1.0.0', 'c 1.0.0']);
});

test.each([
  ['a member', member('a'), 'a 0.1.0'],
  [
    'of a registry',
    entry('a', '1.0.0', [], `${registry}\nchecksum = "00ff"`),
    'a 1.0.0 registry+https://github.com/rust-lang/crates.io-index 00ff',
  ],
])('id: %s', (_case, text, id) => {
  expect(parse(text).packages.map(packageId)).toEqual([id]);
});

test("this repository's own lock", () => {
  const text = readFileSync(join(__dirname, '../../../../Cargo.lock'), 'utf8');
  const lock = parseLockfile(text, 'Cargo.lock');
  const members = lock.packages.filter(({ source }) => source === undefined);
  expect(members.map(({ name }) => name)).toEqual(expect.arrayContaining(['echo', 'telemetry']));
  const graph = lockGraph(lock);
  const [echo, telemetry] = [graph.closure('echo'), graph.closure('telemetry')];
  expect([...telemetry].filter((needed) => !echo.has(needed))).toEqual([]);
  expect(telemetry.size).toBeLessThan(echo.size);
  // Every line of dependencies was understood.
  const needed = lock.packages.flatMap(({ dependencies }) =>
    dependencies.map((line) => line.split(' ')[0]),
  );
  const known = new Set(lock.packages.map(({ name }) => name));
  expect(needed.filter((name) => !known.has(name!))).toEqual([]);
});

test.each([
  ['no TOML', '[[package]\n', /^Cargo\.lock:1: is not valid TOML/],
  [
    'package is no list',
    'package = 1',
    /^Cargo\.lock: is not a Cargo\.lock: package is not a list/,
  ],
])('%s is an error that names the file', (_case, text, message) => {
  expect(() => parse(text)).toThrow(message);
});
