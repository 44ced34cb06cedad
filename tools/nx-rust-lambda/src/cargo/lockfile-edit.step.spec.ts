import { bringIntoStep, type LockDependency, type LockMember } from './lockfile-edit';
import { entry, lock } from './testing/lock-text-of';

const member = (name: string, dependencies: LockDependency[] = [], version = '0.1.0') =>
  ({ name, version, dependencies }) satisfies LockMember;
const x1: LockDependency = { name: 'x', requirement: '1' };

describe('bringIntoStep', () => {
  const plain = lock(
    entry('a', '0.1.0', ['x'], ''),
    entry('x', '1.0.0', ['y']),
    entry('y', '1.0.0'),
  );

  // What real Cargo makes of the same changes is compared in e2e/lock-in-step.e2e.ts.
  it.each<[string, string, LockMember[], string | undefined]>([
    ['nothing', plain, [member('a', [x1])], plain],
    [
      'a crate dropped in',
      plain,
      [member('a', [x1]), member('b', [x1, { name: 'a', path: true }])],
      plain.replace('\n[[package]]\nname = "x"', `\n${entry('b', '0.1.0', ['a', 'x'], '')}$&`),
    ],
    [
      'crates that need each other only in tests',
      plain,
      [member('a', [x1, { name: 'b', path: true }]), member('b', [{ name: 'a', path: true }])],
      lock(
        entry('a', '0.1.0', ['b', 'x'], ''),
        entry('b', '0.1.0', ['a'], ''),
        entry('x', '1.0.0', ['y']),
        entry('y', '1.0.0'),
      ),
    ],
    [
      'a new edge to what is locked',
      plain,
      [member('a', [x1, { name: 'y', requirement: '1' }])],
      plain.replace(' "x",\n', ' "x",\n "y",\n'),
    ],
    [
      'an edge removed, and what nothing needs any more',
      plain,
      [member('a')],
      lock(entry('a', '0.1.0', [], '')),
    ],
    [
      'a crate renamed',
      plain,
      [member('z', [x1])],
      lock(entry('x', '1.0.0', ['y']), entry('y', '1.0.0'), entry('z', '0.1.0', ['x'], '')),
    ],
    ['a new version', plain, [member('a', [x1], '0.2.0')], plain.replace('0.1.0', '0.2.0')],
    [
      'a rule that is not judged here, kept at what it has',
      plain,
      [member('a', [{ name: 'x', requirement: '>=0.5, <3' }], '0.2.0')],
      plain.replace('0.1.0', '0.2.0'),
    ],
    [
      'of two versions the one that the rest of the workspace has',
      lock(
        entry('a', '0.1.0', ['x 1.0.0'], ''),
        entry('o', '1.0.0', ['x 1.2.0']),
        entry('x', '1.0.0'),
        entry('x', '1.2.0'),
      ),
      [member('a', [x1, { name: 'o', requirement: '1' }]), member('b', [x1])],
      lock(
        entry('a', '0.1.0', ['o', 'x 1.0.0'], ''),
        entry('b', '0.1.0', ['x 1.0.0'], ''),
        entry('o', '1.0.0', ['x 1.2.0']),
        entry('x', '1.0.0'),
        entry('x', '1.2.0'),
      ),
    ],
    [
      'one of two versions gone, so that the other is called by its name alone',
      lock(
        entry('a', '0.1.0', ['x 1.0.0', 'x 2.0.0'], ''),
        entry('x', '1.0.0'),
        entry('x', '2.0.0'),
      ),
      [member('a', [x1])],
      lock(entry('a', '0.1.0', ['x'], ''), entry('x', '1.0.0')),
    ],
    ['nothing locked', plain, [member('a', [{ name: 'n', requirement: '1' }])], undefined],
    ['another version', plain, [member('a', [{ name: 'x', requirement: '2' }])], undefined],
    [
      'the package of a repository instead',
      plain,
      [member('a', [{ name: 'x', git: 'https://g/x' }])],
      undefined,
    ],
    ['a text that Cargo did not write', `${plain}\n`, [member('b')], undefined],
    ['an old format', plain.replace('version = 4', 'version = 2'), [member('b')], undefined],
  ])('%s', (_, text, members, expected) => {
    expect(bringIntoStep(text, 'Cargo.lock', members)).toBe(expected);
    if (expected !== undefined) {
      expect(bringIntoStep(expected, 'Cargo.lock', members)).toBe(expected);
    }
  });

  it('keeps the conflict that a merge has left an error', () => {
    const text = plain.replace('\n[[package]]\nname = "x"', '\n<<<<<<< ours$&');
    expect(() => bringIntoStep(text, 'Cargo.lock', [])).toThrow(
      /Cargo.lock:\d+: is not valid TOML/,
    );
  });
});
