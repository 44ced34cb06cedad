/**
 * Mistakes in template.yml and samconfig.toml that the local AWS accepts: each is refused before it, once
 * and with its line. cfn-lint looks at all of them in one go, because its start is most of its time;
 * template-mistakes.full.e2e.ts starts both linters for each.
 */
import { basename } from 'node:path';
import type { Run } from '../src/process/run';
import { run } from '../src/process/run';
import { ensureTool } from '../src/toolchain/tools';
import { expectCaught, findingsOf, writeMistake } from './caught-mistakes';
import { mistakes } from './template-mistakes';
import { createWorkspace, repository, type Workspace } from './workspace';

let workspace: Workspace;
let bin: string;
let linted: readonly { readonly Filename: string }[];

beforeAll(async () => {
  workspace = await createWorkspace();
  ({ bin } = await ensureTool('sam', { root: repository, run, report: () => {} }));
  const files = mistakes.map((mistake) => writeMistake(workspace, mistake));
  const args = ['--format', 'json', '--regions', 'us-east-1', '--', ...files];
  linted = JSON.parse((await workspace.exec(`${bin}/cfn-lint`, args)).stdout) as typeof linted;
});
afterAll(() => workspace.dispose());

/** cfn-lint's findings in one file, and no `sam validate`: its own are left out after any other. */
const answered: Run = async ({ program, args }) => {
  const own = linted.filter(({ Filename }) => Filename === args.at(-1));
  const stdout = basename(program) === 'cfn-lint' ? JSON.stringify(own) : '';
  return { type: 'exited', code: 0, stdout, stderr: '' };
};

test.each(mistakes.map((mistake) => [mistake.name, mistake] as const))(
  'caught once, with its line: %s',
  async (_name, mistake) => {
    const with_ = mistake.says === 'sam validate' ? run : answered;
    expectCaught(mistake, await findingsOf(mistake, { workspace, bin, run: with_ }));
  },
);

test('one of them stops the validation, and nothing is deployed', async () => {
  workspace.edit('template.yml', 'Timeout: 3', 'Timeout: 1000');
  const { code, output } = await workspace.nx(['run', 'echo:deploy']);
  workspace.edit('template.yml', 'Timeout: 1000', 'Timeout: 3');
  expect(output).toContain(
    'template.yml:12: error: Timeout 1000 is not between 1 and 900 seconds (nx-rust-lambda)',
  );
  expect(output).not.toContain('changes to ');
  expect(code).not.toBe(0);
});

test('the documentation has every mistake of the table', () => {
  const rows = workspace.read('docs/template-mistakes.md').match(/^\| (.*?) +\|/gm) ?? [];
  const documented = rows.map((cell) => cell.replace(/^\| (.*?) +\|$/, '$1'));
  expect(documented).toEqual(expect.arrayContaining(mistakes.map(({ name }) => name)));
});
