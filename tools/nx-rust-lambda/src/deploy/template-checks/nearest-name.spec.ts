import { nearestName, suggestion } from './nearest-name';

const known = ['provided.al2', 'provided.al2023', 'nodejs24.x'];

test.each([
  ['provided.al2', 'provided.al2'],
  ['provided.al2099', 'provided.al2023'],
  ['Provided.AL2', 'provided.al2'],
  ['nodejs', undefined],
  ['', undefined],
])('%s is near %s', (name, expected) => {
  expect(nearestName(name, known)).toBe(expected);
});

test('a suggestion is the end of a sentence, or nothing', () => {
  expect(suggestion('node24.x', known)).toBe('; did you mean nodejs24.x?');
  expect(suggestion('golang', known)).toBe('');
});
