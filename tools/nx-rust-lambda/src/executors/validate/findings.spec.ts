import { parseTemplate } from '../../template/sam-template';
import { formatFinding, readLintFindings, readSamFinding } from './findings';

const match = (id: string, parent: string | null, line: number, level: string, rule: string) => ({
  Filename: 'template.yml',
  Id: id,
  ParentId: parent,
  Level: level,
  Message: `message of ${id}`,
  Rule: { Id: rule },
  Location: { Start: { LineNumber: line } },
});

test('findings of cfn-lint are in the order of the file, without the alternatives of one', () => {
  const matches = [
    match('b', null, 9, 'Warning', 'W2531'),
    match('a', null, 3, 'Error', 'E3017'),
    match('c', 'a', 4, 'Error', 'E3030'),
    match('d', 'not reported itself', 5, 'Error', 'E3002'),
  ];
  expect(readLintFindings(JSON.stringify(matches), '').map(formatFinding)).toEqual([
    'template.yml:3: error: message of a (cfn-lint E3017)',
    'template.yml:5: error: message of d (cfn-lint E3002)',
    'template.yml:9: warning: message of b (cfn-lint W2531)',
  ]);
});

test('a linter that did not lint is an error with what it said', () => {
  expect(() => readLintFindings('', 'No module named cfnlint')).toThrow(/No module named cfnlint/);
});

const template = parseTemplate(
  'Resources:\n  Other: {Type: X}\n  Auth: {Type: Y}\n',
  'template.yml',
);

test.each([
  [
    // As SAM CLI 1.170 prints it.
    "Template provided at '/w/template.yml' was invalid SAM Template.\n\nError: [InvalidResourceException('Auth', 'Event with id [Get] is invalid.')] ('Auth', 'Event with id [Get] is invalid.')\n",
    'template.yml:3: error: Auth: Event with id [Get] is invalid. (sam validate)',
  ],
  [
    'Error: Failed to parse template\n',
    'template.yml: error: Failed to parse template (sam validate)',
  ],
])("sam validate's complaint gets the line of its resource", (output, expected) => {
  expect(formatFinding(readSamFinding(output, template))).toBe(expected);
});
