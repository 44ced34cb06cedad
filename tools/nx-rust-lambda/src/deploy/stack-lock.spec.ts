import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withStackLock, type LockedStack } from './stack-lock';

const stack: LockedStack = { stackName: 'functions', region: 'r', account: '1' };
let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'locks-'))));
afterEach(() => rm(folder, { recursive: true }));

const held = (other: LockedStack, wait: boolean, lines: string[] = []) =>
  withStackLock(other, { wait, folder, report: (line) => lines.push(line) }, async () => 'done');

test('who waits is told who holds the stack, and since when', async () => {
  const lines: string[] = [];
  const options = { wait: true, folder, report: (line: string) => lines.push(line) };
  let second: Promise<string> | undefined;
  const order: string[] = [];
  await withStackLock(stack, options, async () => {
    second = held(stack, true, lines).then((end) => (order.push('second'), end));
    while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    order.push('first');
  });
  expect(await second).toBe('done');
  expect(order).toEqual(['first', 'second']);
  expect(lines).toEqual([
    expect.stringMatching(
      `^stack 'functions' is being deployed to by process ${process.pid} of this machine since \\d{4}-.*Z; waiting for it$`,
    ),
  ]);
});

test('--no-wait refuses', async () => {
  await withStackLock(stack, { wait: true, folder, report: () => {} }, async () => {
    await expect(held(stack, false)).rejects.toThrow(/leave out --no-wait to wait for it$/);
  });
});

test.each([
  ['another stack', { ...stack, stackName: 'others' }],
  ['another region', { ...stack, region: 'q' }],
  ['another account', { ...stack, account: '2' }],
])('%s is not kept', async (_, other) => {
  await withStackLock(stack, { wait: true, folder, report: () => {} }, async () => {
    expect(await held(other, false)).toBe('done');
  });
});

test('the lock of a process that has died is taken over', async () => {
  await held(stack, true);
  await withStackLock(stack, { wait: true, folder, report: () => {} }, async () => {
    const [name = ''] = await readdir(folder);
    // No process has an id beyond the kernel's limit.
    await writeFile(join(folder, name), '99999999\n');
    await utimes(join(folder, name), new Date(), new Date());
    expect(await held(stack, false)).toBe('done');
  });
});
