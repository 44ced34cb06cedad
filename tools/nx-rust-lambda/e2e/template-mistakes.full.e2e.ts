/** Every mistake through the whole validation, with linters of its own. */
import { run } from '../src/process/run';
import { ensureTool } from '../src/toolchain/tools';
import { expectCaught, findingsOf, writeMistake } from './caught-mistakes';
import { mistakes } from './template-mistakes';
import { createWorkspace, repository, type Workspace } from './workspace';

let workspace: Workspace;
let bin: string;

beforeAll(async () => {
  workspace = await createWorkspace();
  ({ bin } = await ensureTool('sam', { root: repository, run, report: () => {} }));
});
afterAll(() => workspace.dispose());

test.each(mistakes.map((mistake) => [mistake.name, mistake] as const))(
  'caught once, with its line: %s',
  async (_name, mistake) => {
    writeMistake(workspace, mistake);
    expectCaught(mistake, await findingsOf(mistake, { workspace, bin, run }));
  },
);
