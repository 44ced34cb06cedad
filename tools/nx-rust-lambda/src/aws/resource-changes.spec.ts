import type { ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import { resourceChanges } from './resource-changes';

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
