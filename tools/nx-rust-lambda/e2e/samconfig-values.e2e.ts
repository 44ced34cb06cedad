/** Values of samconfig.toml beside the real SAM, for generated texts. */
import fc from 'fast-check';
import { compare, deploying, isText, quoted } from './ask-sam';

const pieces = [
  ['A=', 'Bc=', '"K"=', 'x', 'it', '1', '\\', '\\ ', "\\'", '\\"', '"', "'", ' ', '=', ','],
  ['\\d+', '\\n', '\n', '\t', 'ä', '🦀', '_', '-', ':', '/', '@', '"a b"', "'c d'", '.'],
  ['ParameterKey=P,ParameterValue=', ' Q=', " R=it's", ' S="x y"', 'file', '$', '\u00a0'],
];
const piece = fc.constantFrom(...pieces.flat());
const pairText = fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
const wellFormed = fc
  .array(
    fc.tuple(
      fc.constantFrom('A', 'B', 'Stage', '"K"', "'L'"),
      fc.oneof(
        fc.stringMatching(/^[^ "\\]{1,8}$/),
        fc
          .array(
            fc.oneof(
              fc.constantFrom('\\ ', '\\"', "\\'", '\\d', '\\\\'),
              fc.stringMatching(/^[^ "\\]$/),
            ),
            { minLength: 1 },
          )
          .map((all) => all.join('')),
        fc.string({ maxLength: 8 }).map((text) => `"${text.replace(/[\\"]/g, '\\$&')}"`),
        fc.string({ maxLength: 8 }).map((text) => `'${text.replace(/[\\']/g, '\\$&')}'`),
      ),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) => all.map(([key, value]) => `${key}=${value}`).join(' '));

const inToml = (text: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 3, arbitrary: text.map(quoted) },
    fc.array(text, { minLength: 1, maxLength: 3 }).map((all) => `[${all.map(quoted).join(', ')}]`),
  );

const sample = (arbitrary: fc.Arbitrary<string>, count: number) =>
  fc.sample(arbitrary.filter(isText), { numRuns: count, seed: 20261126 });

test('parameter_overrides as texts and lists', async () => {
  const texts = [...sample(inToml(pairText), 500), ...sample(inToml(wellFormed), 1000)];
  const cases = texts.map((text) => deploying(`parameter_overrides = ${text}`));
  const found = await compare(cases, 'parameter_overrides', ({ parameters }) => parameters);
  expect(found.equal).toBeGreaterThan(600);
});

test('tags', async () => {
  const texts = [...sample(inToml(pairText), 500), ...sample(inToml(wellFormed), 500)];
  const cases = texts.map((text) => deploying(`tags = ${text}`));
  const found = await compare(cases, 'tags', ({ tags }) => tags);
  expect(found.equal).toBeGreaterThan(300);
});

const number = fc.oneof(
  fc.bigInt().map(String),
  fc.integer().map((value) => `0x${Math.abs(value).toString(16)}`),
  fc.integer().map((value) => `0o${Math.abs(value).toString(8)}`),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => {
    const text = String(value).replace('e+', 'e');
    return /[.e]/.test(text) ? text : `${text}.0`;
  }),
  fc.constantFrom('1_000', '1.0', '1e5', '1E-7', '-0.0', '+5', 'inf', '-nan', '6.626e-34', '0.1'),
);
const date = fc
  .tuple(
    fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.constantFrom('', 'Z', '+02:00', '-07:30', '+00:00'),
    fc.constantFrom('', '.5', '.000', '.123456', '.1234567'),
    fc.constantFrom('all', 'date', 'time'),
  )
  .map(([when, zone, fraction, part]) => {
    const [day = '', time = ''] = when.toISOString().slice(0, 19).split('T');
    if (part === 'date') return day;
    return part === 'time' ? time + fraction : `${day}T${time}${fraction}${zone}`;
  });
const value = fc.oneof(
  number,
  date,
  fc.constantFrom('true', 'false'),
  fc.string({ maxLength: 6 }).map(quoted),
  fc
    .array(fc.oneof(number, date, fc.constantFrom('true', '"x "', '""')), { maxLength: 3 })
    .map((all) => `[${all.join(', ')}]`),
);
const table = fc.array(value, { minLength: 1, maxLength: 4 });

test('values of tables keep their digits, also in files', async () => {
  const tables = fc.sample(
    table.filter((all) => all.every(isText)),
    { numRuns: 1500, seed: 20261126 },
  );
  const cases = tables.map((all, at) =>
    at % 3 > 0
      ? deploying(`parameter_overrides = { ${all.map((one, n) => `K${n} = ${one}`).join(', ')} }`)
      : deploying('parameter_overrides = ["A=1", "file://params/more.toml"]', {
          'params/more.toml': all.map((one, n) => `K${n} = ${one}\n`).join(''),
        }),
  );
  const found = await compare(cases, 'parameter_overrides', ({ parameters }) => parameters);
  expect(found.equal).toBeGreaterThan(1200);
});

const yaml = fc.oneof(
  number,
  date,
  fc.constantFrom('yes', 'on', '~', '', 'true', 'NULL', '0777', '098', '12:30:45', '0b11', '.inf'),
  fc.constantFrom('012345678901', '1_000.5', '.5', '5.', 'x y', "'a'", '"b"', '[1, 2.0, x]'),
);

test('YAML that is included is read as YAML 1.2, with its includes', async () => {
  const files = fc.sample(fc.array(yaml, { minLength: 1, maxLength: 4 }), {
    numRuns: 600,
    seed: 20261126,
  });
  const cases = files.map((all) =>
    deploying('parameter_overrides = "file://a/params.yaml"', {
      'a/params.yaml': `$include: file://b/more.yml\n${all.map((one, n) => `K${n}: ${one}\n`).join('')}`,
      'a/b/more.yml': 'K0: replaced\nK9: kept\n',
    }),
  );
  const found = await compare(cases, 'parameter_overrides', ({ parameters }) => parameters);
  expect(found.equal).toBeGreaterThan(500);
});
