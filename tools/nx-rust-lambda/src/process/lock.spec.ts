import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, withLock, type LockHolder } from './lock';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  file = join(folder, 'deep/x.lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Larger than any process id that a system gives. */
const nobody = 2 ** 30;
const left = (text: string) => withLock(file, async () => {}).then(() => writeFileSync(file, text));
const later = (ms = 30) => new Promise<void>((resolve) => setTimeout(resolve, ms));

test('names its holder while it is held, and is gone afterwards', async () => {
  const holder = await withLock(
    file,
    async () => JSON.parse(readFileSync(file, 'utf8')) as LockHolder,
  );
  expect(holder.pid).toBe(process.pid);
  expect(new Date(holder.since).toISOString()).toBe(holder.since);
  expect(existsSync(file)).toBe(false);
});

test('is given back after a failure', async () => {
  await expect(withLock(file, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(existsSync(file)).toBe(false);
});

test('the second waits for the first, and is told once whom it waits for', async () => {
  const order: string[] = [];
  const first = withLock(file, async () => {
    await later(300);
    order.push('first');
  });
  await later();
  const second = withLock(file, async () => void order.push('second'), {
    onWait: ({ pid }) => order.push(`waits for ${pid}`),
  });
  await Promise.all([first, second]);
  expect(order).toEqual([`waits for ${process.pid}`, 'first', 'second']);
});

test.each([
  ['a holder that is dead', JSON.stringify({ pid: nobody, since: '2020-01-01T00:00:00.000Z' })],
  [
    'a process id from before the machine was started',
    JSON.stringify({ pid: process.pid, since: '1970-01-02T00:00:00.000Z' }),
  ],
  ['an empty file', ''],
  ['a file that was cut off', '{"pid":'],
])('%s is taken over', async (_case, text) => {
  await left(text);
  expect(await withLock(file, async () => 'done')).toBe('done');
  expect(readdirSync(join(folder, 'deep'))).toEqual([]);
});

test('a take-over that was killed does not keep others waiting for ever', async () => {
  await left(JSON.stringify({ pid: nobody, since: '' }));
  writeFileSync(`${file}.take-over`, '');
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(`${file}.take-over`, longAgo, longAgo);
  expect(await withLock(file, async () => 'done')).toBe('done');
});

test('of many that find a dead one, one at a time works', async () => {
  await left(JSON.stringify({ pid: nobody, since: '' }));
  let working = 0;
  const seen: number[] = [];
  const work = async () => {
    seen.push(++working);
    await later(5);
    working -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(file, work)));
  expect(seen).toEqual(Array.from({ length: 8 }, () => 1));
});

test.each([
  ['this one', process.pid, true],
  ['none', nobody, false],
])('a process lives: %s', (_case, pid, alive) => {
  expect(isAlive(pid)).toBe(alive);
});
