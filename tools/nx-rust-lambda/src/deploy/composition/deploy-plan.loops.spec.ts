import { objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { composeTemplate, type ComposeInput } from './deploy-plan';

const compose = (input: Partial<ComposeInput> & Pick<ComposeInput, 'local'>) =>
  composeTemplate({ deployed: undefined, scope: ['Echo'], extent: 'functions', ...input });
const keysOf = (input: Parameters<typeof compose>[0], section = 'Resources') =>
  Object.keys(objectAt(compose(input).template, section));

const fn = (properties: JsonObject = {}): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: properties,
});
const loop = (values: Json, body: JsonObject): Json => ['Name', values, body];
const topics = (values: Json) => loop(values, { 'Topic${Name}': { Type: 'AWS::SNS::Topic' } });
const names = { Ref: 'Names' };
const parameters = { Names: { Type: 'CommaDelimitedList' } };

describe('what a loop makes is found when something in scope refers to it', () => {
  const reads = (value: Json) => fn({ Environment: { Variables: { X: value } } });

  test.each<[string, Json, Json]>([
    ['Ref', { Ref: 'TopicA' }, ['A', 'B']],
    ['GetAtt', { 'Fn::GetAtt': ['TopicA', 'TopicArn'] }, ['A', 'B']],
    ['Sub', { 'Fn::Sub': '${TopicA.TopicArn}/x' }, ['A', 'B']],
    ['a collection known at deploy time', { Ref: 'TopicA' }, names],
    [
      'a loop inside properties',
      { 'Fn::ForEach::Env': ['Each', ['A'], { 'T${Each}': { Ref: 'Topic${Each}' } }] },
      ['A', 'B'],
    ],
    [
      'a loop inside properties over what is known at deploy time',
      { 'Fn::ForEach::Env': ['Each', names, { 'T${Each}': { 'Fn::Sub': '${Topic${Each}}' } }] },
      ['A', 'B'],
    ],
  ])('%s', (_, value, values) => {
    const local = {
      Parameters: parameters,
      Resources: { Echo: reads(value), 'Fn::ForEach::Topics': topics(values) },
    };
    expect(keysOf({ local })).toEqual(['Echo', 'Fn::ForEach::Topics']);
    const usesNames = JSON.stringify([value, values]).includes('Names');
    expect(keysOf({ local }, 'Parameters')).toEqual(usesNames ? ['Names'] : []);
  });

  test('a name that it does not make is not', () => {
    const local = {
      Resources: { Echo: reads({ Ref: 'TopicC' }), 'Fn::ForEach::Topics': topics(['A', 'B']) },
    };
    expect(keysOf({ local })).toEqual(['Echo']);
  });

  test('the stack may have it from a resource of its own', () => {
    const local = {
      Resources: { Echo: reads({ Ref: 'TopicA' }), 'Fn::ForEach::Topics': topics(['A', 'B']) },
    };
    const deployed = { Resources: { TopicA: { Type: 'AWS::SNS::Topic' } } };
    const { template, refusals } = compose({ local, deployed });
    expect(Object.keys(objectAt(template, 'Resources'))).toEqual(['TopicA', 'Echo']);
    expect(refusals).toEqual([]);
  });

  test('a loop that makes what the stack has otherwise is refused when it is needed', () => {
    const local = {
      Resources: { Echo: reads({ Ref: 'TopicB' }), 'Fn::ForEach::Topics': topics(['A', 'B']) },
    };
    const deployed = { Resources: { TopicA: { Type: 'AWS::SNS::Topic' } } };
    expect(compose({ local, deployed }).refusals).toMatchObject([
      {
        path: ['Resources', 'Fn::ForEach::Topics'],
        sentence: expect.stringMatching(/^Fn::ForEach::Topics makes what the stack has under/),
      },
    ]);
  });
});

test('a deployed loop that does not make what something in scope needs is refused', () => {
  const resources = (values: Json): JsonObject => ({
    Echo: fn({ X: { Ref: 'TopicB' } }),
    'Fn::ForEach::Topics': topics(values),
  });
  const { refusals } = compose({
    local: { Resources: resources(['A', 'B']) },
    deployed: { Resources: resources(['A']) },
  });
  expect(refusals.map(({ sentence }) => sentence)).toEqual([
    expect.stringMatching(/^Fn::ForEach::Topics makes TopicB in template\.yml, but not as it is/),
  ]);
});

describe('what a loop makes belongs to functions as anything else', () => {
  const alarms = (values: Json) =>
    loop(values, {
      'Alarm${Name}': {
        Type: 'AWS::CloudWatch::Alarm',
        DependsOn: 'Echo',
        Properties: { Name: { Ref: 'Name' } },
      },
    });

  test('a loop that refers to a function in scope alone comes with it', () => {
    const local = { Resources: { Echo: fn(), 'Fn::ForEach::Alarms': alarms(['A', 'B']) } };
    expect(compose({ local, deployed: { Resources: {} } }).inScope).toEqual([
      'Echo',
      'Fn::ForEach::Alarms',
    ]);
  });

  test('a loop that makes less than the deployed one stays: nothing is removed', () => {
    const resources = (values: Json) => ({
      Resources: { Echo: fn(), 'Fn::ForEach::Alarms': alarms(values) },
    });
    const { pinned, notInScope } = compose({
      local: resources(['A']),
      deployed: resources(['A', 'B']),
    });
    expect(pinned).toEqual(['Fn::ForEach::Alarms']);
    expect(notInScope.map(({ logicalId }) => logicalId)).toContain('Fn::ForEach::Alarms');
  });

  test('conditions and outputs of loops come with what needs them', () => {
    const local = {
      Conditions: {
        'Fn::ForEach::Stages': loop(['Prod', 'Test'], {
          'Is${Name}': { 'Fn::Equals': ['a', 'b'] },
        }),
      },
      Resources: { Echo: { ...fn(), Condition: 'IsProd' } },
      Outputs: {
        'Fn::ForEach::Arns': loop(['Arn'], {
          'Echo${Name}': { Value: { 'Fn::GetAtt': ['Echo', { Ref: 'Name' }] } },
        }),
      },
    };
    expect(keysOf({ local }, 'Conditions')).toEqual(['Fn::ForEach::Stages']);
    expect(keysOf({ local }, 'Outputs')).toEqual(['Fn::ForEach::Arns']);
  });
});

test('where content went is no difference, in a loop as elsewhere', () => {
  const local = {
    Resources: {
      Echo: fn(),
      Layer: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: 'layer' } },
      'Fn::ForEach::Fns': loop(['A'], { 'F${Name}': fn({ CodeUri: 'apps/${Name}' }) }),
    },
  };
  const packaged = { 'Fn::FindInMap': ['SAMCodeUriFns', { Ref: 'Name' }, 'CodeUri'] };
  const deployed = {
    Mappings: { SAMCodeUriFns: { A: { CodeUri: 's3://b/a' } } },
    Resources: {
      Echo: fn(),
      Layer: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: 's3://b/l' } },
      'Fn::ForEach::Fns': loop(['A'], { 'F${Name}': fn({ CodeUri: packaged }) }),
    },
  };
  expect(compose({ local, deployed }).notInScope).toEqual([]);
});

describe('loops that make functions', () => {
  const workers = (properties: JsonObject, values: Json = ['A', 'B']) =>
    loop(values, { 'Worker${Name}': fn(properties) });
  const node = { Runtime: 'nodejs20.x', CodeUri: 'apps/worker' };

  test("Globals reach what they make, and another's stay as deployed", () => {
    const resources = (memory: number) => ({
      Globals: { Function: { MemorySize: memory } },
      Resources: { Echo: fn(), 'Fn::ForEach::Workers': workers(node) },
    });
    const { template } = compose({ local: resources(1), deployed: resources(2) });
    expect(template).toEqual({
      Resources: {
        Echo: fn({ MemorySize: 1 }),
        'Fn::ForEach::Workers': workers({ MemorySize: 2, ...node }),
      },
    });
  });

  test('one that something in scope needs is named', () => {
    const local = {
      Resources: {
        Echo: fn({ X: { 'Fn::GetAtt': ['WorkerA', 'Arn'] } }),
        'Fn::ForEach::Workers': workers(node),
      },
    };
    expect(compose({ local }).missingFunctions).toEqual([
      { logicalId: 'Fn::ForEach::Workers', neededBy: 'Echo' },
    ]);
  });

  test.each<[string, JsonObject, boolean]>([
    ['built from a crate', { Runtime: 'provided.al2023', CodeUri: 'apps/x' }, true],
    ['with a runtime by parameter', { Runtime: { Ref: 'Runtime' }, CodeUri: 'apps/x' }, true],
    ['built already', { Runtime: 'provided.al2023', CodeUri: 's3://b/k' }, false],
    ['in another language', node, false],
  ])('%s: refused %s', (_, properties, isRefused) => {
    const local = {
      Parameters: { Runtime: { Type: 'String', Default: 'provided.al2023' } },
      Resources: { Echo: fn(), 'Fn::ForEach::Workers': workers(properties) },
    };
    expect(compose({ local }).refusals.map(({ path }) => path)).toEqual(
      isRefused ? [['Resources', 'Fn::ForEach::Workers']] : [],
    );
  });
});
