import { parsePairs } from './key-value-pairs';

test.each<[string, unknown, Record<string, string>]>([
  ['nothing', undefined, {}],
  ['an empty text', '', {}],
  ['plain words', 'A=1 B=two', { A: '1', B: 'two' }],
  ['quoted values', `A="one two" B='x y'`, { A: 'one two', B: 'x y' }],
  ['an escaped space', 'A=one\\ two', { A: 'one two' }],
  ['an equals sign in the value', 'A=b=c', { A: 'b=c' }],
  ['an empty value', 'A=', { A: '' }],
  [
    'the long form',
    'ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=x',
    { A: '1', B: 'x' },
  ],
  ['the long form, quoted', 'ParameterKey=A,ParameterValue="x y"', { A: 'x y' }],
  ['a list', ['A=1', 'B=two words'], { A: '1', B: 'two words' }],
  ['a list of several', ['A=1 B=2', 'C=3'], { A: '1', B: '2', C: '3' }],
  [
    'a map',
    { A: 1, B: 'two', C: true, D: ['x', ' y'], E: null },
    { A: '1', B: 'two', C: 'true', D: 'x,y', E: '' },
  ],
  ['a list of maps', [{ A: 1 }, 'B=2'], { A: '1', B: '2' }],
  ['the same key twice', ['A=1', 'A=2'], { A: '2' }],
])('%s', (_case, value, values) => {
  expect(parsePairs(value)).toEqual({ type: 'pairs', values });
});

test.each([
  ['A', 'A'],
  ['A=1 B', 'B'],
  [['A=1', 'B C'], 'B C'],
  ['=1', '=1'],
  [42, '42'],
])('%j is no pair', (value, text) => {
  expect(parsePairs(value)).toEqual({ type: 'no-pair', text });
});
