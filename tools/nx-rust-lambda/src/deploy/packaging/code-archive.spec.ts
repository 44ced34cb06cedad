import { unzipSync } from 'fflate';
import { archiveAt, archiveName, zipBootstrap, type ArchiveForm } from './code-archive';

const content = Buffer.from('#!/bin/sh\nexit 0\n'.repeat(100));
const forms: ArchiveForm[] = ['deflated', 'stored'];

// Not another time, time zone or machine either. Another version of the library may give other bytes.
test.each<[ArchiveForm, string]>([
  ['deflated', 'qadNE4qXzk8kbxg+L4Q/LRABWuI/8bhdkYkoGVx2T1w='],
  ['stored', '3n+XjrafiiGL+ed4qHlTUOV6MYJ1IveJOrWCK2OuKjc='],
])('%s: the same program gives the same bytes at any time', (form, sha256) => {
  expect(zipBootstrap(content, form).sha256).toBe(sha256);
  jest.useFakeTimers({ now: new Date('2031-05-05') });
  expect(zipBootstrap(content, form).sha256).toBe(sha256);
  jest.useRealTimers();
});

test.each(forms)('%s: another program gives other bytes', (form) => {
  const [one, other] = ['x', 'y'].map((text) => zipBootstrap(Buffer.from(text), form).sha256);
  expect(one).not.toBe(other);
});

// The layout is that of PKWARE's APPNOTE.TXT, 4.3; the offsets are its own.
test.each<[ArchiveForm, number]>([
  ['deflated', 8],
  ['stored', 0],
])('%s: it holds one file, bootstrap, that Unix may execute', (form, method) => {
  const { bytes } = zipBootstrap(content, form);
  expect(Object.entries(unzipSync(bytes))).toEqual([['bootstrap', new Uint8Array(content)]]);
  const zip = Buffer.from(bytes);
  const directory = zip.readUInt32LE(zip.length - 22 + 16);
  expect(zip.readUInt32LE(directory)).toBe(0x02014b50);
  expect(zip.readUInt8(directory + 5)).toBe(3);
  expect(zip.readUInt16LE(directory + 10)).toBe(method);
  // 1980-01-01 00:00 in DOS's time and date.
  expect(zip.readUInt32LE(directory + 12)).toBe(0x00210000);
  expect((zip.readUInt32LE(directory + 38) >>> 16).toString(8)).toBe('100755');
});

test('deflating makes it smaller', () => {
  const [deflated = 0, stored = 0] = forms.map((form) => zipBootstrap(content, form).bytes.length);
  expect(deflated).toBeLessThan(stored / 2);
});

const sha256 = 'ab'.repeat(32);
const archive = zipBootstrap(content, 'deflated');
const name = archiveName(sha256, archive);

test.each<[string, string, string | undefined]>([
  ['its own name', `s3://bucket/prefix/${name}`, archive.sha256],
  ['without a prefix', `s3://bucket/${name}`, archive.sha256],
  ['sent again', `s3://bucket/${archiveName(sha256, archive, 'x1')}`, archive.sha256],
  ['a bucket of this name', `s3://${name}`, undefined],
  ['another program', `s3://bucket/${archiveName('cd'.repeat(32), archive)}`, undefined],
  ['a name that only ends alike', `s3://bucket/x${name}`, undefined],
  ['what sam package calls an archive', 's3://bucket/0cc175b9c0f1b6a831c399e269772661', undefined],
  ['a path', `apps/${name}`, undefined],
])('the archive of a program at an address: %s', (_, url, expected) => {
  expect(archiveAt(url, sha256)).toBe(expected);
});
