import { objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { composeTemplate, type ComposeInput } from './deploy-plan';

const compose = (input: Partial<ComposeInput> & Pick<ComposeInput, 'local'>) =>
  composeTemplate({ deployed: undefined, scope: ['Echo'], extent: 'functions', ...input });

const fn = (properties: JsonObject = {}, attributes: JsonObject = {}): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: properties,
  ...attributes,
});
const sizes = { 'Fn::FindInMap': ['Sizes', 'small', 'memory'] };
const inMap = (value: number) => ({ small: { memory: value } });

describe('parameters, mappings and conditions', () => {
  const side = (value: number, auth: JsonObject) => ({
    Parameters: { Stage: { Type: 'String', Default: String(value) } },
    Mappings: { Sizes: inMap(value) },
    Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, String(value)] } },
    Resources: { Echo: fn({ MemorySize: sizes }, { Condition: 'IsProd' }), Auth: auth },
  });
  const sectionsOf = (auth: JsonObject) => {
    const { template } = compose({ local: side(2, auth), deployed: side(1, auth) });
    return {
      Stage: objectAt(template, 'Parameters', 'Stage')['Default'],
      Sizes: objectAt(template, 'Mappings')['Sizes'],
      IsProd: objectAt(template, 'Conditions', 'IsProd')['Fn::Equals'],
    };
  };
  const equals = (value: number): Json => [{ Ref: 'Stage' }, String(value)];

  test.each<[string, JsonObject, number, number, number]>([
    ['what only the scope reads is from template.yml', fn(), 2, 2, 2],
    ['a mapping that something pinned reads stays', fn({ MemorySize: sizes }), 2, 1, 2],
    ['a condition stays with what it reads', fn({}, { Condition: 'IsProd' }), 1, 2, 1],
    ['a parameter stays, the condition over it does not', fn({ X: { Ref: 'Stage' } }), 1, 2, 2],
    ['either arm of If counts', fn({ X: { 'Fn::If': ['IsProd', 1, sizes] } }), 1, 1, 1],
  ])('%s', (_, auth, stage, map, condition) => {
    expect(sectionsOf(auth)).toEqual({
      Stage: String(stage),
      Sizes: inMap(map),
      IsProd: equals(condition),
    });
  });

  test('what stays is listed', () => {
    const auth = fn({ MemorySize: sizes });
    const { notInScope, pinnedParameters } = compose({
      local: side(2, auth),
      deployed: side(1, auth),
    });
    expect(notInScope).toMatchObject([{ section: 'Mappings', logicalId: 'Sizes', from: 1, to: 2 }]);
    expect(pinnedParameters).toEqual([]);
  });

  test('a new key of a mapping that something pinned reads is added', () => {
    const local = {
      Mappings: { Sizes: { ...inMap(2), large: { memory: 9 } } },
      Resources: { Echo: fn({ MemorySize: { 'Fn::FindInMap': ['Sizes', 'large', 'memory'] } }) },
    };
    const deployed = {
      Mappings: { Sizes: inMap(1) },
      Resources: { Auth: fn({ MemorySize: sizes }) },
    };
    expect(objectAt(compose({ local, deployed }).template, 'Mappings', 'Sizes')).toEqual({
      ...inMap(1),
      large: { memory: 9 },
    });
  });

  test("a first deploy has the parameters that template.yml's rules read", () => {
    const local = {
      Parameters: { Stage: { Type: 'String' }, Other: { Type: 'String' } },
      Rules: { Known: { Assertions: [{ Assert: { 'Fn::Equals': [{ Ref: 'Stage' }, 'a'] } }] } },
      Resources: { Echo: fn() },
    };
    expect(Object.keys(objectAt(compose({ local }).template, 'Parameters'))).toEqual(['Stage']);
  });
});

describe('APIs', () => {
  const route = (properties: JsonObject = {}) => ({
    Events: { Get: { Type: 'HttpApi', Properties: { Path: '/', Method: 'get', ...properties } } },
  });
  const api = (properties: JsonObject = {}): JsonObject => ({
    Type: 'AWS::Serverless::HttpApi',
    Properties: properties,
  });
  const globals = (timeout: number) => ({ HttpApi: { Timeout: timeout } });

  test('an explicit API comes with the function whose event names it, and stays when deployed', () => {
    const local = {
      Resources: { Echo: fn(route({ ApiId: { Ref: 'MyApi' } })), MyApi: api({ StageName: 'new' }) },
    };
    expect(compose({ local }).inScope).toEqual(['Echo', 'MyApi']);
    const deployed = { Resources: { MyApi: api({ StageName: 'old' }), Auth: fn() } };
    expect(compose({ local, deployed }).pinned).toEqual(['MyApi', 'Auth']);
  });

  test.each<[string, JsonObject, number]>([
    ['of functions in scope alone', { Echo: fn(route()) }, 2],
    ['of a pinned function, too', { Echo: fn(route()), Auth: fn(route()) }, 1],
    ['that the stack does not have yet', { Auth: fn() }, 2],
  ])('Globals of an implicit API %s', (_, resources, timeout) => {
    const { template } = compose({
      local: { Globals: globals(2), Resources: { Echo: fn(route()), Auth: fn(route()) } },
      deployed: { Globals: globals(1), Resources: resources },
    });
    expect(template['Globals']).toEqual(globals(timeout));
  });

  test('they do not reach an explicit API: it has its own already', () => {
    const { template } = compose({
      local: { Globals: globals(2), Resources: { Echo: fn(route()) } },
      deployed: { Globals: globals(1), Resources: { MyApi: api(), Auth: fn() } },
    });
    expect(template).toMatchObject({
      Globals: globals(2),
      Resources: { MyApi: { Properties: { Timeout: 1 }, IgnoreGlobals: '*' } },
    });
    expect(compose({ local: template, deployed: template }).template).toEqual(template);
  });

  test('an event of an explicit API makes no implicit one', () => {
    const local = {
      Globals: globals(2),
      Resources: { Echo: fn(route({ ApiId: { Ref: 'MyApi' } })), MyApi: api() },
      Outputs: { Url: { Value: { Ref: 'ServerlessHttpApi' } } },
    };
    const { template } = compose({ local });
    expect(template).not.toHaveProperty('Globals');
    expect(template).not.toHaveProperty('Outputs');
  });

  test('who refers to an implicit API needs a function that it is made of', () => {
    const local = {
      Resources: { Echo: fn({ Url: { Ref: 'ServerlessHttpApi' } }), Auth: fn(route()) },
    };
    expect(compose({ local }).missingFunctions).toEqual([{ logicalId: 'Auth', neededBy: 'Echo' }]);
    const deployed = { Resources: { Other: fn(route()) } };
    expect(compose({ local, deployed }).missingFunctions).toEqual([]);
  });

  test('a pinned resource that refers to an API that would go is refused', () => {
    const { refusals } = compose({
      local: { Resources: { Echo: fn() } },
      deployed: { Resources: { Echo: fn(route()), Map: { X: { Ref: 'ServerlessHttpApi' } } } },
    });
    expect(refusals).toMatchObject([
      {
        path: ['Resources', 'Echo'],
        sentence: expect.stringMatching(/^Echo has the last event of ServerlessHttpApi, which Map/),
      },
    ]);
  });

  test('an implicit API that goes with its last event takes its outputs along', () => {
    const url = { Url: { Value: { Ref: 'ServerlessHttpApi' } } };
    const { template } = compose({
      local: { Resources: { Echo: fn() } },
      deployed: { Resources: { Echo: fn(route()) }, Outputs: url },
    });
    expect(template).not.toHaveProperty('Outputs');
  });
});

describe('shared: functions without a project of their own', () => {
  const local = {
    Resources: { Echo: fn({ V: 2 }), Auth: fn({ V: 2 }), Node: fn({ V: 2 }), New: fn() },
  };
  const deployed = {
    Resources: { Echo: fn({ V: 1 }), Auth: fn({ V: 1 }), Node: fn({ V: 1 }) },
  };

  test.each<[ComposeInput['extent'], string[] | undefined, string[]]>([
    ['shared', ['Echo', 'Auth'], ['Echo', 'Node', 'New']],
    ['shared', undefined, ['Echo']],
    ['functions', ['Echo', 'Auth'], ['Echo']],
  ])('%s with projects of %j takes %j', (extent, projectFunctions, inScope) => {
    const input = { local, deployed, extent, ...(projectFunctions && { projectFunctions }) };
    expect(compose(input).inScope).toEqual(inScope);
  });
});

test.each<[string, JsonObject, string[]]>([
  [
    'a connector with its function',
    {
      Echo: fn(),
      Link: {
        Type: 'AWS::Serverless::Connector',
        Properties: { Source: { Id: 'Echo' }, Destination: [{ Id: 'Table' }] },
      },
      Table: { Type: 'AWS::DynamoDB::Table' },
    },
    ['Echo', 'Link', 'Table'],
  ],
  [
    'what an embedded connector leads to',
    {
      Echo: fn({}, { Connectors: { Link: { Properties: { Destination: { Id: 'Table' } } } } }),
      Table: { Type: 'AWS::DynamoDB::Table' },
    },
    ['Echo', 'Table'],
  ],
  [
    'what a policy names',
    {
      Echo: fn({ Policies: [{ DynamoDBCrudPolicy: { TableName: { Ref: 'Table' } } }] }),
      Table: { Type: 'AWS::DynamoDB::Table' },
    },
    ['Echo', 'Table'],
  ],
  [
    'an include that may make it',
    {
      Echo: fn({ Topic: { Ref: 'FromInclude' } }),
      'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://b/k.yml' } },
    },
    ['Echo', 'Fn::Transform'],
  ],
  [
    'nothing for what another stack exports',
    {
      Echo: fn({ Vpc: { 'Fn::ImportValue': 'Table' } }),
      Table: { Type: 'AWS::DynamoDB::Table' },
    },
    ['Echo'],
  ],
])('a first deploy takes %s', (_, resources, inScope) => {
  expect(compose({ local: { Resources: resources } }).inScope).toEqual(inScope);
});

test('a parameter is in no include', () => {
  const include = { Name: 'AWS::Include', Parameters: { Location: 's3://b/k.yml' } };
  const local = {
    Parameters: { Stage: { Type: 'String' } },
    Resources: { Echo: fn({ Stage: { Ref: 'Stage' } }), 'Fn::Transform': include },
  };
  expect(compose({ local }).inScope).toEqual(['Echo']);
});

test("CloudFormation's language extensions stand before SAM's transform", () => {
  const sam = 'AWS::Serverless-2016-10-31';
  const { template } = compose({
    local: { Transform: sam, Resources: { Echo: fn() } },
    deployed: { Transform: ['AWS::LanguageExtensions'], Resources: {} },
  });
  expect(template['Transform']).toEqual(['AWS::LanguageExtensions', sam]);
});
