import { killAtRandom } from './killed-builds';
import { killNxAtRandom } from './killed-nx';
import { TinyWorkspace } from './tiny-workspace';

test('30 killed builds', async () => {
  const workspace = new TinyWorkspace(['a']);
  const { met, faults } = await killAtRandom(workspace, 'a', 30);
  workspace.dispose();
  expect(faults).toEqual([]);
  expect(met).toBeGreaterThan(10);
});

test('30 killed builds of Nx', async () => {
  const { met, faults } = await killNxAtRandom(30);
  expect(faults).toEqual([]);
  expect(met).toBeGreaterThan(10);
});
