import type { ResourceChange } from '../../aws/change-sets';
import type { JsonObject } from '../../sam/sam-template';
import { dataLosses } from './data-loss';

const change = (
  action: string,
  type: string,
  replacement?: string,
  logicalId = 'It',
): ResourceChange => ({ action, logicalId, type, replacement, physicalId: undefined });
const deployed = (attributes: JsonObject): JsonObject => ({
  Resources: { It: { Type: 'X', ...attributes } },
});
const table = 'AWS::DynamoDB::Table';

test.each<[string, ResourceChange, JsonObject, string | undefined]>([
  ['a table removed', change('Remove', table), {}, 'removed'],
  ['a table replaced', change('Modify', table, 'True'), {}, 'replaced'],
  ['a table perhaps replaced', change('Modify', table, 'Conditional'), {}, 'perhaps replaced'],
  ['a table changed', change('Modify', table, 'False'), {}, undefined],
  ['a table added', change('Add', table), {}, undefined],
  ['a topic removed', change('Remove', 'AWS::SNS::Topic'), {}, undefined],
  ['a bucket of a service', change('Remove', 'AWS::S3Tables::TableBucket'), {}, 'removed'],
  ['a nested stack', change('Remove', 'AWS::CloudFormation::Stack'), {}, 'removed'],
  ['a bucket policy', change('Remove', 'AWS::S3::BucketPolicy'), {}, undefined],
  ['Retain', change('Remove', table), { DeletionPolicy: 'Retain' }, undefined],
  [
    'RetainExceptOnCreate',
    change('Remove', table),
    { DeletionPolicy: 'RetainExceptOnCreate' },
    undefined,
  ],
  ['Snapshot', change('Remove', table), { DeletionPolicy: 'Snapshot' }, undefined],
  ['Delete', change('Remove', table), { DeletionPolicy: 'Delete' }, 'removed'],
  [
    'a policy that is not known here',
    change('Remove', table),
    { DeletionPolicy: { Ref: 'Policy' } },
    'removed',
  ],
  [
    'a replacement does not read it',
    change('Modify', table, 'True'),
    { DeletionPolicy: 'Retain' },
    'replaced',
  ],
  [
    'UpdateReplacePolicy',
    change('Modify', table, 'True'),
    { UpdateReplacePolicy: 'Retain' },
    undefined,
  ],
  [
    'a removal does not read it',
    change('Remove', table),
    { UpdateReplacePolicy: 'Retain' },
    'removed',
  ],
  ["a cluster's default is Snapshot", change('Remove', 'AWS::RDS::DBCluster'), {}, undefined],
  [
    'an instance of a cluster has no such default',
    change('Remove', 'AWS::RDS::DBInstance'),
    { Properties: { DBClusterIdentifier: 'c' } },
    'removed',
  ],
  ['its replacement has none', change('Modify', 'AWS::RDS::DBCluster', 'True'), {}, 'replaced'],
])('%s', (_, given, attributes, loss) => {
  const found = dataLosses([given], deployed(attributes));
  expect(found).toEqual(loss ? [{ logicalId: 'It', type: given.type, loss }] : []);
});

test('a replacement needs both templates to keep what is replaced', () => {
  const replaced = [change('Modify', table, 'True')];
  const keeping = deployed({ UpdateReplacePolicy: 'Retain' });
  expect(dataLosses(replaced, keeping, deployed({}))).toHaveLength(1);
  expect(dataLosses(replaced, keeping, keeping)).toEqual([]);
});

test('the policy of what a loop makes is the one in its body', () => {
  const loop = (values: JsonObject[string]) => ({
    Resources: {
      'Fn::ForEach::Tables': [
        'Name',
        values,
        { 'Table${Name}': { Type: table, DeletionPolicy: 'Retain' } },
      ],
    },
  });
  const removed = [change('Remove', table, undefined, 'TableA')];
  expect(dataLosses(removed, loop(['A', 'B']))).toEqual([]);
  expect(dataLosses(removed, loop({ Ref: 'Names' }))).toEqual([]);
  expect(dataLosses(removed, loop(['B']))).toHaveLength(1);
});
