import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addPathCrate, type LockDependency } from './lockfile-edit';
import { entry, lock } from './testing/lock-text-of';

const ownLock = readFileSync(join(__dirname, '../../../../Cargo.lock'), 'utf8');
const echoNeeds: LockDependency[] = [
  { name: 'tracing', requirement: '0.1.44' },
  { name: 'lambda_runtime', requirement: '1.5.0' },
  { name: 'serde', requirement: '1.0.229' },
  { name: 'telemetry', path: true },
  { name: 'tokio', requirement: '1.54.1' },
];

function add(text: string, name: string, dependencies: LockDependency[] = []): string | undefined {
  return addPathCrate(text, 'Cargo.lock', { name, version: '0.1.0', dependencies });
}

describe('addPathCrate', () => {
  it('writes the entry of echo as Cargo wrote it', () => {
    const echo = /\[\[package\]\]\nname = "echo"\n[^[]*\[[^\]]*\]\n\n/.exec(ownLock)?.[0] ?? '';
    expect(echo).toContain('"lambda_runtime"');
    expect(add(ownLock.replace(echo, ''), 'echo', echoNeeds)).toBe(ownLock);
  });

  // The results were written by cargo 1.95 (cargo metadata), the sources shortened.
  it.each<[string, string, string, LockDependency[], string]>([
    [
      'first',
      lock(entry('b', '1.0.0'), entry('d', '1.0.0')),
      'a',
      [{ name: 'd' }, { name: 'b' }],
      lock(entry('a', '0.1.0', ['b', 'd'], ''), entry('b', '1.0.0'), entry('d', '1.0.0')),
    ],
    [
      'between',
      lock(entry('b', '1.0.0'), entry('d', '1.0.0')),
      'c',
      [],
      lock(entry('b', '1.0.0'), entry('c', '0.1.0', [], ''), entry('d', '1.0.0')),
    ],
    [
      'last',
      lock(entry('b', '1.0.0')),
      'c',
      [{ name: 'b' }],
      lock(entry('b', '1.0.0'), entry('c', '0.1.0', ['b'], '')),
    ],
    [
      'last, with another table behind',
      `${lock(entry('b', '1.0.0'))}\n[[patch.unused]]\nname = "z"\nversion = "1.0.0"\n`,
      'c',
      [],
      `${lock(entry('b', '1.0.0'), entry('c', '0.1.0', [], ''))}\n[[patch.unused]]\nname = "z"\nversion = "1.0.0"\n`,
    ],
    [
      'into a lock without packages',
      'version = 4\n',
      'a',
      [],
      `version = 4\n\n${entry('a', '0.1.0', [], '')}`,
    ],
    [
      'with a version, where several are locked',
      lock(entry('syn', '2.0.119'), entry('syn', '3.0.2')),
      'a',
      [{ name: 'syn', requirement: '2' }],
      lock(
        entry('a', '0.1.0', ['syn 2.0.119'], ''),
        entry('syn', '2.0.119'),
        entry('syn', '3.0.2'),
      ),
    ],
    [
      'with the newest that fits',
      lock(entry('x', '0.9.2'), entry('x', '0.10.0'), entry('x', '0.10.3'), entry('x', '0.11.0')),
      'a',
      [{ name: 'x', requirement: '^0.10.1' }],
      lock(
        entry('a', '0.1.0', ['x 0.10.3'], ''),
        ...['0.9.2', '0.10.0', '0.10.3', '0.11.0'].map((version) => entry('x', version)),
      ),
    ],
    [
      'with a source, where one version has two',
      lock(entry('x', '1.0.0', [], 'git+g'), entry('x', '1.0.0')),
      'a',
      [{ name: 'x', requirement: '=1.0.0' }],
      lock(
        entry('a', '0.1.0', ['x 1.0.0 (registry+r)'], ''),
        entry('x', '1.0.0', [], 'git+g'),
        entry('x', '1.0.0'),
      ),
    ],
    [
      'called like a locked package, which is then spelt out',
      lock(
        entry('app', '0.1.0', ['http', 'httpd'], ''),
        entry('http', '1.5.0'),
        entry('httpd', '1.0.0'),
      ),
      'http',
      [{ name: 'http', requirement: '1' }],
      lock(
        entry('app', '0.1.0', ['http 1.5.0', 'httpd'], ''),
        entry('http', '0.1.0', ['http 1.5.0'], ''),
        entry('http', '1.5.0'),
        entry('httpd', '1.0.0'),
      ),
    ],
  ])('adds a crate %s', (_, text, name, dependencies, expected) => {
    expect(add(text, name, dependencies)).toBe(expected);
    const crlf = (lines: string) => lines.replaceAll('\n', '\r\n');
    expect(add(crlf(text), name, dependencies)).toBe(crlf(expected));
  });

  it.each<[string, string, string, LockDependency[], string]>([
    [
      'an old format',
      '[[package]]\nname = "a"\nversion = "1.0.0"\n',
      'b',
      [],
      'Cargo.lock: has a format older',
    ],
    [
      'a crate that is there',
      lock(entry('a', '2.0.0', [], '')),
      'a',
      [],
      'Cargo.lock: already has a crate a',
    ],
  ])('refuses %s', (_, text, name, dependencies, sentence) => {
    expect(() => add(text, name, dependencies)).toThrow(sentence);
  });

  it.each<[string, string, LockDependency[]]>([
    ['a missing package', lock(entry('a', '1.0.0')), [{ name: 'b' }]],
    ['a missing version', lock(entry('b', '1.4.0')), [{ name: 'b', requirement: '1.5' }]],
    [
      'a crate of the workspace that only a registry has',
      lock(entry('telemetry', '1.0.0')),
      [{ name: 'telemetry', path: true }],
    ],
    [
      'one of several versions, by a rule that is not judged here',
      lock(entry('b', '1.0.0'), entry('b', '2.0.0')),
      [{ name: 'b', requirement: '>=1' }],
    ],
    ['a text that Cargo did not write', `${lock(entry('b', '1.0.0'))}\n`, []],
  ])('leaves to Cargo %s', (_, text, dependencies) => {
    expect(add(text, 'c', dependencies)).toBeUndefined();
  });
});
