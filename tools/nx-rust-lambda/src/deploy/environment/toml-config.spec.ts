import { shownValue, textOf, type ConfigTable, type ConfigValue } from './config-value';
import { parseTomlConfig } from './toml-config';

test.each([
  ['a = 1\nb = = 2', 2],
  ['a = 1\n[b\nc = 1', 2],
  ['a = 1\n[b\n', 2],
  ['a = "x\nb = 1', 1],
  ['a = 1\na = 2', 2],
  ['[a]\n[a]', 2],
  ['a.b = 1\na = 2', 2],
  ['a = 012', 1],
  ['a = [1,\n2\n', 3],
])('%j is broken in line %s', (text, line) => {
  expect(() => parseTomlConfig(text, 'f.toml')).toThrow(
    new RegExp(`^f\\.toml:${line}: is not valid TOML: [a-z]`),
  );
});

function plain(value: ConfigValue): unknown {
  if (value.type === 'list') return value.items.map(plain);
  if (value.type !== 'table') return textOf(value) ?? shownValue(value);
  return Object.fromEntries(
    [...value.entries].map(([key, entry]) => [`${entry.line} ${key}`, plain(entry.value)]),
  );
}

test('every way to write a table, with the line of each key', () => {
  const text = `a.b."c d" = 1
e = { f.g = [true, { h = 1.0 }] }
[i.j]
k = 'x'
[[l]]
m = 12345678901234567890
[[l]]
[[l.n]]
o = 1e400
`;
  expect(plain(parseTomlConfig(text, 'f.toml'))).toEqual({
    '1 a': { '1 b': { '1 c d': '1' } },
    '2 e': { '2 f': { '2 g': ['True', { '2 h': '1.0' }] } },
    '3 i': { '3 j': { '4 k': 'x' } },
    '5 l': [{ '6 m': '12345678901234567890' }, { '8 n': [{ '9 o': 'inf' }] }],
  });
});

const only = (written: string) =>
  textOf((parseTomlConfig(`a = ${written}`, 'f') as ConfigTable).entries.get('a')!.value);

// Each as tomlkit 0.15 and Python's str make it.
test.each([
  ['9007199254740993', '9007199254740993'],
  ['0x1F', '31'],
  ['1_000', '1000'],
  ['-0', '0'],
  ['1.0', '1.0'],
  ['1e5', '100000.0'],
  ['1e16', '1e+16'],
  ['123456789.123456789', '123456789.12345679'],
  ['0.0001', '0.0001'],
  ['1.5e-5', '1.5e-05'],
  ['1979-05-27', '1979-05-27'],
  ['1979-05-27T07:32:00Z', '1979-05-27 07:32:00+00:00'],
  ['1979-05-27 07:32:00.5-07:00', '1979-05-27 07:32:00.500000-07:00'],
  ['07:32:00', '07:32:00'],
  ['07:32', '07:32:00'],
  ['true', 'True'],
])('%s is %s', (written, text) => {
  expect(only(written)).toBe(text);
});
