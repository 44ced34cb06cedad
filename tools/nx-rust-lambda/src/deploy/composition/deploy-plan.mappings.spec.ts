import { objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { composeTemplate, type ComposeInput } from './deploy-plan';

const compose = (input: Partial<ComposeInput> & Pick<ComposeInput, 'local'>) =>
  composeTemplate({ deployed: undefined, scope: ['Echo'], extent: 'functions', ...input });

const fn = (properties: JsonObject = {}): JsonObject => ({
  Type: 'AWS::Serverless::Function',
  Properties: properties,
});
const inMap = (value: number) => ({ small: { memory: value } });

describe('mappings whose name is computed', () => {
  const computed = (name: Json, ...more: Json[]) =>
    fn({ MemorySize: { 'Fn::FindInMap': [name, 'small', 'memory', ...more] } });
  const bySub = { 'Fn::Sub': '${AWS::StackName}Sizes' };
  const maps = (value: number): JsonObject => ({
    prodSizes: inMap(value),
    Sizes: inMap(value),
    Regions: inMap(value),
  });
  const mappingsOf = (input: Parameters<typeof compose>[0]) =>
    objectAt(compose(input).template, 'Mappings');

  test.each<[string, Json, string[]]>([
    ['Sub', bySub, ['prodSizes', 'Sizes']],
    ['a parameter', { Ref: 'Name' }, ['prodSizes', 'Sizes', 'Regions']],
  ])('all that may be meant come along: %s', (_, name, names) => {
    const local = { Mappings: maps(2), Resources: { Echo: computed(name) } };
    const deployed = { Resources: { Auth: fn() } };
    expect(Object.keys(mappingsOf({ local, deployed }))).toEqual(names);
  });

  test('all that something pinned may mean stay', () => {
    const local = { Mappings: maps(2), Resources: { Echo: computed(bySub) } };
    const deployed = { Mappings: maps(1), Resources: { Auth: computed({ Ref: 'Name' }) } };
    expect(mappingsOf({ local, deployed })).toEqual(maps(1));
    const other = { Mappings: maps(1), Resources: { Auth: computed('prodSizes') } };
    expect(mappingsOf({ local, deployed: other })).toEqual({
      ...maps(1),
      Sizes: inMap(2),
    });
  });

  test.each<[string, JsonObject, string[]]>([
    ['a new key', { Sizes: { ...inMap(1), large: { memory: 9 } } }, ['Mappings Sizes']],
    ['a new mapping', { Sizes: inMap(1), bigSizes: inMap(9) }, ['Mappings bigSizes']],
    ['the same', { Sizes: inMap(1) }, []],
    ['another value, which stays', { Sizes: inMap(2) }, []],
  ])('%s of one that something pinned reads with a default', (_, mappings, refused) => {
    const { refusals } = compose({
      local: { Mappings: mappings, Resources: { Echo: computed(bySub) } },
      deployed: {
        Mappings: { Sizes: inMap(1) },
        Resources: { Auth: computed(bySub, { DefaultValue: 1 }) },
      },
    });
    expect(refusals.map(({ path }) => path.join(' '))).toEqual(refused);
  });
});
