import { payloadText, typedPayload } from './payload';

test.each([
  [['--payload', '1e5'], '1e5'],
  [['--payload=12345678901234567890'], '12345678901234567890'],
  [['--payload', '007'], '007'],
  [['--payload', 'true', '--out', 'x'], 'true'],
  [['--payload', '-5'], '-5'],
  [['--payload="text"'], '"text"'],
  [['--payload', '{"a": 1.0}'], '{"a": 1.0}'],
  [['--payload='], ''],
  [['--event', 'x'], undefined],
  [[], undefined],
])('%j gives %j, as it was typed', (words, payload) => {
  expect(typedPayload(words)).toBe(payload);
});

test.each([
  [['--payload'], '--payload has no value'],
  [['--payload', '--out=x'], '--payload has no value'],
  [['--payload', '1', '--payload=2'], '--payload is given twice'],
  [['--payload.a', '1'], '--payload.a is not read'],
  [['--no-payload'], '--no-payload is not read'],
])('%j is a sentence', (words, sentence) => {
  expect(() => typedPayload(words)).toThrow(sentence);
});

test.each(['{"message":"hi \\"x\\" bär"}', '1e5', '{"a":1,"a":2.0}', ' [1] '])(
  'payload %j is sent to the byte',
  (payload) => {
    expect(payloadText(payload, '--payload')).toBe(payload);
  },
);

test('a payload of a configuration may be written as data', () => {
  expect(payloadText({ a: [1] }, '--payload')).toBe('{"a":[1]}');
});

test.each([
  ['{message: hi}', '--payload is not JSON: invalid symbol at column 2: {message: hi}'],
  ['{"a":\n}', '--payload is not JSON: value expected at line 2, column 1: {"a":\n}'],
  ['007', '--payload is not JSON: end of file expected at column 2: 007'],
  [' ', '--payload is empty; an event is JSON, such as {}'],
])('payload %j is a sentence', (payload, sentence) => {
  expect(() => payloadText(payload, '--payload')).toThrow(sentence);
});
