import type { ResourceChange } from '../../aws/change-sets';
import type { JsonObject } from '../../sam/sam-template';
import { formatDiff, stackDiff, type DiffInput } from './stack-diff';

const change = (more: Partial<ResourceChange> = {}): ResourceChange => ({
  action: 'Modify',
  logicalId: 'Echo',
  type: 'AWS::Lambda::Function',
  replacement: 'False',
  physicalId: 'echo-1',
  ...more,
});

const template = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  Resources: { Echo: { Type: 'AWS::Serverless::Function', Properties: properties }, ...more },
});

const input = (more: Partial<DiffInput> = {}): DiffInput => ({
  beyond: {
    environment: 'staging',
    notInScope: [],
    unknownFunctions: [],
    heldParameters: [],
    absentFunctions: [],
    heldTags: [],
  },
  stackName: 'functions',
  deployed: template({ MemorySize: 128 }),
  deployedParameters: {},
  template: template({ MemorySize: 256 }),
  parameters: {},
  changes: [change()],
  ...more,
});

const text = (more: Partial<DiffInput>) =>
  formatDiff(stackDiff(input(more)), { allowRemoval: false });
const detail = { before: undefined, after: undefined };
const named = (digit: string, again = '') =>
  `s3://b/${digit.repeat(64)}.${'0'.repeat(64)}${again}.zip`;
const zip = (digit: string) => `s3://bucket/stored/${digit.repeat(64)}.zip`;

test.each<[string, Partial<DiffInput>, string[]]>([
  [
    'nothing to change',
    { changes: [], parameters: { Stage: 'x' } },
    ['no changes: stack functions is up to date'],
  ],
  [
    'a stack that is to be created',
    { deployed: undefined, changes: [change({ action: 'Add' })] },
    ['stack functions would be created:', '  add  Echo  AWS::Lambda::Function'],
  ],
  [
    'values of the templates, where CloudFormation gives none',
    { changes: [change({ details: [{ ...detail, path: '/Properties/MemorySize' }] })] },
    [
      'stack functions would be updated:',
      '  modify  Echo  AWS::Lambda::Function',
      '          MemorySize  128 -> 256',
    ],
  ],
  [
    "CloudFormation's own values, where it gives them",
    {
      changes: [
        change({
          details: [
            { ...detail, path: '/Properties/MemorySize', before: '129', after: '257' },
            { ...detail, path: '/Properties/Environment/Variables/LOG', after: 'info' },
            { ...detail, path: '/Metadata/Owner', before: 'a b' },
          ],
        }),
      ],
    },
    [
      'stack functions would be updated:',
      '  modify  Echo  AWS::Lambda::Function',
      '          MemorySize                 129 -> 257',
      '          Environment.Variables.LOG  (none) -> info',
      '          Metadata.Owner             "a b" -> (none)',
    ],
  ],
  [
    'new code by the beginning of its digest',
    { deployed: template({ CodeUri: zip('a') }), template: template({ CodeUri: zip('b') }) },
    [
      'stack functions would be updated:',
      '  modify  Echo  AWS::Lambda::Function',
      '          code  aaaaaaaaaaaa -> bbbbbbbbbbbb',
    ],
  ],
  [
    'code that is sent again',
    {
      deployed: template({ CodeUri: named('a') }),
      template: template({ CodeUri: named('a', '.x1') }),
    },
    [
      'stack functions would be updated:',
      '  modify  Echo  AWS::Lambda::Function',
      '          code  aaaaaaaaaaaa -> aaaaaaaaaaaa.x1',
    ],
  ],
  [
    'new code of a program by its digest, without that of the archive',
    { deployed: template({ CodeUri: named('a') }), template: template({ CodeUri: named('b') }) },
    [
      'stack functions would be updated:',
      '  modify  Echo  AWS::Lambda::Function',
      '          code  aaaaaaaaaaaa -> bbbbbbbbbbbb',
    ],
  ],
  [
    'a replacement, a removal, and what only refers to them: in this order of alarm',
    {
      deployed: template({}, { Orders: { Type: 'AWS::SQS::Queue' } }),
      template: template({}),
      changes: [
        change({ isByReferenceOnly: true }),
        change({ logicalId: 'Api', type: 'AWS::X', replacement: 'True' }),
        change({ action: 'Remove', logicalId: 'Orders', type: 'AWS::SQS::Queue' }),
      ],
    },
    [
      'stack functions would be updated:',
      '  remove  Orders  AWS::SQS::Queue',
      '  modify  Api     AWS::X                 REPLACED',
      '  modify  Echo    AWS::Lambda::Function  refers to what changes',
      'this would lose data, and a deploy refuses it without --allow-data-loss:',
      '  Orders (AWS::SQS::Queue) would be removed',
      'this takes away:',
      '  Orders  AWS::SQS::Queue',
    ],
  ],
  [
    'what stays as deployed',
    {
      changes: [],
      beyond: { ...input().beyond, notInScope: ['Auth.Timeout: 3 -> 9'] },
    },
    [
      'no changes: stack functions is up to date',
      'not in scope, stays as deployed (npx nx run stack:deploy-all -c staging applies it):',
      '  Auth.Timeout: 3 -> 9',
    ],
  ],
])('%s', (_, more, lines) => {
  expect(text(more)).toEqual(lines);
});

const parameter = { Type: 'String' };
const secret = { Type: 'String', NoEcho: true };

test.each<[string, JsonObject, Partial<DiffInput>, string[]]>([
  ['a new value', parameter, { parameters: { P: 'b' } }, ['  P  a -> b']],
  ['the value it has', parameter, { parameters: { P: 'a' } }, []],
  ['no value given', parameter, { parameters: { P: undefined } }, []],
  ['a default', { ...parameter, Default: 'd' }, { deployedParameters: {} }, ['  P  (none) -> d']],
  ['a secret', secret, { parameters: { P: 'hidden' } }, ['  P  **** -> ****']],
  [
    'a new secret with a default',
    { ...secret, NoEcho: 'true', Default: 'hidden' },
    { deployedParameters: {} },
    ['  P  (none) -> ****'],
  ],
  ['a secret that is kept', secret, { parameters: { P: undefined } }, []],
])('a parameter with %s', (_, declared, more, lines) => {
  const found = stackDiff(
    input({
      deployed: { Parameters: { P: declared } },
      template: { Parameters: { P: declared } },
      deployedParameters: { P: 'a' },
      ...more,
    }),
  );
  expect(formatDiff(found, { allowRemoval: false }).slice(2)).toEqual(
    lines.length > 0 ? ['parameters:', ...lines] : [],
  );
  expect(JSON.stringify(found)).not.toContain('hidden');
});

const table = (name: string): JsonObject => ({
  Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: name } },
});

test('what a script reads', () => {
  const found = stackDiff(
    input({
      deployed: template({ MemorySize: 128 }, table('a')),
      template: template({ MemorySize: 256 }, table('b')),
      changes: [
        change(),
        change({ logicalId: 'Table', type: 'AWS::DynamoDB::Table', replacement: 'Conditional' }),
      ],
    }),
  );
  expect(JSON.parse(JSON.stringify(found))).toEqual({
    environment: 'staging',
    stack: 'functions',
    type: 'update',
    changes: [
      {
        action: 'modify',
        logicalId: 'Echo',
        type: 'AWS::Lambda::Function',
        physicalId: 'echo-1',
        replacement: '',
        byReferenceOnly: false,
        properties: [{ name: 'Properties.MemorySize', before: 128, after: 256 }],
      },
      {
        action: 'modify',
        logicalId: 'Table',
        type: 'AWS::DynamoDB::Table',
        physicalId: 'echo-1',
        replacement: 'perhaps replaced',
        byReferenceOnly: false,
        properties: [{ name: 'Properties.TableName', before: 'a', after: 'b' }],
      },
    ],
    parameters: [],
    notInScope: [],
    unknownFunctions: [],
    heldParameters: [],
    absentFunctions: [],
    heldTags: [],
    removals: [],
    dataLosses: [{ logicalId: 'Table', type: 'AWS::DynamoDB::Table', loss: 'perhaps replaced' }],
  });
});
