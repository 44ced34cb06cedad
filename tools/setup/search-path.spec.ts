import { findProgram, withoutPackageBins } from './search-path.cjs';

const path = '/repo/node_modules/.bin:/repo/tools/x/node_modules/.bin/:/usr/bin::/opt/rust/bin';

test('the folders that npm puts on PATH are left out', () => {
  expect(withoutPackageBins(path)).toBe('/usr/bin:/opt/rust/bin');
  expect(withoutPackageBins(undefined)).toBe('');
});

test.each([
  [['/repo/node_modules/.bin/cargo', '/opt/rust/bin/cargo'], '/opt/rust/bin/cargo'],
  [['/usr/bin/cargo', '/opt/rust/bin/cargo'], '/usr/bin/cargo'],
  [['/repo/node_modules/.bin/cargo'], undefined],
])('of %j cargo is %s', (files, found) => {
  expect(findProgram('cargo', path, (file) => files.includes(file))).toBe(found);
});

test('a folder and a file that cannot be run are no programs', () => {
  expect(findProgram('setup', `${__dirname}/..`)).toBeUndefined();
  expect(findProgram('search-path.spec.ts', __dirname)).toBeUndefined();
});
