import type { ResourceChange } from '../../aws/change-sets';
import { formatChanges, formatDifferences } from './change-set';

const change = (action: string, logicalId: string, replacement?: string): ResourceChange => ({
  action,
  logicalId,
  type: 'AWS::X',
  replacement,
  physicalId: undefined,
});

test('removals come first, and a replacement stands out', () => {
  const changes = [
    change('Add', 'Table'),
    change('Modify', 'Echo', 'False'),
    change('Modify', 'Queue', 'True'),
    change('Modify', 'Api', 'Conditional'),
    change('Remove', 'Old'),
  ];
  expect(formatChanges(changes)).toBe(
    [
      '  action  resource  type    replacement',
      '  remove  Old       AWS::X',
      '  modify  Api       AWS::X  perhaps replaced',
      '  modify  Echo      AWS::X',
      '  modify  Queue     AWS::X  REPLACED',
      '  add     Table     AWS::X',
    ].join('\n'),
  );
});

test.each([
  [['Properties', 'MemorySize'], 128, 256, '  Auth.Properties.MemorySize: 128 -> 256'],
  [['Properties', 'Tags'], undefined, ['a'], '  Auth.Properties.Tags: (none) -> ["a"]'],
  [[], undefined, {}, '  Auth: new in template.yml'],
  [[], {}, undefined, '  Auth: no longer in template.yml'],
])('a difference at %j reads as one line', (path, from, to, line) => {
  expect(formatDifferences([{ section: 'Resources', logicalId: 'Auth', path, from, to }])).toEqual([
    line,
  ]);
});

test('an output is told from a resource of the same name', () => {
  const difference = { logicalId: 'Auth', path: [], from: undefined, to: {} };
  expect(formatDifferences([{ section: 'Outputs', ...difference }])).toEqual([
    '  Outputs.Auth: new in template.yml',
  ]);
});
