import fc from 'fast-check';
import { jsonProblem, laidOut } from './json-text';

test.each([
  ['{message: hi}', 1, 2],
  ['{"a": 1,\n "b": }', 2, 7],
  ['{"a": 1,}', 1, 9],
  ['007', 1, 2],
  ['// x\n{}', 1, 1],
  ['', 1, 1],
  ['{"a": 01}', 1, 8],
])('%j is wrong in line %s, column %s', (text, line, column) => {
  expect(jsonProblem(text)).toMatchObject({
    line,
    column,
    reason: expect.stringMatching(/^[a-z]/),
  });
});

test.each(['1e5', '12345678901234567890', ' {"a":1.0} ', '"x"', 'null', '{"a":1,"a":2}'])(
  '%j is JSON',
  (text) => {
    expect(jsonProblem(text)).toBeUndefined();
  },
);

test('whatever the JSON, it is laid out as JSON.stringify does', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(0, 1, 4, '\t'), (text, space) => {
      const value: unknown = JSON.parse(text);
      // JSON.stringify writes -0 as 0, which a text keeps.
      fc.pre(!/-0(?![\d.])/.test(text));
      expect(laidOut(JSON.stringify(value, null, space))).toBe(JSON.stringify(value, null, 2));
    }),
  );
});

test('no digit of a number changes, however it is written', () => {
  const number = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.stringMatching(/^(?:0|[1-9][0-9]{0,40})$/),
      fc.constantFrom('', '.0', '.50', '.123456789012345678901'),
      fc.constantFrom('', 'e5', 'E+400', 'e-07'),
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(number, { minLength: 1 }), (numbers) => {
      const text = `[${numbers.join(',')}]`;
      expect(laidOut(text).replaceAll(/\s/g, '')).toBe(text);
    }),
  );
});
