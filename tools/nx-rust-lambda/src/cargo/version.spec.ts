import { compareVersions, satisfies } from './version';

test.each<[string, string, boolean | undefined]>([
  ['1.5.0', '1', true],
  ['1.5.0', '^1.4', true],
  ['1.5.0', '1.6', false],
  ['2.0.0', '1', false],
  ['0.4.2', '0.4', true],
  ['0.5.0', '0.4', false],
  ['0.0.3', '0.0.3', true],
  ['0.0.4', '0.0.3', false],
  ['0.9.0', '0', true],
  ['1.5.0', '=1.5.0', true],
  ['1.5.0+build', '=1.5.0', true],
  ['1.5.1', '=1.5.0', false],
  ['2.0.0-rc.1', '1', false],
  ['1.1.0-rc.1', '1', false],
  ['1.0.0-rc.2', '1.0.0-rc.1', true],
  ['1.0.0', '1.0.0-rc.1', true],
  ['1.0.1-rc.1', '1.0.0-rc.1', false],
  ['1.5.0', '=1.5', undefined],
  ['1.5.0', '~1.5', undefined],
  ['1.5.0', '>=1, <2', undefined],
  ['1.5.0', '1.*', undefined],
])('%s for %s: %s', (version, requirement, expected) => {
  expect(satisfies(version, requirement)).toBe(expected);
});

test('versions in order', () => {
  const ordered = ['0.9.2', '0.10.0-rc.1', '0.10.0', '1.0.0-alpha', '1.0.0', '1.2.0', '10.0.0'];
  expect(ordered.toReversed().toSorted(compareVersions)).toEqual(ordered);
});
