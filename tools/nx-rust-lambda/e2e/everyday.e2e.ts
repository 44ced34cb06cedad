/** Environments, and what is asked of a stack every day, on the local AWS. */
import { join } from 'node:path';
import { interruptWhen } from './interrupted';
import { run } from '../src/process/run';
import { ensureTool } from '../src/toolchain/tools';
import { localServerOf } from './local-server';
import { createWorkspace, type Workspace } from './workspace';

let workspace: Workspace;
/** Another one after each start. */
const server = () => localServerOf(workspace.root);

beforeAll(async () => {
  workspace = await createWorkspace();
  // What is built for Lambda must run on this machine here.
  if (process.arch === 'x64') workspace.edit('template.yml', '[arm64]', '[x86_64]');
  workspace.edit(
    'template.yml',
    'Resources:\n',
    `Parameters:
  Stage:
    Type: String
    Default: none
  Size:
    Type: String
    Default: none
  DbPassword:
    Type: String
    NoEcho: true
    Default: none

Resources:
`,
  );
  const setting = "        SETTINGS: !Sub '${Stage}, ${Size}, ${DbPassword}'\n";
  workspace.edit('template.yml', '        RUST_LOG: info\n', `        RUST_LOG: info\n${setting}`);
  await workspace.commit();
  // Before the first deploy: there is a local AWS then, and no stack.
  const { code, output } = await workspace.nx(['run', 'stack:destroy', '--yes']);
  expect(output).toContain(
    "stack 'rust-functions' of 'local' does not exist; there is nothing to delete",
  );
  expect(code).toBe(0);
  expect((await workspace.nx(['run', 'echo:deploy'])).code).toBe(0);
});
afterAll(() => workspace.dispose());

test('resources and outputs are tables, and JSON for scripts', async () => {
  const [resources, outputs] = await Promise.all(
    ['resources', 'outputs'].map((name) =>
      workspace.nx(['run', `stack:${name}`, `--json=${name}.json`]),
    ),
  );
  expect(resources?.stdout).toMatch(
    /^ +EchoFunction +AWS::Lambda::Function +CREATE_COMPLETE +rust-functions-EchoFunction/m,
  );
  expect(JSON.parse(workspace.read('resources.json'))).toContainEqual({
    logicalId: 'EchoFunctionLogGroup',
    type: 'AWS::Logs::LogGroup',
    status: 'CREATE_COMPLETE',
    physicalId: expect.stringContaining('/aws/lambda/rust-functions-EchoFunction'),
  });
  expect(JSON.parse(workspace.read('outputs.json'))).toEqual({
    EchoFunctionArn: expect.stringContaining(':function:'),
  });
  expect([resources?.code, outputs?.code]).toEqual([0, 0]);
});

test('the log of a function, as far back as is asked', async () => {
  const before = await workspace.nx(['run', 'echo:logs']);
  expect(before.output).toMatch(
    /nothing in \/aws\/lambda\/rust-functions-EchoFunction\S* since 20/,
  );
  await workspace.nx(['run', 'echo:invoke', '--payload', '{"message":"hi"}']);
  const { code, stdout } = await workspace.nx(['run', 'echo:logs', '--since=1h']);
  expect(stdout).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z {2}.*handling event request_id=/m,
  );
  expect(code).toBe(0);
  const wrong = await workspace.nx(['run', 'echo:logs', '--since=yesterday']);
  expect(wrong.output).toMatch(/^--since=yesterday is no time; write 30s, 10m/m);
  expect(wrong.code).not.toBe(0);
});

test('a log that is followed shows each line once, until Ctrl-C ends it', async () => {
  const lines = (text: string) => text.match(/handling event request_id=\S+/g) ?? [];
  let invoked: Promise<unknown> | undefined;
  const { code, output } = await interruptWhen(
    (shown) => {
      if (lines(shown).length > 0) {
        invoked ??= workspace.nx(['run', 'echo:invoke', '--payload', '{"message":"again"}']);
      }
      return lines(shown).length > 1;
    },
    ['run', 'echo:logs', '--follow'],
    workspace.root,
  );
  await invoked;
  expect(lines(output)).toHaveLength(2);
  expect(new Set(lines(output)).size).toBe(2);
  expect(output).not.toMatch(/^ +at |fail/im);
  // Nx's own code for a command that Ctrl-C ended.
  expect(code).toBe(130);
});

const inStaging = (task: string, ...args: readonly string[]) =>
  workspace.nx(
    ['run', task, '-c', 'staging', `--endpointUrl=${server().endpoint}`, ...args],
    server().variables,
  );

test('an environment is generated once, behind what samconfig.toml has', async () => {
  const before = workspace.read('samconfig.toml');
  // The account of the local AWS.
  const generate = ['g', 'environment', 'staging', '--allowedAccount=000000000000'];
  const { output } = await workspace.nx([...generate, '--dry-run']);
  expect(output).toContain('UPDATE samconfig.toml');
  expect(workspace.read('samconfig.toml')).toBe(before);
  expect((await workspace.nx(generate)).code).toBe(0);
  const after = workspace.read('samconfig.toml');
  expect(after.startsWith(before)).toBe(true);
  const again = await workspace.nx(generate);
  expect(again.output).toContain('samconfig.toml: has staging already');
  expect(again.output).not.toMatch(/^ +at /m);
  expect(again.code).not.toBe(0);
  expect(workspace.read('samconfig.toml')).toBe(after);
});

test('an environment that was generated is deployed to, with the parameters that it has got since', async () => {
  workspace.edit(
    'samconfig.toml',
    'stack_name = "rust-functions-staging"',
    'stack_name = "rust-functions-staging"\nparameter_overrides = "Stage=file Size=file"',
  );
  const { code, output } = await inStaging('echo:deploy');
  expect(output).toMatch(/stack +rust-functions-staging/);
  expect(code).toBe(0);
  const arn = /EchoFunctionArn +(arn:\S+)/.exec(output)?.[1] ?? '';
  const answer = await server().call(`/2015-03-31/functions/${arn}/configuration`);
  expect(await answer.json()).toMatchObject({
    Environment: { Variables: { SETTINGS: 'file, file, none' } },
  });
});

test('confirm_changeset shows the changes and stops, until the command line confirms them', async () => {
  workspace.edit('samconfig.toml', '"Stage=file Size=file"', '"Stage=new Size=file"');
  workspace.edit(
    'samconfig.toml',
    '\n[staging.deploy.parameters]\n',
    '\n[staging.deploy.parameters]\nconfirm_changeset = true\n',
  );
  const stopped = await inStaging('echo:deploy');
  expect(stopped.output).toMatch(/modify +EchoFunction/);
  expect(stopped.output).toContain('add --no-confirm-changeset to make these changes');
  expect(stopped.code).not.toBe(0);
  const made = await inStaging('echo:deploy', '--no-confirm-changeset');
  expect(made.output).toMatch(/modify +EchoFunction/);
  expect(made.code).toBe(0);
});

test('a mistake in one environment stops nothing that does not go there', async () => {
  const before = workspace.read('samconfig.toml');
  workspace.write(
    'samconfig.toml',
    `${before}\n[broken.deploy.parameters]\nstack_name = 5\nparamater_overrides = "A"\n`,
  );
  expect((await workspace.nx(['show', 'projects'])).code).toBe(0);
  expect((await workspace.nx(['run', 'echo:invoke', '--payload', '{"message":"hi"}'])).code).toBe(
    0,
  );
  const broken = await workspace.nx(['run', 'echo:deploy', '-c', 'broken']);
  expect(broken.output).toMatch(
    /samconfig\.toml:\d+: environment 'broken' has 'paramater_overrides' .*did you mean parameter_overrides\?/,
  );
  expect(broken.code).not.toBe(0);
  workspace.write('samconfig.toml', `${before}\n[broken\n`);
  expect((await workspace.nx(['show', 'projects'])).code).toBe(0);
  for (const name of ['staging', 'local']) {
    const { code, output } = await workspace.nx(['run', 'echo:invoke', '-c', name]);
    expect(output).toMatch(/samconfig\.toml:\d+: is not valid TOML/);
    expect(code).not.toBe(0);
  }
  workspace.write('samconfig.toml', before);
});

test('sam reads the environment that was generated', async () => {
  const { bin } = await ensureTool('sam', { root: workspace.root, run, report: () => {} });
  const { code, stdout } = await workspace.exec(
    join(bin, 'sam'),
    ['list', 'stack-outputs', '--config-env', 'staging', '--output', 'json'],
    { ...server().variables, AWS_ENDPOINT_URL: server().endpoint, SAM_CLI_TELEMETRY: '0' },
  );
  expect(stdout).toContain('EchoFunctionArn');
  expect(code).toBe(0);
});

test('a stack in an account needs its name to be deleted, and another account deletes nothing', async () => {
  const unnamed = await inStaging('stack:destroy', '--yes');
  expect(unnamed.output).toContain('add --stack=rust-functions-staging');
  expect(unnamed.code).not.toBe(0);
  workspace.edit('samconfig.toml', '"000000000000"', '"123456789012"');
  const named = ['--yes', '--stack=rust-functions-staging'];
  const wrong = await inStaging('stack:destroy', ...named);
  workspace.edit('samconfig.toml', '"123456789012"', '"000000000000"');
  expect(wrong.output).toContain(
    "environment 'staging' allows account 123456789012, and these credentials are of 000000000000",
  );
  expect(wrong.output).not.toContain('EchoFunction');
  expect(wrong.code).not.toBe(0);
  const { code, output } = await inStaging('stack:destroy', ...named);
  expect(output).toContain('deleted stack rust-functions-staging of staging');
  expect(code).toBe(0);
});

test('a NoEcho parameter on the command line is refused before Nx prints or keeps it', async () => {
  const { code, output } = await workspace.nx([
    'run',
    'echo:deploy',
    '--parameterOverrides=DbPassword=hunter2',
  ]);
  expect(output).toContain('set the variable STACK_PARAMETER_DbPassword instead');
  expect(output).not.toContain('hunter2');
  expect(code).not.toBe(0);
  const kept = await workspace.exec('grep', ['-rla', 'hunter2', '.nx']);
  expect(kept.stdout).toBe('');
});

test('destroy lists first, deletes with --yes, and is done when there is nothing', async () => {
  const listed = await workspace.nx(['run', 'stack:destroy']);
  expect(listed.output).toMatch(/^ +EchoFunction +AWS::Lambda::Function/m);
  expect(listed.output).toContain(
    "nothing was deleted; to delete stack 'rust-functions' of 'local' and what is listed above, add --yes",
  );
  expect(listed.code).not.toBe(0);
  const deleted = await workspace.nx(['run', 'stack:destroy', '--yes']);
  expect(deleted.output).toMatch(/DELETE_COMPLETE +EchoFunction /);
  expect(deleted.output).toContain('deleted stack rust-functions of local');
  expect(deleted.code).toBe(0);
  const gone = await workspace.nx(['run', 'echo:logs']);
  expect(gone.output).toContain(
    "EchoFunction is not deployed to 'local' (stack rust-functions); deploy it with npx nx run echo:deploy",
  );
});
