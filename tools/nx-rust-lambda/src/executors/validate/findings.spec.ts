import { formatFinding, type Finding } from '../../template/finding';
import { parseTemplate } from '../../sam/sam-template';
import { mergeFindings, readLintFindings, readSamFindings } from './findings';

const template = parseTemplate(
  [
    'Globals:',
    '  Function:',
    '    Timeout: 3',
    'Resources:',
    '  Other:',
    '    Type: AWS::Serverless::Function',
    '    Properties:',
    '      MemorySize: 64',
    '      Timeout: 0',
    '  Auth: { Type: Y }',
  ].join('\n'),
  'template.yml',
);

interface Match {
  readonly id: string;
  readonly line: number;
  readonly rule: string;
  readonly parent?: string;
  readonly level?: string;
  readonly path?: readonly (string | number)[];
  readonly message?: string;
}

const lint = (...matches: readonly Match[]) =>
  readLintFindings(
    JSON.stringify(
      matches.map(({ id, line, rule, parent = null, level = 'Error', path, message }) => ({
        Filename: 'template.yml',
        Id: id,
        ParentId: parent,
        Level: level,
        Message: message ?? `message of ${id}`,
        Rule: { Id: rule },
        Location: { Start: { LineNumber: line }, Path: path ?? [id] },
      })),
    ),
    '',
    template,
  ).map(formatFinding);

test('findings of cfn-lint are in the order of the file, without the alternatives of one', () => {
  expect(
    lint(
      { id: 'b', line: 9, level: 'Warning', rule: 'W2531' },
      { id: 'a', line: 3, rule: 'E3017' },
      { id: 'c', parent: 'a', line: 4, rule: 'E3030' },
      { id: 'd', parent: 'not reported itself', line: 5, rule: 'E3002' },
    ),
  ).toEqual([
    'template.yml:3: error: message of a (cfn-lint E3017)',
    'template.yml:5: error: message of d (cfn-lint E3002)',
    'template.yml:9: warning: message of b (cfn-lint W2531)',
  ]);
});

const property = (name: string) => ['Resources', 'Other', 'Properties', name];

test.each<[string, Match[], string[]]>([
  [
    'of a resource that also stands in Globals is where the resource has it',
    [{ id: 'a', line: 3, rule: 'E3034', path: property('Timeout') }],
    ['template.yml:9: error: message of a (cfn-lint E3034)'],
  ],
  [
    'of Globals is where it is written',
    [{ id: 'a', line: 3, rule: 'E3034', path: ['Globals', 'Function', 'Timeout'] }],
    ['template.yml:3: error: message of a (cfn-lint E3034)'],
  ],
])('the place of a property: %s', (_case, matches, expected) => {
  expect(lint(...matches)).toEqual(expected);
});

test.each<[string, Match[], number]>([
  [
    'two rules about one value',
    [
      { id: 'a', line: 8, rule: 'E3012', path: property('MemorySize') },
      { id: 'b', line: 8, rule: 'E3030', path: property('MemorySize') },
    ],
    1,
  ],
  [
    'one value of Globals in two functions',
    [
      { id: 'a', line: 3, rule: 'E3034', message: 'too long', path: ['A'] },
      { id: 'b', line: 3, rule: 'E3034', message: 'too long', path: ['B'] },
    ],
    1,
  ],
  [
    'two resources of one name',
    [
      { id: 'a', line: 5, rule: 'E3019', message: 'not unique' },
      { id: 'b', line: 10, rule: 'E3019', message: 'not unique' },
    ],
    1,
  ],
  [
    'an error and a warning about one value',
    [
      { id: 'a', line: 5, rule: 'E3012', path: ['A'] },
      { id: 'b', line: 5, rule: 'W2531', path: ['A'], level: 'Warning' },
    ],
    2,
  ],
  [
    'two mistakes on one line',
    [
      { id: 'a', line: 5, rule: 'E3012' },
      { id: 'b', line: 5, rule: 'E3012' },
    ],
    2,
  ],
])('%s', (_case, matches, expected) => {
  expect(lint(...matches)).toHaveLength(expected);
});

test('a linter that did not lint is an error with what it said', () => {
  expect(() => readLintFindings('', 'No module named cfnlint', template)).toThrow(
    /No module named cfnlint/,
  );
});

test.each([
  [
    // As SAM CLI 1.170 prints it.
    "Template provided at '/w/template.yml' was invalid SAM Template.\n\nError: [InvalidResourceException('Auth', 'Event with id [Get] is invalid.')] ('Auth', 'Event with id [Get] is invalid.')\n",
    ['template.yml:10: error: Auth: Event with id [Get] is invalid. (sam validate)'],
  ],
  [
    `Error: [InvalidResourceException('OtherGet', "property 'X' is none"), InvalidResourceException('Auth', 'no')] ('Auth', 'no')\n`,
    [
      "template.yml:5: error: OtherGet: property 'X' is none (sam validate)",
      'template.yml:10: error: Auth: no (sam validate)',
    ],
  ],
  [
    'Error: Failed to parse template\n',
    ['template.yml: error: Failed to parse template (sam validate)'],
  ],
])("sam validate's complaints get the lines of their resources", (output, expected) => {
  expect(readSamFindings(output, template).map(formatFinding)).toEqual(expected);
});

const at = (line: number, rule: string, level: Finding['level'] = 'error'): Finding => ({
  level,
  place: { file: 'template.yml', line },
  message: 'm',
  rule,
});

test.each<[string, Parameters<typeof mergeFindings>[0], string[]]>([
  [
    'ours beside those of the linter, by line',
    { lint: [at(9, 'lint')], own: [at(3, 'own')], sam: [] },
    ['own', 'lint'],
  ],
  [
    'not ours where the linter has an error',
    { lint: [at(9, 'lint')], own: [at(9, 'own')], sam: [] },
    ['lint'],
  ],
  [
    'ours where the linter only warns',
    { lint: [at(9, 'lint', 'warning')], own: [at(9, 'own')], sam: [] },
    ['lint', 'own'],
  ],
  [
    "SAM's where there is no other error",
    { lint: [at(9, 'lint', 'warning')], own: [], sam: [at(5, 'sam')] },
    ['sam', 'lint'],
  ],
  [
    "not SAM's after another error",
    { lint: [], own: [at(9, 'own')], sam: [at(5, 'sam')] },
    ['own'],
  ],
])('of what three say: %s', (_case, found, expected) => {
  expect(mergeFindings(found).map(({ rule }) => rule)).toEqual(expected);
});
