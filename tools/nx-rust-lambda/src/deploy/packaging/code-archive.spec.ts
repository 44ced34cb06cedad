import { zipBootstrap } from './code-archive';

const content = Buffer.from('#!/bin/sh\nexit 0\n');

test('the same program gives the same bytes at any time', () => {
  const before = zipBootstrap(content);
  jest.useFakeTimers({ now: new Date('2031-05-05') });
  expect(zipBootstrap(content).equals(before)).toBe(true);
  jest.useRealTimers();
});

test('another program gives other bytes', () => {
  expect(zipBootstrap(Buffer.from('x')).equals(zipBootstrap(Buffer.from('y')))).toBe(false);
});

// The layout is that of PKWARE's APPNOTE.TXT, 4.3; the offsets are its own.
test('it holds one stored file, bootstrap, that Unix may execute', () => {
  const zip = zipBootstrap(content);
  const end = zip.length - 22;
  expect(zip.readUInt32LE(0)).toBe(0x04034b50);
  expect(zip.subarray(30, 39).toString()).toBe('bootstrap');
  expect(zip.subarray(39, 39 + content.length).equals(content)).toBe(true);
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  expect(zip.readUInt16LE(end + 10)).toBe(1);
  const directory = zip.readUInt32LE(end + 16);
  expect(directory).toBe(39 + content.length);
  expect(zip.readUInt32LE(directory)).toBe(0x02014b50);
  expect(zip.readUInt8(directory + 5)).toBe(3);
  expect(zip.readUInt16LE(directory + 10)).toBe(0);
  expect(zip.readUInt32LE(directory + 16)).toBe(0xc34586e2);
  expect(zip.readUInt32LE(directory + 24)).toBe(content.length);
  expect((zip.readUInt32LE(directory + 38) >>> 16).toString(8)).toBe('100755');
  expect(zip.readUInt32LE(directory + 42)).toBe(0);
});
