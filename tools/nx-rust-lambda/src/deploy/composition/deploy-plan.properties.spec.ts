import * as fc from 'fast-check';
import { objectAt, type Json, type JsonObject } from '../../sam/sam-template';
import { composeTemplate } from './deploy-plan';
import { expandGlobals } from '../../sam/globals';
import { implicitApiNamed, madeOf } from '../../sam/implicit-api';
import { entriesNamed, isFunction, lookupIn } from '../../sam/ownership';
import { referencesOf } from '../../sam/references';

const functionNames = ['Fa', 'Fb', 'Fc', 'Fd'];
const plainNames = ['Ra', 'Rb', 'Rc', 'Rd'];
const referable = [
  ...functionNames,
  ...plainNames,
  'FaRole',
  'Loopx',
  'Loopy',
  'ServerlessHttpApi',
  'P',
  'Q',
];

const reference = fc.oneof(
  fc.constantFrom(...referable).map((Ref): Json => ({ Ref })),
  fc.constantFrom(...referable).map((name): Json => ({ 'Fn::GetAtt': [name, 'Arn'] })),
  fc.constantFrom(...referable).map((name): Json => ({ 'Fn::Sub': `a-\${${name}}` })),
  fc.constantFrom('Ca', 'Cb').map((name): Json => ({ 'Fn::If': [name, 1, 2] })),
  fc.constantFrom('Ma', 'Mb').map((name): Json => ({ 'Fn::FindInMap': [name, 'a', 'b'] })),
  fc.constant<Json>({ 'Fn::FindInMap': [{ 'Fn::Sub': 'M${P}' }, 'a', 'b'] }),
);
const parts = fc.record({
  value: fc.nat(3),
  references: fc.array(reference, { maxLength: 2 }),
  dependsOn: fc.option(fc.constantFrom(...plainNames), { nil: undefined, freq: 4 }),
  condition: fc.option(fc.constantFrom('Ca', 'Cb'), { nil: undefined, freq: 4 }),
  hasEvent: fc.boolean(),
});
const resource = (isFunctionName: boolean) =>
  parts.map(({ value, references, dependsOn, condition, hasEvent }): JsonObject => ({
    Type: isFunctionName ? 'AWS::Serverless::Function' : 'AWS::Some::Resource',
    ...(dependsOn === undefined ? {} : { DependsOn: dependsOn }),
    ...(condition === undefined ? {} : { Condition: condition }),
    Properties: {
      Value: value,
      References: references,
      ...(isFunctionName && hasEvent ? { Events: { Get: { Type: 'HttpApi' } } } : {}),
    },
  }));
const some = (names: readonly string[], value: (name: string) => fc.Arbitrary<Json>) =>
  fc
    .subarray([...names])
    .chain((chosen) =>
      fc.tuple(...chosen.map((name) => value(name).map((made) => [name, made] as const))),
    )
    .map((entries): JsonObject => Object.fromEntries(entries));
const loop = fc
  .tuple(fc.constantFrom<Json>(['x'], ['x', 'y'], { Ref: 'Names' }), resource(false))
  .map(([values, made]): JsonObject => ({
    'Fn::ForEach::Loop': ['N', values, { 'Loop${N}': made }],
  }));
const loops = fc.oneof(
  fc.constant<JsonObject>({}),
  some(['Loopx'], () => resource(false)),
  loop,
);
const condition = fc.oneof(
  fc.constantFrom('P', 'Q').map((Ref): Json => ({ 'Fn::Equals': [{ Ref }, 'a'] })),
  fc.constant<Json>({ 'Fn::Not': [{ Condition: 'Cb' }] }),
);
const template = fc
  .record({
    functions: some(functionNames, () => resource(true)),
    plain: some(plainNames, () => resource(false)),
    loops,
    Conditions: some(['Ca'], () => condition),
    base: fc.constantFrom('a', 'b'),
    Mappings: some(['Ma', 'Mb'], () => fc.nat(3).map((b): Json => ({ a: { b } }))),
    Outputs: some(['Oa', 'Ob'], () => reference.map((Value): Json => ({ Value }))),
    Globals: some(['Function', 'HttpApi'], () => fc.nat(3).map((Timeout): Json => ({ Timeout }))),
    Q: fc.nat(3),
  })
  .map(({ functions, plain, loops: made, base, Q, ...sections }): JsonObject => ({
    ...sections,
    Parameters: { P: {}, Names: {}, Q: { Default: Q } },
    Conditions: { ...sections.Conditions, Cb: { 'Fn::Equals': [base, { Ref: 'Q' }] } },
    Resources: { ...functions, ...plain, ...made },
  }));
const input = fc.record({
  local: template,
  deployed: template,
  scope: fc.subarray(functionNames),
  extent: fc.constantFrom('functions' as const, 'shared' as const),
});

const runs = { numRuns: 400 };

describe('for any two templates', () => {
  test('everything pinned is whole as deployed, and a scoped deploy removes nothing', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { template: composed, pinned, inScope, removed } = composeTemplate(given);
        const resources = objectAt(composed, 'Resources');
        const before = objectAt(expandGlobals(given.deployed), 'Resources');
        for (const id of pinned) expect(resources[id]).toEqual(before[id]);
        for (const id of Object.keys(before)) expect(resources).toHaveProperty([id]);
        expect([...pinned, ...inScope].sort()).toEqual(Object.keys(resources).sort());
        expect(removed).toEqual([]);
      }),
      runs,
    );
  });

  test('what something pinned reads of parameters, mappings and conditions is as deployed', () => {
    fc.assert(
      fc.property(input, (given) => {
        if (given.extent === 'shared') return;
        const { template: composed, pinned } = composeTemplate(given);
        const resources = objectAt(given.deployed, 'Resources');
        const read = pinned.map((id) => referencesOf(resources[id]));
        for (const { conditions, mappings, names } of read) {
          const same = (section: string, all: ReadonlySet<string>) => {
            for (const name of all) {
              const before = objectAt(given.deployed, section)[name];
              if (before !== undefined) expect(objectAt(composed, section)[name]).toEqual(before);
              // `M${P}` may be any of them.
              if (name.startsWith('M$')) {
                expect(objectAt(composed, section)).toMatchObject(
                  objectAt(given.deployed, section),
                );
              }
            }
          };
          same('Conditions', conditions);
          same('Mappings', mappings);
          same('Parameters', names);
        }
      }),
      runs,
    );
  });

  test('no function out of scope is ever taken from template.yml', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { inScope } = composeTemplate(given);
        const functions = inScope.filter((id) => functionNames.includes(id));
        expect(functions.every((id) => given.scope.includes(id))).toBe(true);
      }),
      runs,
    );
  });

  test('composing again over the result changes nothing', () => {
    fc.assert(
      fc.property(input, (drawn) => {
        // A stack has no template in which something refers to nothing.
        const given = { ...drawn, deployed: withoutDangling(drawn.deployed) };
        const once = composeTemplate(given).template;
        const twice = composeTemplate({ ...given, deployed: once }).template;
        expect(twice).toEqual(once);
      }),
      runs,
    );
  });

  test('nothing refers to what is not there, unless a side did already or it is refused', () => {
    fc.assert(
      fc.property(input, (given) => {
        const composition = composeTemplate(given);
        if (composition.missingFunctions.length > 0 || composition.refusals.length > 0) return;
        const known = [...danglingIn(given.local), ...danglingIn(given.deployed)];
        expect(danglingIn(composition.template).filter((name) => !known.includes(name))).toEqual(
          [],
        );
      }),
      runs,
    );
  });
});

/** Without the entries that refer to nothing, and those that refer to them. */
function withoutDangling(from: JsonObject): JsonObject {
  const names = new Set(danglingIn(from));
  if (names.size === 0) return from;
  const isSound = ([, entry]: [string, Json]) => {
    const found = referencesOf(entry);
    return [found.names, found.conditions, found.mappings].every((all) =>
      [...all].every((name) => !names.has(name)),
    );
  };
  const sections = ['Resources', 'Outputs', 'Conditions'].map((section) => [
    section,
    Object.fromEntries(Object.entries(objectAt(from, section)).filter(isSound)),
  ]);
  return withoutDangling({ ...from, ...Object.fromEntries(sections) });
}

/** Names that stand for nothing in the template. */
function danglingIn(of: JsonObject): string[] {
  const [resources, outputs, parameters, conditions, mappings] = [
    'Resources',
    'Outputs',
    'Parameters',
    'Conditions',
    'Mappings',
  ].map((section) => objectAt(of, section)) as [
    JsonObject,
    JsonObject,
    JsonObject,
    JsonObject,
    JsonObject,
  ];
  const lookup = lookupIn(resources);
  const isThere = (name: string) => {
    const api = implicitApiNamed(name);
    if (api) return madeOf(resources, api).length > 0;
    return name in parameters || lookup(name).length > 0;
  };
  return [resources, outputs, conditions].flatMap((section) =>
    Object.values(section).flatMap((entry) => {
      const found = referencesOf(entry);
      return [
        ...[...found.names].filter((name) => !isThere(name)),
        ...[...found.conditions].filter((name) => entriesNamed(name, conditions).length === 0),
        ...[...found.mappings].filter((name) => entriesNamed(name, mappings).length === 0),
      ];
    }),
  );
}

test('the templates of these tests have functions and loops', () => {
  const made = fc.sample(template, 200).map((each) => Object.entries(objectAt(each, 'Resources')));
  expect(made.flat().some(([, entry]) => isFunction(entry))).toBe(true);
  expect(made.flat().some(([key]) => key.startsWith('Fn::ForEach::'))).toBe(true);
});
