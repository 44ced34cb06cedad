import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { eventText, readEvent } from './event-file';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'events-'))));
afterEach(() => rmSync(root, { recursive: true }));

const write = (path: string, text: string | Buffer = JSON.stringify(path)) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const read = (event: string | undefined, folder = '.') =>
  readEvent(event, { root, project: 'apps/echo', folder: join(root, folder) });

test.each([
  [undefined, '.', 'apps/echo/events/default.json'],
  ['mine', '.', 'apps/echo/events/mine.json'],
  ['mine.json', '.', 'apps/echo/events/mine.json'],
  ['mine.json', 'sub', 'apps/echo/events/mine.json'],
  ['events/mine.json', 'apps/echo', 'apps/echo/events/mine.json'],
  ['events/mine.json', '.', 'apps/echo/events/mine.json'],
  ['deep/one.json', 'sub', 'sub/deep/one.json'],
  ['sub/deep/one.json', 'sub', 'sub/deep/one.json'],
  ['apps/echo/events/mine.json', 'sub', 'apps/echo/events/mine.json'],
])('--event %s in %s is %s', async (event, folder, path) => {
  for (const file of ['default', 'mine']) write(`apps/echo/events/${file}.json`);
  write('sub/deep/one.json');
  expect(await read(event, folder)).toBe(JSON.stringify(path));
});

test('an absolute path is one', async () => {
  write('x.json');
  expect(await read(join(root, 'x.json'))).toBe('"x.json"');
});

test('what is not there is a sentence with all that was looked at', async () => {
  write('apps/echo/events/folder/x.json');
  await expect(read('folder', 'sub')).rejects.toThrow(
    /^there is no event 'folder'; looked for apps\/echo\/events\/folder\.json, apps\/echo\/events\/folder, sub\/folder, apps\/echo\/folder, folder; make one/,
  );
  await expect(read(undefined)).rejects.toThrow(
    /^apps\/echo\/events\/default\.json: there is no event; make the file/,
  );
});

test.each<[string, Buffer, string]>([
  ['a byte order mark', Buffer.from('\ufeff{"a":1.0}'), '{"a":1.0}'],
  ['a replacement character of its own', Buffer.from('"\ufffd"'), '"\ufffd"'],
  ['digits', Buffer.from('{"id":12345678901234567890}\n'), '{"id":12345678901234567890}\n'],
])('%s', (_case, bytes, text) => {
  expect(eventText(bytes, 'e.json')).toBe(text);
});

test.each<[string, Buffer, string]>([
  [
    'Latin-1',
    Buffer.from('{"a":"\ufffd\xe4"}'.replace('\ufffd', ''), 'latin1'),
    'e.json: is not UTF-8 at byte 6;',
  ],
  ['a cut character', Buffer.from([0x22, 0xef, 0xbf]), 'e.json: is not UTF-8 at byte 1;'],
  ['UTF-16', Buffer.from('\ufeff{}', 'utf16le'), 'e.json: is not UTF-8 at byte 0;'],
  ['nothing', Buffer.from(''), 'e.json:1: is empty; an event is JSON, such as {}'],
  ['a mark alone', Buffer.from('\ufeff \n'), 'e.json:1: is empty'],
  [
    'broken JSON',
    Buffer.from('{\n  "a": 1,\n  b: 2\n}'),
    'e.json:3: is not JSON: invalid symbol at column 3',
  ],
])('%s is a sentence', (_case, bytes, sentence) => {
  expect(() => eventText(bytes, 'e.json')).toThrow(sentence);
});
