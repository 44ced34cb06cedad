/**
 * Knows which resources a function has in template.yml and adds those of a new one, as text: every byte
 * of the file outside the added lines stays. Knows nothing of crates or of files.
 */
import { isDeepStrictEqual } from 'node:util';
import { isScalar } from 'yaml';
import { UserError } from '../user-error';
import { appendEntries, blockMap, insertAll, type Entry } from './append-entries';
import { objectAt, parseTemplate, type JsonObject, type SamTemplate } from '../sam/sam-template';

export interface NewFunction {
  /** `AuthFunction`. */
  readonly logicalId: string;
  /** Folder of the crate, relative to the template's. */
  readonly codeUri: string;
  readonly description: string;
}

/** What the template calls the parts of a function. */
function namesOf(logicalId: string): { logGroup: string; output: string } {
  return { logGroup: `${logicalId}LogGroup`, output: `${logicalId}Arn` };
}

/**
 * The template's text with a function, its log group and its output.
 *
 * @throws UserError if one of the names is taken, or the template is written in a way that leaves no
 * safe place for them
 */
export function addFunction(template: SamTemplate, added: NewFunction): string {
  refuseTakenNames(template, added.logicalId);
  const root = blockMap(template.document.contents, 'the template', {
    file: template.file,
    line: 1,
  });
  const section = (name: string) =>
    root.items.find(({ key }) => isScalar(key) && key.value === name)?.value;
  const mapOf = (name: string) =>
    blockMap(section(name), name, { file: template.file, line: template.lineOf([name]) });
  const output = outputEntry(added.logicalId);
  const text = insertAll(template.text, [
    appendEntries(
      template.text,
      mapOf('Resources'),
      [functionEntry(added), logGroupEntry(added.logicalId)],
      'as-written',
    ),
    section('Outputs') === undefined
      ? appendEntries(template.text, root, [['Outputs:', ...output.map(indent)]], 'blank-line')
      : appendEntries(template.text, mapOf('Outputs'), [output], 'as-written'),
  ]);
  refuseUnlessExactly(template, text, added);
  return text;
}

function functionEntry({ logicalId, codeUri, description }: NewFunction): Entry {
  return [
    `${logicalId}:`,
    '  Type: AWS::Serverless::Function',
    '  Properties:',
    `    CodeUri: ${scalar(codeUri)}`,
    `    Description: ${scalar(description)}`,
    '  Metadata:',
    '    BuildMethod: makefile',
  ];
}

function logGroupEntry(logicalId: string): Entry {
  return [
    `${namesOf(logicalId).logGroup}:`,
    '  Type: AWS::Logs::LogGroup',
    '  DeletionPolicy: Delete',
    '  UpdateReplacePolicy: Delete',
    '  Properties:',
    `    LogGroupName: !Sub /aws/lambda/\${${logicalId}}`,
    '    RetentionInDays: 30',
  ];
}

function outputEntry(logicalId: string): Entry {
  return [
    `${namesOf(logicalId).output}:`,
    `  Description: ARN of ${logicalId}`,
    `  Value: !GetAtt ${logicalId}.Arn`,
  ];
}

function indent(line: string): string {
  return `  ${line}`;
}

/** Plain where that cannot be read as anything but this text, else in single quotes. */
function scalar(text: string): string {
  const plain =
    /^[A-Za-z][\w ./-]*\w$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text);
  return plain ? text : `'${text.replaceAll("'", "''")}'`;
}

function refuseTakenNames(template: SamTemplate, logicalId: string): void {
  const { logGroup, output } = namesOf(logicalId);
  const taken = (
    [
      ['Resources', logicalId],
      ['Resources', logGroup],
      ['Outputs', output],
    ] as const
  ).find(([section, name]) => name in objectAt(template.data, section));
  if (!taken) return;
  throw new UserError(`${taken[0]} already has ${taken[1]}; choose another name`, {
    file: template.file,
    line: template.lineOf(taken),
  });
}

/** The edit is text, so its meaning is checked before anybody writes it. */
function refuseUnlessExactly(template: SamTemplate, text: string, added: NewFunction): void {
  const expected: JsonObject = { ...template.data };
  const alone = parseTemplate(
    [
      'Resources:',
      ...[...functionEntry(added), ...logGroupEntry(added.logicalId)].map(indent),
      'Outputs:',
      ...outputEntry(added.logicalId).map(indent),
    ].join('\n'),
    template.file,
  ).data;
  for (const section of ['Resources', 'Outputs']) {
    expected[section] = { ...objectAt(template.data, section), ...objectAt(alone, section) };
  }
  const actual = readable(text, template.file);
  if (actual && isDeepStrictEqual(actual, expected)) return;
  throw new UserError(
    `cannot be edited without changing what it says; add ${added.logicalId}, its log group and its output by hand`,
    { file: template.file },
  );
}

function readable(text: string, file: string): JsonObject | undefined {
  try {
    return parseTemplate(text, file).data;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
