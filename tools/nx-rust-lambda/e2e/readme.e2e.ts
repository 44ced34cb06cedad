import { createWorkspace, repository, type Outcome, type Workspace } from './workspace';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.dispose());

/** The first block of commands, without comments. */
const block = /```sh\n([\s\S]*?)```/.exec(readFileSync(join(repository, 'README.md'), 'utf8'));
const commands = (block?.[1] ?? '')
  .split('\n')
  .map((line) => line.replace(/\s+#.*$/, '').trim())
  .filter((line) => line !== '');

/** What a newcomer looks for in the output of each. */
const expected: Record<string, RegExp> = {
  'npm start': /hello… hello… hello…/,
  'npx nx g rust-lambda auth': /CREATE apps\/auth\/Cargo\.toml/,
  'npx nx affected -t build': /Successfully ran target build for 2 projects/,
  'npx nx run auth:deploy': /add +AuthFunction +AWS::Lambda::Function/,
  [`npx nx run auth:invoke --payload '{"message":"hi"}'`]: /"echo": ?"hi… hi… hi…"/,
  'npm stop': /stopped/,
};

test('the block is the one that is checked here', () => {
  expect(commands).toEqual(Object.keys(expected));
});

test.each(commands)('%s', async (command) => {
  const outcome: Outcome = await workspace.exec('sh', ['-c', command]);
  expect(outcome.output).toMatch(expected[command] ?? /^$/);
  expect(outcome.code).toBe(0);
});

test('nothing runs after npm stop', async () => {
  const { output } = await workspace.exec('sh', ['-c', 'npm stop']);
  expect(output).toMatch(/not running|nothing/);
});
