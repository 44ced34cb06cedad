import { objectAt, type JsonObject } from './sam-template';
import { expandGlobals } from './globals';

const expandFunction = (global: JsonObject, properties: JsonObject, attributes: JsonObject = {}) =>
  objectAt(
    expandGlobals({
      Globals: { Function: global },
      Resources: {
        F: { Type: 'AWS::Serverless::Function', Properties: properties, ...attributes },
      },
    }),
    'Resources',
    'F',
    'Properties',
  );

test.each<[string, JsonObject, JsonObject, JsonObject]>([
  ['a scalar of its own wins', { Timeout: 3 }, { Timeout: 9 }, { Timeout: 9 }],
  ['a global scalar is added', { Timeout: 3 }, { Handler: 'x' }, { Timeout: 3, Handler: 'x' }],
  [
    'maps are merged deeply',
    { Environment: { Variables: { A: '1', B: '1' } } },
    { Environment: { Variables: { B: '2', C: '3' } } },
    { Environment: { Variables: { A: '1', B: '2', C: '3' } } },
  ],
  ['lists: global first', { Layers: ['g'] }, { Layers: ['o'] }, { Layers: ['g', 'o'] }],
  [
    'Architectures are replaced',
    { Architectures: ['arm64'] },
    { Architectures: ['x86_64'] },
    { Architectures: ['x86_64'] },
  ],
  [
    'an intrinsic function is a value',
    { VpcConfig: { SubnetIds: ['a'] } },
    { VpcConfig: { 'Fn::If': ['C', {}, {}] } },
    { VpcConfig: { 'Fn::If': ['C', {}, {}] } },
  ],
])('%s', (_, global, own, expected) => {
  expect(expandFunction(global, own)).toEqual(expected);
});

test('IgnoreGlobals keeps some or all of them away', () => {
  const global = { Timeout: 3, MemorySize: 128 };
  expect(expandFunction(global, {}, { IgnoreGlobals: '*' })).toEqual({});
  expect(expandFunction(global, {}, { IgnoreGlobals: ['Timeout'] })).toEqual({ MemorySize: 128 });
});

test('each section reaches its own type, and none is left', () => {
  const expanded = expandGlobals({
    Globals: {
      SimpleTable: { SSESpecification: { SSEEnabled: true } },
      HttpApi: { Tags: { a: 'b' } },
    },
    Resources: {
      Table: { Type: 'AWS::Serverless::SimpleTable' },
      Api: { Type: 'AWS::Serverless::HttpApi', Properties: { Tags: { c: 'd' } } },
      Queue: { Type: 'AWS::SQS::Queue' },
    },
  });
  expect(expanded).toEqual({
    Resources: {
      Table: {
        Type: 'AWS::Serverless::SimpleTable',
        Properties: { SSESpecification: { SSEEnabled: true } },
      },
      Api: { Type: 'AWS::Serverless::HttpApi', Properties: { Tags: { a: 'b', c: 'd' } } },
      Queue: { Type: 'AWS::SQS::Queue' },
    },
  });
});

test('globals of an API that SAM makes from events stay: no resource can hold them', () => {
  const template = {
    Globals: { Api: { Cors: "'*'" }, Function: { Timeout: 3 } },
    Resources: {
      F: {
        Type: 'AWS::Serverless::Function',
        Properties: { Events: { Get: { Type: 'Api', Properties: { Path: '/', Method: 'get' } } } },
      },
    },
  };
  expect(expandGlobals(template)).toMatchObject({
    Globals: { Api: { Cors: "'*'" } },
    Resources: { F: { Properties: { Timeout: 3 } } },
  });
  expect(objectAt(expandGlobals(template), 'Globals')).not.toHaveProperty('Function');
});
