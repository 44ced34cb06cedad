import { objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { composeTemplate, withCode, type ComposeInput } from './deploy-plan';

const fn = (memory: number, more: JsonObject = {}): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: { MemorySize: memory, ...more },
});
const logGroup = (id: string, days: number): JsonObject => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName: { 'Fn::Sub': `/aws/lambda/\${${id}}` }, RetentionInDays: days },
});
const table: JsonObject = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 't' } };
const bus = (name: string): JsonObject => ({
  Type: 'AWS::Events::EventBus',
  Properties: { Name: name },
});
const arn = (id: string): Json => ({ Value: { 'Fn::GetAtt': [id, 'Arn'] } });

const compose = (input: Partial<ComposeInput> & Pick<ComposeInput, 'local'>) =>
  composeTemplate({ deployed: undefined, scope: ['Echo'], extent: 'functions', ...input });
const resourcesOf = (input: Parameters<typeof compose>[0]) =>
  objectAt(compose(input).template, 'Resources');

const local: JsonObject = {
  Resources: {
    Echo: fn(256),
    EchoLogs: logGroup('Echo', 7),
    Auth: fn(256),
    AuthLogs: logGroup('Auth', 7),
  },
  Outputs: { EchoArn: arn('Echo'), AuthArn: arn('Auth') },
};
const deployed: JsonObject = {
  Resources: {
    Echo: fn(128),
    EchoLogs: logGroup('Echo', 30),
    Auth: fn(128),
    AuthLogs: logGroup('Auth', 30),
    Old: table,
  },
  Outputs: { OldArn: arn('Old') },
};

describe('functions', () => {
  test('those in scope and what refers to them alone come from template.yml, the rest stays', () => {
    const { template, inScope, pinned } = compose({ local, deployed });
    expect(template).toEqual({
      Resources: {
        Echo: fn(256),
        EchoLogs: logGroup('Echo', 7),
        Auth: fn(128),
        AuthLogs: logGroup('Auth', 30),
        Old: table,
      },
      Outputs: { OldArn: arn('Old'), EchoArn: arn('Echo') },
    });
    expect(inScope).toEqual(['Echo', 'EchoLogs']);
    expect(pinned).toEqual(['Auth', 'AuthLogs', 'Old']);
  });

  test('what template.yml would change beyond that is listed', () => {
    const lines = compose({ local, deployed }).notInScope.map(
      ({ section, logicalId, path, from, to }) => [section, logicalId, path.join('.'), from, to],
    );
    expect(lines).toEqual([
      ['Resources', 'Auth', 'Properties.MemorySize', 128, 256],
      ['Resources', 'AuthLogs', 'Properties.RetentionInDays', 30, 7],
      ['Resources', 'Old', '', table, undefined],
      ['Outputs', 'OldArn', '', arn('Old'), undefined],
      ['Outputs', 'AuthArn', '', undefined, arn('Auth')],
    ]);
  });

  test('a first deploy has the function, its companions and what they need', () => {
    const withTable: JsonObject = {
      Transform: 'AWS::Serverless-2016-10-31',
      Parameters: { Stage: { Type: 'String' }, Other: { Type: 'String' } },
      Conditions: {
        IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'p'] },
        Unused: { 'Fn::Equals': [1, 1] },
      },
      Mappings: { Sizes: { a: { b: 'c' } }, UnusedMap: { a: { b: 'c' } } },
      Resources: {
        Echo: fn(256, { Environment: { Variables: { TABLE: { Ref: 'Table' } } } }),
        Table: {
          ...table,
          Condition: 'IsProd',
          Properties: { TableName: { 'Fn::FindInMap': ['Sizes', 'a', 'b'] } },
        },
        Auth: fn(256),
        Alone: bus('alone'),
      },
    };
    const { template } = compose({ local: withTable });
    expect(Object.keys(objectAt(template, 'Resources'))).toEqual(['Echo', 'Table']);
    expect(Object.keys(objectAt(template, 'Parameters'))).toEqual(['Stage']);
    expect(Object.keys(objectAt(template, 'Conditions'))).toEqual(['IsProd']);
    expect(Object.keys(objectAt(template, 'Mappings'))).toEqual(['Sizes']);
    expect(template['Transform']).toBe('AWS::Serverless-2016-10-31');
  });

  test('what is needed and already there stays as deployed', () => {
    const needs = { Resources: { Echo: fn(256, { Role: { Ref: 'Bus' } }), Bus: bus('new') } };
    const has = { Resources: { Echo: fn(128), Bus: bus('old') } };
    expect(resourcesOf({ local: needs, deployed: has })['Bus']).toEqual(bus('old'));
  });

  test("each side's Globals reach its own functions", () => {
    const one = {
      Globals: { Function: { MemorySize: 1 } },
      Resources: { Echo: fn(9), Auth: { ...fn(0), Properties: {} } },
    };
    const ours = { ...one, Resources: { ...one.Resources, Echo: { ...fn(0), Properties: {} } } };
    const theirs = { ...one, Globals: { Function: { MemorySize: 2 } } };
    const { template } = compose({ local: ours, deployed: theirs });
    expect(template).not.toHaveProperty('Globals');
    expect(objectAt(template, 'Resources')).toEqual({ Echo: fn(1), Auth: fn(2) });
  });

  test('a function that something in scope needs and nobody has deployed is named', () => {
    const needs = {
      Resources: { Echo: fn(256, { X: { 'Fn::GetAtt': ['Auth', 'Arn'] } }), Auth: fn(1) },
    };
    expect(compose({ local: needs }).missingFunctions).toEqual([
      { logicalId: 'Auth', neededBy: 'Echo' },
    ]);
    expect(compose({ local: needs, scope: ['Echo', 'Auth'] }).missingFunctions).toEqual([]);
    expect(
      compose({ local: needs, deployed: { Resources: { Auth: fn(1) } } }).missingFunctions,
    ).toEqual([]);
  });

  test('a resource of two functions is a companion only when both are in scope', () => {
    const both = { Type: 'X', Properties: { A: { Ref: 'Echo' }, B: { Ref: 'Auth' } } };
    const shared = { Resources: { Echo: fn(1), Auth: fn(1), Both: both } };
    expect(compose({ local: shared }).inScope).toEqual(['Echo']);
    expect(compose({ local: shared, scope: ['Echo', 'Auth'] }).inScope).toEqual([
      'Echo',
      'Auth',
      'Both',
    ]);
  });

  test('a parameter that something pinned reads keeps its value', () => {
    const parameters = { Shared: { Type: 'String' }, Own: { Type: 'String' } };
    const reads = (...names: string[]) => fn(1, { Tags: names.map((Ref) => ({ Ref })) });
    const { pinnedParameters } = compose({
      local: { Resources: { Echo: reads('Shared', 'Own') } },
      deployed: {
        Parameters: parameters,
        Resources: { Echo: reads('Own'), Auth: reads('Shared') },
      },
    });
    expect(pinnedParameters).toEqual(['Shared']);
  });

  test("SAM's mark of a deployed resource stays, so that it is no change", () => {
    const marked = { ...fn(128), Metadata: { SamResourceId: 'Echo' } };
    expect(resourcesOf({ local, deployed: { Resources: { Echo: marked } } })['Echo']).toEqual({
      ...fn(256),
      Metadata: { SamResourceId: 'Echo' },
    });
  });
});

test.each([
  ['Echo', ['ApiUrl']],
  ['Auth', []],
])(
  'an output of the implicit API comes with the first function that has a route: %s',
  (id, names) => {
    const route = { Events: { Get: { Type: 'Api', Properties: { Path: '/', Method: 'get' } } } };
    const ours = {
      Resources: { Echo: fn(1, route), Auth: fn(1) },
      Outputs: { ApiUrl: { Value: { 'Fn::Sub': 'https://${ServerlessRestApi}' } } },
    };
    const { template } = compose({ local: ours, scope: [id] });
    expect(Object.keys(objectAt(template, 'Outputs'))).toEqual(names);
  },
);

test('shared: what functions share follows template.yml, and nothing is removed', () => {
  const ours = {
    Resources: { Echo: fn(2), Auth: fn(2), Bus: bus('new') },
    Outputs: { A: arn('Echo') },
  };
  const theirs = { Resources: { Echo: fn(1), Auth: fn(1), Bus: bus('old'), Old: table } };
  expect(compose({ local: ours, deployed: theirs, extent: 'shared' }).template).toEqual({
    Resources: { Echo: fn(2), Auth: fn(1), Bus: bus('new'), Old: table },
    Outputs: { A: arn('Echo') },
  });
});

test('shared: what rests on a function that is not there yet waits for it', () => {
  const ours = {
    Resources: {
      Echo: fn(1),
      Auth: fn(1),
      AuthLogs: logGroup('Auth', 7),
      Alarm: { Type: 'X', DependsOn: 'AuthLogs' },
    },
    Outputs: { AuthArn: arn('Auth') },
  };
  expect(compose({ local: ours, extent: 'shared' }).template).toEqual({
    Resources: { Echo: fn(1) },
  });
});

test('whole: the stack is what template.yml says, and removals are listed', () => {
  const { template, removed } = compose({
    local,
    deployed,
    scope: ['Echo', 'Auth'],
    extent: 'whole',
  });
  expect(template).toEqual(local);
  expect(removed).toEqual(['Old']);
});

test('withCode sets what runs and drops how it would be built', () => {
  const template = {
    Resources: {
      Echo: {
        ...fn(1, { CodeUri: 'apps/echo' }),
        Metadata: { BuildMethod: 'makefile', Owner: 'me', SamResourceId: 'E' },
      },
      Auth: fn(1, { CodeUri: 's3://b/auth' }),
    },
  };
  expect(withCode(template, { Echo: 's3://b/echo' })).toEqual({
    Resources: {
      Echo: { ...fn(1, { CodeUri: 's3://b/echo' }), Metadata: { Owner: 'me', SamResourceId: 'E' } },
      Auth: fn(1, { CodeUri: 's3://b/auth' }),
    },
  });
});
