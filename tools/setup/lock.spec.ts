import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addToLock, withLock } from './lock.cjs';

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
const file = join(folder, 'tool.lock');
/** Larger than any process id that a system gives. */
const nobody = 2 ** 30;

afterEach(() => rmSync(file, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

test('holds it during the action and gives it back, also after a failure', async () => {
  const held = await withLock(file, fail, async () => readFileSync(file, 'utf8'));
  expect(held).toBe(`${process.pid}\n`);
  await expect(withLock(file, fail, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(existsSync(file)).toBe(false);
});

test('the second waits for the first and is told whom it waits for', async () => {
  const order: string[] = [];
  const first = withLock(file, fail, async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    order.push('first');
  });
  const second = withLock(
    file,
    (holder) => order.push(`waits for ${holder}`),
    async () => {
      order.push('second');
    },
  );
  await Promise.all([first, second]);
  expect(order).toEqual([`waits for ${process.pid}`, 'first', 'second']);
});

test('a lock that its holder has not written into yet is waited for, and then told of', async () => {
  writeFileSync(file, '');
  const told: string[] = [];
  const second = withLock(
    file,
    (holder) => told.push(holder),
    async () => {},
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  writeFileSync(file, `${process.pid}\n`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  rmSync(file);
  await second;
  expect(told).toEqual([`${process.pid}`]);
});

test("a dead holder's is taken over", async () => {
  writeFileSync(file, `${nobody}\n`);
  expect(await withLock(file, fail, async () => 'done')).toBe('done');
});

test('of three that find a dead one, one at a time works', async () => {
  writeFileSync(file, `${nobody}\n`);
  let working = 0;
  const seen: number[] = [];
  const work = async () => {
    seen.push(++working);
    await new Promise((resolve) => setTimeout(resolve, 20));
    working--;
  };
  const wait = () => undefined;
  await Promise.all([1, 2, 3].map(() => withLock(file, wait, work)));
  expect(seen).toEqual([1, 1, 1]);
});

test('a dead holder whose program still runs is waited for', async () => {
  writeFileSync(file, `${nobody}\n`);
  addToLock(file, process.pid);
  let waitsFor = '';
  const waiting = withLock(
    file,
    (holder) => (waitsFor = holder),
    async () => 'done',
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(waitsFor).toBe(`${nobody}, ${process.pid}`);
  rmSync(file);
  expect(await waiting).toBe('done');
});

test('a lock from before the machine was started is dead, whoever has its process id now', async () => {
  writeFileSync(file, `${process.pid}\n`);
  utimesSync(file, 0, 0);
  expect(await withLock(file, fail, async () => 'done')).toBe('done');
});

function fail(holder: string): never {
  throw new Error(`waited for ${holder}`);
}
