import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withPackagingFolder } from './packaging-folder';

let root: string;
const left = () => readdirSync(join(root, '.nx', 'packaging'));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'packaging-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('a folder is there while it is needed, and its own', async () => {
  const seen = await withPackagingFolder(root, (first) =>
    withPackagingFolder(root, async (second) => {
      expect(first).not.toBe(second);
      return left().length;
    }),
  );
  expect(seen).toBe(2);
  expect(left()).toEqual([]);
});

test('what a killed process has left goes, what a living one has stays', async () => {
  // Above the highest process id of Linux and macOS.
  for (const name of ['99999999-dead', `${process.ppid}-alive`]) {
    mkdirSync(join(root, '.nx', 'packaging', name), { recursive: true });
  }
  await withPackagingFolder(root, async () => undefined);
  expect(left()).toEqual([`${process.ppid}-alive`]);
});

test('it goes after a failure, too', async () => {
  const failing = withPackagingFolder(root, () => Promise.reject(new Error('no')));
  await expect(failing).rejects.toThrow('no');
  expect(left()).toEqual([]);
});
