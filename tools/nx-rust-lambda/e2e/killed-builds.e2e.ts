import { killAtRandom } from './killed-builds';
import { killNxAtRandom } from './killed-nx';
import { TinyWorkspace } from './tiny-workspace';

test('a killed cargo leaves nothing that the next build takes for its own', async () => {
  const workspace = new TinyWorkspace(['a']);
  const { faults } = await killAtRandom(workspace, 'a', 3);
  workspace.dispose();
  expect(faults).toEqual([]);
});

test('nor does a killed nx, worker or cargo, and what had been compiled is not compiled again', async () => {
  const { faults } = await killNxAtRandom(3);
  expect(faults).toEqual([]);
});
