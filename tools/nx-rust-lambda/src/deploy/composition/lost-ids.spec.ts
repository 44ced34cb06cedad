import type { Json, JsonObject } from '../../sam/sam-template';
import { lostIds } from './lost-ids';

const fn = (properties: JsonObject): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: properties,
});
const role = { Role: 'arn:aws:iam::1:role/own' };
const alias = (name: string) => ({ AutoPublishAlias: name });
const event = { Events: { Put: { Type: 'SQS' } } };

test.each<[string, Json, JsonObject, JsonObject, string | undefined]>([
  ['a role', { 'Fn::GetAtt': ['EchoRole', 'Arn'] }, {}, role, 'EchoRole'],
  ['a role that it still has', { 'Fn::GetAtt': ['EchoRole', 'Arn'] }, {}, { V: 2 }, undefined],
  [
    'a role that it may still have',
    { 'Fn::GetAtt': ['EchoRole', 'Arn'] },
    {},
    { Role: { 'Fn::If': ['HasRole', 'arn', { Ref: 'AWS::NoValue' }] } },
    undefined,
  ],
  ['a role it never had', { 'Fn::GetAtt': ['EchoRole', 'Arn'] }, role, role, undefined],
  ['a URL', { 'Fn::GetAtt': ['EchoUrl', 'FunctionUrl'] }, { FunctionUrlConfig: {} }, {}, 'EchoUrl'],
  ['another alias', { Ref: 'EchoAliaslive' }, alias('live'), alias('next'), 'EchoAliaslive'],
  ['an alias with a dot', { Ref: 'Echo.Alias' }, alias('live'), {}, 'Echo.Alias'],
  ['in text', { 'Fn::Sub': '${Echo.Version}' }, alias('live'), {}, 'Echo.Version'],
  ['an event', { Ref: 'EchoPut' }, event, {}, 'EchoPut'],
  ['a dependency', { DependsOn: ['EchoPut'] }, event, {}, 'EchoPut'],
  ['the function itself', { 'Fn::GetAtt': ['Echo', 'Arn'] }, event, {}, undefined],
])('%s', (_, entry, before, after, id) => {
  const found = lostIds([{ name: 'Map', entry }], { Echo: fn(before) }, { Echo: fn(after) });
  expect(found.map(({ sentence }) => sentence)).toEqual(
    id === undefined ? [] : [`Echo no longer makes ${id}, which Map refers to as it is deployed`],
  );
});
