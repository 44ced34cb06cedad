import { killAtRandom } from './killed-builds';
import { TinyWorkspace } from './tiny-workspace';

test('a killed cargo leaves nothing that the next build takes for its own', async () => {
  const workspace = new TinyWorkspace(['a']);
  const { faults } = await killAtRandom(workspace, 'a', 3);
  workspace.dispose();
  expect(faults).toEqual([]);
});
