/**
 * Knows which resources a function has in template.yml and adds those of a new one, as text: every byte
 * of the file outside the added lines stays. Knows nothing of crates or of files.
 */
import { isDeepStrictEqual } from 'node:util';
import { isScalar } from 'yaml';
import { UserError } from '../user-error';
import {
  appendEntries,
  blockMap,
  fillSection,
  insertAll,
  isEmptySection,
  type Entry,
  type Insertion,
} from './append-entries';
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
  // The mark of its encoding is no part of what a parser counts.
  const mark = template.text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const plain = mark ? parseTemplate(template.text.slice(1), template.file) : template;
  return mark + addTo(plain, added);
}

function addTo(template: SamTemplate, added: NewFunction): string {
  refuseTakenNames(template, added.logicalId);
  const root = blockMap(template.document.contents, 'the template', {
    file: template.file,
    line: 1,
  });
  const pairOf = (name: string) =>
    root.items.findLast(({ key }) => isScalar(key) && key.value === name);
  const mapOf = (name: string) =>
    blockMap(pairOf(name)?.value, name, { file: template.file, line: template.lineOf([name]) });
  const into = (name: string, entries: readonly Entry[]): Insertion => {
    const pair = pairOf(name);
    if (!pair) {
      const section = [`${name}:`, ...entries.flatMap((entry) => entry.map(indent))];
      return appendEntries(template.text, root, [section], 'blank-line');
    }
    return isEmptySection(pair.value)
      ? fillSection(template.text, pair, entries)
      : appendEntries(template.text, mapOf(name), entries, 'as-written');
  };
  const text = insertAll(template.text, [
    into('Resources', [functionEntry(template, added), logGroupEntry(added.logicalId)]),
    into('Outputs', [outputEntry(added.logicalId)]),
  ]);
  refuseUnlessExactly(template, text, added);
  return text;
}

function functionEntry(
  template: SamTemplate,
  { logicalId, codeUri, description }: NewFunction,
): Entry {
  return [
    `${logicalId}:`,
    '  Type: AWS::Serverless::Function',
    '  Properties:',
    `    CodeUri: ${scalar(codeUri)}`,
    `    Description: ${scalar(description)}`,
    ...ownProperties(template).map((line) => `    ${line}`),
    '  Metadata:',
    '    BuildMethod: makefile',
  ];
}

/**
 * What Globals do not give a function in Rust, it gives itself: so that functions in other languages keep
 * what theirs is.
 */
function ownProperties({ data }: SamTemplate): string[] {
  const globals = objectAt(data, 'Globals', 'Function');
  const { Runtime: runtime, Handler: handler, Architectures: architectures } = globals;
  const isOther = typeof runtime === 'string' && !runtime.startsWith('provided');
  return [
    ...(runtime === undefined || isOther ? ['Runtime: provided.al2023'] : []),
    ...(handler === undefined || isOther ? ['Handler: bootstrap'] : []),
    ...(architectures === undefined ? ['Architectures: [arm64]'] : []),
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
      ...[...functionEntry(template, added), ...logGroupEntry(added.logicalId)].map(indent),
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
