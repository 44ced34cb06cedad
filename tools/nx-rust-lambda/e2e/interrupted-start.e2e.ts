import { killWhen } from './killed';
import { createWorkspace, type Workspace } from './workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.dispose());

test('npm start that was killed half-way ends well when it is started again', async () => {
  // The first is killed before or in the build, the second in the deploy or just before it.
  const met = [];
  for (const seconds of [3, 6]) {
    met.push(await killWhen((passed) => passed > seconds, 'npm', ['start'], workspace.root));
  }
  expect(met[0]).toBe(true);
  const { code, output } = await workspace.exec('npm', ['start']);
  expect(output).toContain('hello… hello… hello…');
  expect(code).toBe(0);
});
