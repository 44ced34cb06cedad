import { expectedFolders, isInstalled, type LockFile } from './packages.cjs';

const lock: LockFile = {
  packages: {
    '': {},
    'tools/plugin': { version: '0.1.0' },
    'node_modules/plugin': { link: true },
    'node_modules/nx': { version: '23.2.1', integrity: 'sha512-a' },
    'node_modules/nx/node_modules/yaml': { version: '2.9.1', integrity: 'sha512-b' },
    'node_modules/@nx/nx-darwin-arm64': { version: '23.2.1', optional: true },
  },
};
const wanted = { checksum: 'c1', lock };
const older: LockFile = {
  packages: { ...lock.packages, 'node_modules/nx': { version: '23.2.0', integrity: 'sha512-0' } },
};

test('packages of other platforms and links to the workspace are not expected', () => {
  expect(expectedFolders(lock)).toEqual(['node_modules/nx', 'node_modules/nx/node_modules/yaml']);
});

test.each([
  ['our own marker', { marker: 'c1', record: undefined, missing: [] }, true],
  ['the marker of another lock file', { marker: 'c0', record: undefined, missing: [] }, false],
  ['nothing at all', { marker: undefined, record: undefined, missing: [] }, false],
  ['what npm installed itself', { marker: undefined, record: lock, missing: [] }, true],
  ['the lock changed, then npm ran', { marker: 'c0', record: lock, missing: [] }, true],
  ['npm installed an older lock', { marker: undefined, record: older, missing: [] }, false],
  ['a package was removed', { marker: 'c1', record: lock, missing: ['node_modules/nx'] }, false],
])('%s: %j -> %s', (_case, installed, expected) => {
  expect(isInstalled(wanted, installed)).toBe(expected);
});
