import { fromLineStart, isCut, linesOfRequest, type LogLine } from './request-log';
import type { AwsClients } from '../../aws/clients';
import { findLog, requestLog } from './whole-log';

const id = '5068c528-35a4-4cfa-8296-c0548bf3ee6b';
const other = '00000000-35a4-4cfa-8296-c0548bf3ee6b';
const request = (of: string, ...own: string[]) => [
  `START RequestId: ${of} Version: $LATEST\n`,
  ...own,
  `END RequestId: ${of}\n`,
  `REPORT RequestId: ${of}\tDuration: 1 ms\n`,
];
const inStream = (stream: string, messages: readonly string[]): LogLine[] =>
  messages.map((message) => ({ stream, message }));
const long = 'x'.repeat(4096);

test.each([
  ['the end of a long log', long, true],
  ["AWS's end, with its last lines", `rest\nEND RequestId: ${id}\nREPORT RequestId: ${id}\n`, true],
  ['a whole log of AWS', request(id, 'a').join(''), false],
  ['a short log of the local AWS', 'a\nb', false],
  ['none', '', false],
])('%s is cut: %#', (_case, tail, expected) => {
  expect(isCut(tail)).toBe(expected);
});

test('an end begins with a whole line', () => {
  expect(fromLineStart(`half\n${long}`)).toBe(long);
  expect(fromLineStart('half\nwhole')).toBe('half\nwhole');
});

test('of other requests in the same and in other streams nothing is taken', () => {
  const lines = [
    ...inStream('a', request(other, 'not mine')),
    ...inStream('b', ['left over\n', ...request(id, 'first\n', 'second\n')]),
    ...inStream('a', request(`${other}2`, 'not mine')),
  ];
  const expected = request(id, 'first', 'second').map((line) => line.trimEnd());
  expect(linesOfRequest(lines, { id, tail: long })).toEqual(expected);
  const named = `second\nEND RequestId: ${id}\nREPORT RequestId: ${id}\n`;
  expect(linesOfRequest(lines, { id: undefined, tail: named })).toEqual(expected);
});

test('the local AWS logs under another id: the end tells', () => {
  const lines = inStream('a', [...request(other, 'x'), ...request(id, 'first', 'last', long)]);
  const tail = `rst\nlast\n${long}`;
  expect(linesOfRequest(lines, { id: 'answered', tail })?.[1]).toBe('first');
});

test("Lambda's JSON format", () => {
  const platform = (type: string) => `{"time":"t","type":"${type}","record":{"requestId":"${id}"}}`;
  const messages = [platform('platform.start'), '{"level":"INFO"}', platform('platform.report')];
  expect(linesOfRequest(inStream('a', messages), { id, tail: long })).toEqual(messages);
});

const events = (messages: readonly string[]) =>
  messages.map((message) => ({ id: undefined, time: 1, stream: 's', message }));

test('a log that is written meanwhile is waited for until its report is there', async () => {
  const whole = request(id, 'first', long);
  const readings = [undefined, events(whole.slice(0, 2)), events(whole)];
  let pauses = 0;
  const found = await findLog({
    id,
    tail: long,
    since: 7,
    read: async (since) => {
      expect(since).toBe(7);
      return readings.shift();
    },
    pause: async () => void (pauses += 1),
    attempts: 5,
  });
  expect(found.missing).toBeUndefined();
  expect(found.lines).toHaveLength(5);
  expect(pauses).toBe(2);
});

test('one that does not come is said so, and its end is shown', async () => {
  const found = await findLog({
    id,
    tail: `alf\nlast\n${long}`,
    since: 0,
    read: async () => [],
    pause: async () => {},
    attempts: 3,
  });
  expect(found).toEqual({
    lines: ['last', long],
    missing: 'only the end of the log: the rest is not in CloudWatch Logs yet',
  });
});

test('one that may not be read is said so, and its end is shown', async () => {
  const denied = Object.assign(new Error('not authorized to perform: logs:FilterLogEvents'), {
    name: 'AccessDeniedException',
  });
  const clients = {
    target: { kind: 'account', region: 'x', profile: undefined, endpoint: undefined },
    lambda: { send: () => Promise.reject(denied) },
  } as unknown as AwsClients;
  const found = await requestLog(clients, 'echo', { id, tail: `alf\nlast\n${long}`, since: 0 });
  expect(found.lines).toEqual(['last', long]);
  expect(found.missing).toMatch(/^only the end of the log: it cannot be read \(.*not authorized/);
  const whole = await requestLog(clients, 'echo', { id, tail: 'one\ntwo\n', since: 0 });
  expect(whole).toEqual({ lines: ['one', 'two'], missing: undefined });
});
