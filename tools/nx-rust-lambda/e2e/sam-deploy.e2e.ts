/** Plain `sam build && sam deploy`, against a local AWS that really runs the binary. */
import { join } from 'node:path';
import { startLocalAws } from '../src/deploy/local-aws/local-aws';
import { run, startDetached } from '../src/process/run';
import { ensureTool } from '../src/toolchain/tools';
import { localServerOf } from './local-server';
import { createWorkspace, repository, type Workspace } from './workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});
afterAll(() => workspace.dispose());

test('sam build && sam deploy give a function that answers', async () => {
  const tools = { root: repository, run, report: () => {} };
  const { bin } = await ensureTool('sam', tools);
  const server = await startLocalAws({
    root: workspace.root,
    python: async () => (await ensureTool('ministack', tools)).python,
    startDetached,
    report: () => {},
  });
  // The local AWS runs what it is given on this machine, whatever the template calls it.
  if (process.arch === 'x64') workspace.edit('template.yml', '[arm64]', '[x86_64]');
  const sam = (...args: string[]) =>
    workspace.exec(join(bin, 'sam'), args, {
      SAM_CLI_TELEMETRY: '0',
      SAM_CLI_POLL_DELAY: '0.2',
      AWS_ENDPOINT_URL: server.url,
      ...localServerOf(workspace.root).variables,
      AWS_DEFAULT_REGION: 'us-east-1',
    });
  expect(await sam('build')).toMatchObject({ code: 0 });
  expect(await sam('deploy')).toMatchObject({ code: 0 });
  const event = JSON.stringify({ message: 'hi' });
  const invoked = await sam('remote', 'invoke', 'EchoFunction', '--event', event);
  expect(invoked).toMatchObject({ code: 0 });
  expect(JSON.parse(invoked.stdout)).toEqual({ echo: 'hi… hi… hi…' });

  const again = await sam('deploy');
  expect(again).toMatchObject({ code: 0 });
  expect(again.output).toContain('No changes to deploy');
});
