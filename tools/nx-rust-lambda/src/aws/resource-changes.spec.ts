import type { ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import { resourceChanges, type PropertyChange } from './resource-changes';

const byReference: ResourceChangeDetail = {
  Target: { Attribute: 'Properties', Name: 'Environment', RequiresRecreation: 'Never' },
  Evaluation: 'Dynamic',
  ChangeSource: 'ResourceAttribute',
  CausingEntity: 'Echo.Arn',
};
const direct: ResourceChangeDetail = {
  Target: { Attribute: 'Properties', Name: 'MemorySize', RequiresRecreation: 'Never' },
  Evaluation: 'Static',
  ChangeSource: 'DirectModification',
};

test.each<[string, ResourceChangeDetail[], boolean]>([
  ['an attribute of what changes', [byReference], true],
  ['that and a property of its own', [byReference, direct], false],
  ['a value that only the execution knows', [{ ...direct, Evaluation: 'Dynamic' }], false],
  ['no cause given', [], false],
])('listed for %s', (_, Details, expected) => {
  const [change] = resourceChanges([{ ResourceChange: { Action: 'Modify', Details } }]);
  expect(change?.isByReferenceOnly).toBe(expected);
});

const properties = (target: object) => ({
  Target: { Attribute: 'Properties' as const, RequiresRecreation: 'Never' as const, ...target },
});
const size = { path: '/Properties/MemorySize' };

test.each<[string, object, PropertyChange[]]>([
  [
    'values beside the property',
    {
      Details: [properties({ Path: '/Properties/MemorySize', BeforeValue: '1', AfterValue: '2' })],
    },
    [{ ...size, before: '1', after: '2' }],
  ],
  [
    'values in the contexts only',
    {
      Details: [properties({ Path: '/Properties/Tags/0' })],
      BeforeContext: '{"Properties":{"Tags":[{"Key":"a"}]}}',
      AfterContext: '{"Properties":{"Tags":["b"]}}',
    },
    [
      {
        path: '/Properties/Tags/0',
        before: '{"Key":"a"}',
        after: 'b',
      },
    ],
  ],
  [
    'a name with a slash',
    {
      Details: [properties({ Path: '/Properties/a~1b' })],
      BeforeContext: '{"Properties":{"a/b":"1"}}',
    },
    [{ path: '/Properties/a~1b', before: '1', after: undefined }],
  ],
  [
    'no values asked for',
    { Details: [properties({ Name: 'MemorySize' })] },
    [{ ...size, before: undefined, after: undefined }],
  ],
  [
    'another attribute',
    { Details: [{ Target: { Attribute: 'Metadata', RequiresRecreation: 'Never' } }] },
    [{ path: '/Metadata', before: undefined, after: undefined }],
  ],
  [
    'the same property for two causes',
    {
      Details: [
        properties({ Name: 'Role', Path: '/Properties/Role', BeforeValue: 'a', AfterValue: 'b' }),
        properties({
          Name: 'Role',
          Path: '/Properties/Role',
          RequiresRecreation: 'Conditionally' as const,
        }),
      ],
    },
    [
      {
        path: '/Properties/Role',
        before: 'a',
        after: 'b',
      },
    ],
  ],
  ['an added resource', { Action: 'Add' }, []],
])('details of a change: %s', (_, change, details) => {
  expect(resourceChanges([{ ResourceChange: change }])).toMatchObject([{ details }]);
});

test('what is no resource is left out', () => {
  expect(resourceChanges([{ Type: 'Resource' }])).toEqual([]);
});
