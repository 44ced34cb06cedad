import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { lockFolders, ownFolder } from './lock-folder';

let parent: string;
let first: string;
let second: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'lock-folder-'));
  first = join(parent, 'first');
  second = join(parent, 'home', 'second');
});
afterEach(() => rmSync(parent, { recursive: true }));

function chosen() {
  const lines: string[] = [];
  return { folder: ownFolder([first, second], (line) => lines.push(line)), lines };
}

test('the first one is made for this user alone, and taken again', () => {
  expect(chosen()).toEqual({ folder: first, lines: [] });
  expect(statSync(first).mode & 0o777).toBe(0o700);
  expect(chosen()).toEqual({ folder: first, lines: [] });
});

test.each<[string, () => void]>([
  [
    'is a symbolic link',
    () => {
      mkdirSync(join(parent, 'elsewhere'), { mode: 0o700 });
      symlinkSync(join(parent, 'elsewhere'), first);
    },
  ],
  ['may be written to by others', () => (mkdirSync(first), chmodSync(first, 0o777))],
  ['may be written to by others', () => (mkdirSync(first), chmodSync(first, 0o770))],
  ['cannot be made (EEXIST)', () => writeFileSync(first, '')],
  ['cannot be made (ENOENT)', () => symlinkSync(join(parent, 'nowhere', 'at-all'), first)],
])('a folder that %s is not trusted', (reason, make) => {
  make();
  expect(chosen()).toEqual({
    folder: second,
    lines: [`${first} ${reason}; locking in ${second} instead`],
  });
});

test("another user's folder is not trusted", () => {
  mkdirSync(first, { mode: 0o700 });
  const { uid } = statSync(first);
  const stranger = { ...userInfo(), uid: uid + 1 };
  expect(() => ownFolder([first, second], () => undefined, stranger)).toThrow(
    `there is no folder for the lock of this deploy that is yours alone: ${first} belongs to user ${uid}, and ${second} belongs to user ${uid}; remove one of them, or set XDG_CACHE_HOME`,
  );
});

test('one lies in the temporary folder, the other in the home', () => {
  const [temporary = '', home = ''] = lockFolders();
  expect(temporary.startsWith(tmpdir())).toBe(true);
  expect(home).toMatch(/nx-rust-lambda.locks-/);
});
