import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginRun, RunRecord } from './run-record';

const root = mkdtempSync(join(tmpdir(), 'run-record-'));
afterAll(() => rmSync(root, { recursive: true }));

test('without a run nothing is written, and nobody has taken anything', () => {
  const record = new RunRecord(root, 1);
  record.end('a:build', true);
  expect(record.endOf('a:build')).toBeUndefined();
  expect(record.claim(['a:deploy'])).toEqual([]);
  expect(existsSync(join(root, '.nx'))).toBe(false);
});

test('ends and claims of a run, in their order', () => {
  beginRun(root);
  const record = new RunRecord(root, process.pid);
  record.end('a:build', true);
  record.end('b:deploy:local', false);
  expect(['a:build', 'b:deploy:local', 'c:build'].map((id) => record.endOf(id))).toEqual([
    true,
    false,
    undefined,
  ]);
  expect(record.claim(['a'])).toEqual([]);
  expect(record.claim(['b', 'c'])).toEqual([{ tasks: ['a'], pid: process.pid }]);
  expect(record.claim(['d']).map(({ tasks }) => tasks)).toEqual([['a'], ['b', 'c']]);
});

test('a run begins without what earlier ones have left', () => {
  const ended = join(root, '.nx/rust-runs/4194305');
  mkdirSync(ended, { recursive: true });
  beginRun(root);
  const record = new RunRecord(root, process.pid);
  expect(existsSync(ended)).toBe(false);
  expect(record.endOf('a:build')).toBeUndefined();
  expect(record.claim(['a'])).toEqual([]);
});
