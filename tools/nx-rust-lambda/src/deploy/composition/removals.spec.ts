import type { ResourceChange } from '../../aws/change-sets';
import type { JsonObject } from '../../sam/sam-template';
import { eventsTakenAway, removalsIn, removalsOf } from './removals';

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
const keeping = (policy: string): JsonObject => ({
  Resources: { Api: { Type: 'AWS::Serverless::Api', [policy]: 'Retain' } },
});
const api = 'ApiGateway::RestApi';

test.each<[string, ResourceChange, JsonObject, string | undefined]>([
  ['a function URL', change('Remove', 'EchoUrl', 'Lambda::Url'), {}, 'removed address'],
  ['a REST API', change('Remove', 'Api', api), {}, 'removed address'],
  ['its stage', change('Remove', 'ApiStage', 'ApiGateway::Stage'), {}, 'removed address'],
  ['an HTTP or WebSocket API', change('Remove', 'Api', 'ApiGatewayV2::Api'), {}, 'removed address'],
  ['a domain', change('Remove', 'D', 'ApiGatewayV2::DomainName'), {}, 'removed address'],
  ['a rule', change('Remove', 'EchoNightly', 'Events::Rule'), {}, 'removed'],
  ['a mapping', change('Remove', 'EchoJobs', 'Lambda::EventSourceMapping'), {}, 'removed'],
  ['a permission', change('Remove', 'EchoPermission', 'Lambda::Permission'), {}, 'removed'],
  [
    'a deployment, which is made anew',
    change('Remove', 'D', 'ApiGateway::Deployment'),
    {},
    undefined,
  ],
  ['a version, which stays', change('Remove', 'V', 'Lambda::Version'), {}, undefined],
  ['what is kept', change('Remove', 'Api', api), keeping('DeletionPolicy'), undefined],
  ['what is added', change('Add', 'Api', api), {}, undefined],
  ['what is changed', change('Modify', 'Api', api), {}, undefined],
  ['replaced', change('Modify', 'Api', api, { replacement: 'True' }), {}, 'replaced address'],
  [
    'replaced and kept',
    change('Modify', 'Api', api, { replacement: 'True' }),
    keeping('UpdateReplacePolicy'),
    undefined,
  ],
  [
    'with other routes',
    change('Modify', 'Api', api, { replacement: 'Conditional' }),
    {},
    undefined,
  ],
  [
    'listed because it reads what changes',
    change('Modify', 'EchoUrl', 'Lambda::Url', {
      replacement: 'Conditional',
      isByReferenceOnly: true,
      causes: ['Echo'],
    }),
    {},
    undefined,
  ],
  [
    'in a nested stack',
    change('Remove', 'Web/Api', api, { nestedIn: 'Web', policyAction: 'Delete' }),
    {},
    'removed address',
  ],
  [
    'kept in a nested stack',
    change('Remove', 'Web/Api', api, { nestedIn: 'Web', policyAction: 'Retain' }),
    {},
    undefined,
  ],
  [
    'a rule replaced',
    change('Modify', 'R', 'Events::Rule', { replacement: 'True' }),
    {},
    undefined,
  ],
])('%s', (_, given, templates, expected) => {
  const found = removalsIn(
    [given, change('Modify', 'Echo', 'Lambda::Function')],
    templates,
    templates,
  );
  expect(
    found.map(({ loss, isAddress }) => [loss, isAddress ? 'address' : ''].join(' ').trim()),
  ).toEqual(expected === undefined ? [] : [expected]);
});

test('what reads something that is replaced is replaced with it', () => {
  const url = change('Modify', 'EchoUrl', 'Lambda::Url', {
    replacement: 'Conditional',
    isByReferenceOnly: true,
    causes: ['Echo'],
  });
  const echo = change('Modify', 'Echo', 'Lambda::Function', { replacement: 'True' });
  expect(removalsIn([url, echo], {}, {})).toMatchObject([
    { logicalId: 'EchoUrl', loss: 'perhaps replaced', isAddress: true },
  ]);
});

const resources = (properties: JsonObject): JsonObject => ({
  Resources: { Echo: { Type: 'AWS::Serverless::Function', Properties: properties } },
});
const route = (path: string, more: JsonObject = {}): JsonObject => ({
  Type: 'HttpApi',
  Properties: { Path: path, Method: 'get', ...more },
});
const events = (all: JsonObject) => resources({ Events: all });
const own = { ApiId: { Ref: 'Api' } };

test.each<[string, JsonObject, JsonObject, string[]]>([
  ['the same', events({ Get: route('/a') }), events({ Get: route('/a') }), []],
  [
    'a route of an own API',
    events({ Get: route('/a', own), Put: route('/b', own) }),
    events({ Get: route('/a', own) }),
    ['EchoPut event HttpApi GET /b'],
  ],
  [
    'a route with another path',
    events({ Get: route('/a', own) }),
    events({ Get: route('/b', own) }),
    ['EchoGet event HttpApi GET /a'],
  ],
  [
    'the last event of an implicit API',
    events({ Get: route('/a') }),
    events({}),
    ['EchoGet event HttpApi GET /a', 'ServerlessHttpApi HttpApi (address)'],
  ],
  ['a schedule', events({ Daily: { Type: 'Schedule' } }), events({}), ['EchoDaily event Schedule']],
  [
    'a URL',
    resources({ FunctionUrlConfig: { AuthType: 'NONE' } }),
    resources({}),
    ['EchoUrl AWS::Lambda::Url (address)'],
  ],
  ['what is added', events({}), events({ Get: route('/a') }), []],
])('by the templates: %s', (_, before, after, expected) => {
  expect(
    eventsTakenAway(before, after).map(
      ({ logicalId, type, isAddress }) => `${logicalId} ${type}${isAddress ? ' (address)' : ''}`,
    ),
  ).toEqual(expected);
});

test('what a change set and the templates tell of both is one', () => {
  const before = resources({ FunctionUrlConfig: {}, Events: { Get: route('/a', own) } });
  const removed = [change('Remove', 'EchoUrl', 'Lambda::Url')];
  expect(removalsOf(removed, before, resources({})).map(({ logicalId }) => logicalId)).toEqual([
    'EchoUrl',
    'EchoGet',
  ]);
});
