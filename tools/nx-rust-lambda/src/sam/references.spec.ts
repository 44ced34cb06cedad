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

const sizes = (name: Json, ...more: Json[]): Json => ({
  'Fn::FindInMap': [name, 'a', 'b', ...more],
});

test.each<[string, Json, string[]]>([
  ['a name', sizes('Sizes'), ['Sizes']],
  ['a parameter', sizes({ Ref: 'Name' }), ['${Unknown}']],
  ['Sub', sizes({ 'Fn::Sub': '${AWS::StackName}Sizes' }), ['${AWS::StackName}Sizes']],
  ['Sub with variables', sizes({ 'Fn::Sub': ['${S}Sizes', { S: 'x' }] }), ['${S}Sizes']],
  ['Join', sizes({ 'Fn::Join': ['', [{ Ref: 'Stage' }, 'Sizes']] }), ['${Unknown}Sizes']],
  ['both arms of If', sizes({ 'Fn::If': ['C', 'Large', { Ref: 'S' }] }), ['Large', '${Unknown}']],
  [
    'an If in a Join',
    sizes({ 'Fn::Join': ['', ['Of', { 'Fn::If': ['C', 'A', 'B'] }]] }),
    ['OfA', 'OfB'],
  ],
  ['anything else', sizes({ 'Fn::Select': [0, ['A', 'B']] }), ['${Unknown}']],
])('mappings: %s', (_, value, names) => {
  expect([...referencesOf(value).mappings]).toEqual(names);
  expect([...referencesOf(value).defaulted]).toEqual([]);
});

test('a mapping that is read with a default', () => {
  const found = referencesOf([sizes('A', { DefaultValue: 1 }), sizes('B')]);
  expect([[...found.mappings], [...found.defaulted]]).toEqual([['A', 'B'], ['A']]);
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
