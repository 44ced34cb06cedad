import type { Json } from './sam-template';
import { referencesOf } from './references';

test.each<[string, Json, string[]]>([
  ['Ref', { Ref: 'Table' }, ['Table']],
  ['GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, ['Table']],
  ['GetAtt as text', { 'Fn::GetAtt': 'Table.Arn' }, ['Table']],
  [
    'Sub',
    { 'Fn::Sub': 'arn:${AWS::Region}:${Table.Arn}/${Name}' },
    ['AWS::Region', 'Table', 'Name'],
  ],
  ['a literal in Sub', { 'Fn::Sub': '${!Table} ${Queue}' }, ['Queue']],
  [
    "Sub's own variables",
    { 'Fn::Sub': ['${Own}-${Queue}', { Own: { Ref: 'Table' } }] },
    ['Queue', 'Table'],
  ],
  ['DependsOn as text', { Type: 'X', DependsOn: 'Table' }, ['Table']],
  ['DependsOn as a list', { Type: 'X', DependsOn: ['A', 'B'] }, ['A', 'B']],
  ['both arms of If', { 'Fn::If': ['Cond', { Ref: 'A' }, { Ref: 'B' }] }, ['A', 'B']],
  ['deep inside', { Properties: { Policies: [{ Deep: [{ Ref: 'Table' }] }] } }, ['Table']],
  [
    'a loop',
    ['N', { Ref: 'Names' }, { 'A${N}': { DependsOn: 'B${N}', C: { Ref: 'N' } } }],
    ['B${N}', 'Names'],
  ],
  [
    'a loop over a list',
    ['N', ['x', 'y'], { 'A${N}': { C: { 'Fn::GetAtt': 'B${N}.Arn' } } }],
    ['Bx', 'By'],
  ],
  ['letters and digits of a value', ['N', ['x-1'], { 'A&{N}': { Ref: 'B&{N}' } }], ['Bx1']],
  [
    'loops in a loop',
    ['N', ['x'], { 'Fn::ForEach::M': ['M', ['y'], { 'A${N}${M}': { Ref: 'B${N}${M}' } }] }],
    ['Bxy'],
  ],
  ['a name made in Sub', { 'Fn::Sub': 'a ${B${N}.Arn} ${C}' }, ['B${N}', 'C']],
  ['GetAtt of a computed name', { 'Fn::GetAtt': [{ Ref: 'P' }, 'Arn'] }, ['P']],
  ['plain text', { Properties: { Name: 'Table' } }, []],
])('names: %s', (_, value, names) => {
  expect([...referencesOf(value).names].sort()).toEqual([...names].sort());
});

test('conditions and mappings', () => {
  const found = referencesOf({
    Condition: 'IsProduction',
    Properties: {
      Size: { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'Memory'] },
      Other: { 'Fn::If': ['HasTable', 1, { Ref: 'AWS::NoValue' }] },
    },
  });
  expect([...found.conditions]).toEqual(['IsProduction', 'HasTable']);
  expect([...found.mappings]).toEqual(['Sizes']);
  expect(found.names.has('Stage')).toBe(true);
});
