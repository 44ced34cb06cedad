import type { ResourceChange } from '../../aws/change-sets';
import type { JsonObject } from '../../sam/sam-template';
import { composeTemplate } from './deploy-plan';
import { touchedOutOfScope } from './scope-guard';

const fn = (properties: JsonObject = {}): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: properties,
});
const s3Event = { Events: { Put: { Type: 'S3', Properties: { Bucket: { Ref: 'Uploads' } } } } };
const deployed: JsonObject = {
  Resources: {
    Echo: fn(),
    Auth: fn(),
    AuthAdmin: fn(),
    Orders: { Type: 'AWS::DynamoDB::Table' },
    Uploads: { Type: 'AWS::S3::Bucket' },
    Topic: { Type: 'AWS::SNS::Topic' },
    Nested: { Type: 'AWS::CloudFormation::Stack' },
    'Fn::ForEach::Workers': ['Name', { Ref: 'Names' }, { 'Worker${Name}': fn() }],
  },
};
const composition = (echo: JsonObject = {}) =>
  composeTemplate({
    local: { Resources: { Echo: fn(echo), AuthEcho: fn() } },
    deployed,
    scope: ['Echo', 'AuthEcho'],
    extent: 'functions',
  });
const change = (
  action: string,
  logicalId: string,
  type: string,
  more: Partial<ResourceChange> = {},
): ResourceChange => ({
  action,
  logicalId,
  type: `AWS::${type}`,
  replacement: action === 'Modify' ? 'False' : undefined,
  physicalId: undefined,
  ...more,
});

test.each<[string, ResourceChange, string | undefined]>([
  ['a function in scope', change('Modify', 'Echo', 'Lambda::Function'), undefined],
  ['its new version', change('Add', 'EchoVersion1a2b', 'Lambda::Version'), undefined],
  [
    'a new function whose id begins like a pinned one',
    change('Add', 'AuthEchoRole', 'IAM::Role'),
    undefined,
  ],
  ['a pinned function', change('Modify', 'Auth', 'Lambda::Function'), 'Auth'],
  ['a new version of it', change('Add', 'AuthVersion1a2b', 'Lambda::Version'), 'Auth'],
  ['its alias', change('Modify', 'AuthAliaslive', 'Lambda::Alias'), 'Auth'],
  ['its URL', change('Modify', 'AuthUrl', 'Lambda::Url'), 'Auth'],
  ['its role', change('Modify', 'AuthRole', 'IAM::Role'), 'Auth'],
  ['its event source', change('Remove', 'AuthQueue', 'Lambda::EventSourceMapping'), 'Auth'],
  ['the longest id counts', change('Modify', 'AuthAdminRole', 'IAM::Role'), 'AuthAdmin'],
  ['a function of a loop', change('Modify', 'WorkerA', 'Lambda::Function'), 'Fn::ForEach::Workers'],
  [
    'a role of a function of a loop',
    change('Modify', 'WorkerARole', 'IAM::Role'),
    'Fn::ForEach::Workers',
  ],
  ['its permission', change('Modify', 'AuthGetPermission', 'Lambda::Permission'), undefined],
  ['an implicit API', change('Modify', 'ServerlessHttpApi', 'ApiGatewayV2::Api'), undefined],
  ['a pinned table', change('Modify', 'Orders', 'DynamoDB::Table'), 'Orders'],
  ['a pinned table removed', change('Remove', 'Orders', 'DynamoDB::Table'), 'Orders'],
  [
    'a table in a pinned nested stack',
    change('Modify', 'Nested/Inner/Orders', 'DynamoDB::Table', { nestedIn: 'Nested/Inner' }),
    'Nested',
  ],
  [
    'a topic in a pinned nested stack',
    change('Modify', 'Nested/Topic', 'SNS::Topic', { nestedIn: 'Nested' }),
    undefined,
  ],
  ['a pinned topic', change('Modify', 'Topic', 'SNS::Topic'), undefined],
  [
    'a pinned function that only reads what changes',
    change('Modify', 'Auth', 'Lambda::Function', { isByReferenceOnly: true }),
    undefined,
  ],
])('%s', (_, given, pinned) => {
  expect(touchedOutOfScope([given], composition()).map((each) => each.pinned)).toEqual(
    pinned ? [pinned] : [],
  );
});

test('SAM may write the notifications of a bucket for a function in scope', () => {
  const modified = change('Modify', 'Uploads', 'S3::Bucket');
  const replaced = { ...modified, replacement: 'True' };
  expect(touchedOutOfScope([modified], composition())).toHaveLength(1);
  expect(touchedOutOfScope([modified], composition(s3Event))).toEqual([]);
  expect(touchedOutOfScope([replaced], composition(s3Event))).toHaveLength(1);
});

test('where the run deploys every function, those of its other updates may change', () => {
  const resources = { Echo: fn(), Auth: fn() };
  const shared = composeTemplate({
    local: { Resources: resources },
    deployed: { Resources: { ...resources, Orders: { Type: 'AWS::DynamoDB::Table' } } },
    scope: ['Echo'],
    extent: 'shared',
  });
  const changes = ['Auth', 'Orders'].map((id) =>
    change('Modify', id, id === 'Orders' ? 'DynamoDB::Table' : 'Lambda::Function'),
  );
  expect(touchedOutOfScope(changes, shared).map(({ pinned }) => pinned)).toEqual(['Orders']);
});

test('nothing is out of scope where the whole stack is deployed', () => {
  const whole = composeTemplate({ local: deployed, deployed, scope: [], extent: 'whole' });
  const changes = [change('Modify', 'Auth', 'Lambda::Function')];
  expect(touchedOutOfScope(changes, whole)).toEqual([]);
});
