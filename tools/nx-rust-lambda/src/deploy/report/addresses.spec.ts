import type { JsonObject } from '../../sam/json';
import { apiAddresses, functionUrls, haveAddresses } from './addresses';

const api = (logicalId: string, type: string, physicalId: string) => ({
  logicalId,
  type: `AWS::${type}`,
  physicalId,
});
const resources = [
  api('ServerlessRestApi', 'ApiGateway::RestApi', 'rest1'),
  api('ServerlessRestApiProdStage', 'ApiGateway::Stage', 'Prod'),
  api('ServerlessHttpApi', 'ApiGatewayV2::Api', 'http1'),
  api('ServerlessHttpApiApiGatewayDefaultStage', 'ApiGatewayV2::Stage', '$default'),
  api('Own', 'ApiGatewayV2::Api', 'http3'),
  api('OwnApi', 'ApiGateway::RestApi', 'rest2'),
  api('OwnApiv1Stage', 'ApiGateway::Stage', 'v1'),
  api('OwnHttp', 'ApiGatewayV2::Api', 'http2'),
  api('OwnHttpbetaStage', 'ApiGatewayV2::Stage', 'beta'),
  api('Chat', 'ApiGatewayV2::Api', 'chat1'),
  api('ChatStage', 'ApiGatewayV2::Stage', 'live'),
  api('F', 'Lambda::Function', 'stack-F-1'),
];
const fn = (properties: JsonObject): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: properties,
});
const event = (Type: string, properties: JsonObject) =>
  fn({ Events: { E: { Type, Properties: properties } } });
const placeOf = (F: JsonObject, more: JsonObject = {}, region = 'eu-west-1') => ({
  template: { data: { Parameters: { P: { Default: '/p' } }, Resources: { F, ...more } } },
  deployment: { region, stackName: 's', parameters: {} },
  resources,
});
const host = (id: string) => `https://${id}.execute-api.eu-west-1.amazonaws.com`;

test.each<[string, JsonObject, string[]]>([
  [
    'a REST API',
    event('Api', { Path: '/orders', Method: 'post' }),
    [`POST ${host('rest1')}/Prod/orders`],
  ],
  ['any method', event('Api', { Path: '/', Method: 'any' }), [`ANY ${host('rest1')}/Prod/`]],
  [
    'a REST API of its own',
    event('Api', { Path: '/a/{id}', Method: 'GET', RestApiId: { Ref: 'OwnApi' } }),
    [`GET ${host('rest2')}/v1/a/{id}`],
  ],
  [
    'an HTTP API',
    event('HttpApi', { Path: '/orders', Method: 'get' }),
    [`GET ${host('http1')}/orders`],
  ],
  ['an HTTP API, all of it', event('HttpApi', {}), [`ANY ${host('http1')}/{proxy+}`]],
  [
    'an HTTP API of its own',
    event('HttpApi', { Path: { Ref: 'P' }, Method: 'get', ApiId: { Ref: 'OwnHttp' } }),
    [`GET ${host('http2')}/beta/p`],
  ],
  [
    'an API whose name begins another one',
    event('HttpApi', { Path: '/a', Method: 'get', ApiId: { Ref: 'Own' } }),
    [`GET ${host('http3')}/a`],
  ],
  ['an API of another stack', event('Api', { Path: '/', Method: 'get', RestApiId: 'abc' }), []],
  [
    'an API that is not there',
    event('Api', { Path: '/', Method: 'get', RestApiId: { Ref: 'X' } }),
    [],
  ],
  ['a queue', event('SQS', { Queue: 'arn' }), []],
])('%s', (_case, F, expected) => {
  const found = apiAddresses(placeOf(F), ['F']);
  expect(found.map(({ method, url }) => `${method} ${url}`)).toEqual(expected);
});

test('a WebSocket API', () => {
  const more = {
    Chat: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } },
    ToF: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: { ApiId: { Ref: 'Chat' }, IntegrationUri: { 'Fn::Sub': 'arn:${F.Arn}' } },
    },
  };
  expect(apiAddresses(placeOf(fn({}), more), ['F'])).toEqual([
    {
      method: 'CONNECT',
      url: 'wss://chat1.execute-api.eu-west-1.amazonaws.com/live',
      logicalId: 'F',
    },
  ]);
});

test('in China', () => {
  const F = event('HttpApi', { Path: '/a', Method: 'get' });
  const [found] = apiAddresses(placeOf(F, {}, 'cn-north-1'), ['F']);
  expect(found?.url).toBe('https://http1.execute-api.cn-north-1.amazonaws.com.cn/a');
});

test.each<[JsonObject, object[]]>([
  [{ FunctionUrlConfig: { AuthType: 'NONE' } }, [{ functionName: 'stack-F-1' }]],
  [{ FunctionUrlConfig: {}, AutoPublishAlias: 'live' }, [{ qualifier: 'live' }]],
  [{}, []],
])('the URL of a function with %j', (properties, expected) => {
  expect(functionUrls(placeOf(fn(properties)), ['F'])).toMatchObject(expected);
});

test.each<[JsonObject, boolean]>([
  [fn({}), false],
  [event('SQS', {}), false],
  [event('Api', {}), true],
  [fn({ FunctionUrlConfig: {} }), true],
])('a stack is asked only where there is something to find: %j', (F, asked) => {
  expect(haveAddresses(placeOf(F).template, ['F'])).toBe(asked);
});
