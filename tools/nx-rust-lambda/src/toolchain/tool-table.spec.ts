import {
  afterPipLine,
  describePip,
  isCompleteFor,
  readPins,
  pipComplaint,
  pipStarts,
} from './tool-table';

test('pins are read with and without hashes and markers', () => {
  const text = `aws-sam-cli==1.170.0 \\
    --hash=sha256:24eb
# via -r sam.in
ruamel.yaml==0.18.6 ; python_version < "3.13" \\
    --hash=sha256:00
numpy==2.2.6 ; python_version < "3.11"
numpy==2.3.5 ; python_version >= "3.11"
`;
  expect(readPins(text).map((pin) => `${pin.package} ${pin.version}`)).toEqual([
    'aws-sam-cli 1.170.0',
    'ruamel.yaml 0.18.6',
    'numpy 2.2.6',
    'numpy 2.3.5',
  ]);
});

test.each([
  [[], '0 of 3 packages'],
  [['Collecting a==1 (from -r x (line 1))', '  Downloading a-1.whl (1 kB)'], '1 of 3 packages'],
  [['Collecting a==1', "Ignoring b: markers 'x' don't match your environment"], '2 of 3 packages'],
  [['Requirement already satisfied: a==1 in ./lib'], '1 of 3 packages'],
  [['Collecting a==1', 'Installing collected packages: a'], '1 of 3 packages, unpacking'],
])('after %j: %s', (lines, text) => {
  expect(describePip('sam', lines.reduce(afterPipLine, pipStarts), 3, 11.6)).toBe(
    `sam: ${text}, 12 s`,
  );
});

test('one package is not several', () => {
  expect(describePip('zig', pipStarts, 1, 0)).toBe('zig: 0 of 1 package, 0 s');
});

test.each([
  ['{"folder":"/r/.tools/sam-1","version":"1"}', true],
  ['{"folder":"/old/.tools/sam-1","version":"1"}', false],
  ['{"folder":"/r/.too', false],
  ['', false],
  [undefined, false],
])('marker %j counts: %s', (text, expected) => {
  expect(isCompleteFor('/r/.tools/sam-1', text)).toBe(expected);
});

test("of pip's output the last lines are shown, without its advertisement", () => {
  const stdout = Array.from({ length: 20 }, (_, i) => `Collecting p${i}`).join('\n');
  const shown = pipComplaint(stdout, 'ERROR: no space\n\n[notice] A new release of pip\n').split(
    '\n',
  );
  expect(shown).toHaveLength(8);
  expect(shown.at(-1)).toBe('ERROR: no space');
});
