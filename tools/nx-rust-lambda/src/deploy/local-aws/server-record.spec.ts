import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecord, readRecordToStop, writeRecord, type ServerRecord } from './server-record';

let parent: string;
let root: string;
beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'record-')));
  root = join(parent, 'clone');
  mkdirSync(join(root, '.local-aws'), { recursive: true });
});
afterEach(() => rmSync(parent, { recursive: true }));

const record = (folder: string): ServerRecord => ({
  pid: 1,
  port: 21000,
  startedAt: '2026-01-31T12:00:00.000Z',
  id: 'id',
  folder,
  credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'secret' },
});

test('it is read back, also through a link to the folder, and nobody else can read it', async () => {
  await writeRecord(root, record(root));
  symlinkSync(root, join(parent, 'link'));
  for (const path of [root, join(parent, 'link')]) {
    expect(await readRecord(path)).toEqual(record(root));
    expect(await readRecordToStop(path)).toEqual(record(root));
  }
  expect(statSync(join(root, '.local-aws', 'server.json')).mode & 0o777).toBe(0o600);
});

test('the record of a folder that is still there is not ours', async () => {
  mkdirSync(join(parent, 'original'));
  await writeRecord(root, record(join(parent, 'original')));
  expect(await readRecord(root)).toBeUndefined();
  expect(await readRecordToStop(root)).toBeUndefined();
});

test('the server of a folder that was moved is stopped, and not used', async () => {
  await writeRecord(root, record(join(parent, 'before')));
  expect(await readRecord(root)).toBeUndefined();
  expect(await readRecordToStop(root)).toEqual(record(join(parent, 'before')));
});

test('so is one without a door, which an earlier version has started', async () => {
  const { folder: _, credentials: __, ...earlier } = record('');
  writeFileSync(join(root, '.local-aws', 'server.json'), JSON.stringify(earlier));
  expect(await readRecord(root)).toBeUndefined();
  expect(await readRecordToStop(root)).toEqual(earlier);
});

test.each([
  ['none', undefined],
  ['one that is cut off', '{"pid": 1'],
  ['an empty one', ''],
])('%s', async (_, text) => {
  if (text !== undefined) writeFileSync(join(root, '.local-aws', 'server.json'), text);
  expect(await readRecord(root)).toBeUndefined();
  expect(await readRecordToStop(root)).toBeUndefined();
});
