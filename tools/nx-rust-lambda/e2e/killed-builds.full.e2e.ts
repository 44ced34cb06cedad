import { killAtRandom } from './killed-builds';
import { TinyWorkspace } from './tiny-workspace';

test('30 killed builds', async () => {
  const workspace = new TinyWorkspace(['a']);
  const { met, faults } = await killAtRandom(workspace, 'a', 30);
  workspace.dispose();
  expect(faults).toEqual([]);
  expect(met).toBeGreaterThan(10);
});
