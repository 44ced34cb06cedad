import * as fc from 'fast-check';
import { objectAt, type Json, type JsonObject } from '../template/sam-template';
import { composeTemplate } from './deploy-plan';

describe('for any two templates', () => {
  const functionNames = ['Fa', 'Fb', 'Fc', 'Fd'];
  const names = [...functionNames, 'Ra', 'Rb', 'Rc', 'Rd', 'Re'];
  const reference = fc.constantFrom(...names, 'P').map((Ref): Json => ({ Ref }));
  const resource = (name: string) =>
    fc
      .record({ value: fc.nat(3), references: fc.array(reference, { maxLength: 2 }) })
      .map(({ value, references }): JsonObject => ({
        Type: functionNames.includes(name) ? 'AWS::Serverless::Function' : 'AWS::Some::Resource',
        Properties: { Value: value, References: references },
      }));
  const template = fc
    .subarray(names)
    .chain((chosen) =>
      fc.tuple(...chosen.map((name) => resource(name).map((r) => [name, r] as const))),
    )
    .map((entries): JsonObject => ({
      Parameters: { P: { Type: 'String' } },
      Resources: Object.fromEntries(entries),
    }));
  const input = fc.record({
    local: template,
    deployed: template,
    scope: fc.subarray(functionNames),
    extent: fc.constantFrom('functions' as const, 'shared' as const),
  });

  test('every pinned resource is whole as deployed, and a scoped deploy removes nothing', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { template: composed, pinned, inScope, removed } = composeTemplate(given);
        const resources = objectAt(composed, 'Resources');
        const before = objectAt(given.deployed, 'Resources');
        for (const id of pinned) expect(resources[id]).toEqual(before[id]);
        for (const id of Object.keys(before)) expect(resources).toHaveProperty(id);
        expect([...pinned, ...inScope].sort()).toEqual(Object.keys(resources).sort());
        expect(removed).toEqual([]);
      }),
    );
  });

  test('no function out of scope is ever taken from template.yml', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { inScope } = composeTemplate(given);
        const functions = inScope.filter((id) => functionNames.includes(id));
        expect(functions.every((id) => given.scope.includes(id))).toBe(true);
      }),
    );
  });

  test('composing again over the result changes nothing', () => {
    fc.assert(
      fc.property(input, (given) => {
        const once = composeTemplate(given).template;
        const twice = composeTemplate({ ...given, deployed: once }).template;
        expect(twice).toEqual(once);
      }),
    );
  });
});
