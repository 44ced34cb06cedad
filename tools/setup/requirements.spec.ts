import { isAtLeast, judge, readVersion, requirementFor, type Probe } from './requirements.cjs';

const exited = (code: number, output: string): Probe => ({ type: 'exited', code, output });

test.each([
  ['v20.11.1', '20.11.1'],
  ['git version 2.39.5 (Apple Git-154)', '2.39.5'],
  ['rustc 1.85.0-nightly (4d91de4e4 2025-02-17)', '1.85.0'],
  ['cc (Debian 12.2.0-14) 12.2.0', '12.2.0'],
  ['Apple clang version 16.0.0 (clang-1600.0.26.6)', '16.0.0'],
  ['Python 3.9.6', '3.9.6'],
  ['GNU Make 3.81\nCopyright', '3.81'],
  ['no version at all', undefined],
])('reads the version of %j', (output, version) => {
  expect(readVersion(output)).toBe(version);
});

test.each([
  ['3.10.0', '3.10', true],
  ['3.9.18', '3.10', false],
  ['4.0', '3.10', true],
  ['20', '20.0', true],
  ['1.84.9', '1.85', false],
  ['1.85', '1.85.1', false],
])('%s is at least %s: %s', (version, minimum, expected) => {
  expect(isAtLeast(version, minimum)).toBe(expected);
});

test.each<[program: string, probe: Probe, platform: string, sentence: RegExp]>([
  ['git', { type: 'missing' }, 'linux', /^git was not found on PATH; install the package git/],
  ['git', { type: 'missing' }, 'darwin', /^git was not found on PATH; .*xcode-select --install$/],
  ['node', exited(0, 'v18.20.4'), 'linux', /^node 18\.20\.4 is too old, 20\.0 is needed; /],
  [
    'python3',
    exited(0, 'Python 3.9.6\n'),
    'darwin',
    /^python3 3\.9\.6 is too old, 3\.10 is needed; .*brew/,
  ],
  // Too old and without venv: the version is what has to be mended.
  ['python3', exited(1, 'Python 3.9.6\n\nModuleNotFoundError: x'), 'linux', /is too old/],
  [
    'python3',
    exited(
      1,
      "Python 3.11.2\n\nTraceback (most recent call last):\nModuleNotFoundError: No module named 'ensurepip'\n",
    ),
    'linux',
    /^python3 3\.11\.2 does not work \(ModuleNotFoundError: No module named 'ensurepip'\); .*python3-venv/,
  ],
  [
    'cargo',
    exited(1, '\nerror: rustup could not choose a version of cargo to run'),
    'linux',
    /^cargo does not work \(error: rustup could not choose .*\); .*rustup default stable$/,
  ],
  [
    'rustc',
    exited(0, 'rustc 1.63.0'),
    'linux',
    /^rustc 1\.63\.0 is too old, 1\.85 is needed; .*rustup/,
  ],
  ['cc', exited(7, ''), 'linux', /^cc does not work \(exit code 7\); /],
])('%s, %j on %s is refused in one sentence', (program, probe, platform, sentence) => {
  const verdict = judge(requirementFor(program), probe, platform);
  expect(verdict).toMatchObject({ sentence: expect.stringMatching(sentence) });
  expect(verdict).toMatchObject({ sentence: expect.not.stringContaining('\n') });
});

test('a version that is new enough is accepted', () => {
  const verdict = judge(requirementFor('python3'), exited(0, 'Python 3.10.0\n'), 'linux');
  expect(verdict).toEqual({ type: 'ok', version: '3.10.0' });
});
