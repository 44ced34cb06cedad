import type { Json } from '../../sam/sam-template';
import { chooseFunction, formatResponse, payloadText } from './invocation-text';

test.each<[Json, string]>([
  ['{"message":"hi \\"x\\" bär"}', '{"message":"hi \\"x\\" bär"}'],
  [42, '42'],
  [true, 'true'],
  [{ a: [1] }, '{"a":[1]}'],
  ['"text"', '"text"'],
])('payload %j is sent as %s', (payload, expected) => {
  expect(payloadText(payload, '--payload')).toBe(expected);
});

test('a payload that is not JSON is a sentence with its source', () => {
  expect(() => payloadText('{message: hi}', '--payload')).toThrow(
    /^--payload is not JSON \(.*\): \{message: hi\}$/,
  );
});

test.each([
  ['{"a":1}', '{\n  "a": 1\n}\n'],
  ['"x"', '"x"\n'],
  ['', 'null\n'],
  ['killed', 'killed\n'],
])('response %j is printed as one document', (payload, expected) => {
  expect(formatResponse(payload)).toBe(expected);
});

test('the one function of a crate needs no name; several do', () => {
  expect(chooseFunction({ name: 'echo', functions: ['Echo'] }, undefined)).toBe('Echo');
  const two = { name: 'echo', functions: ['EchoA', 'EchoB'] };
  expect(chooseFunction(two, 'EchoB')).toBe('EchoB');
  expect(() => chooseFunction(two, undefined)).toThrow(/--function=EchoA or --function=EchoB/);
  expect(() => chooseFunction(two, 'Nope')).toThrow(/no function 'Nope'; it has EchoA, EchoB/);
  expect(() => chooseFunction({ name: 'echo', functions: [] }, undefined)).toThrow(
    /not in template\.yml/,
  );
});
