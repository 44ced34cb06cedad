/**
 * Ctrl-C in a terminal while a deploy runs: the answer of AWS that comes next is held back until the key
 * is pressed, so that every moment can be met.
 */
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listChangeSets } from '../src/aws/change-sets';
import { awsClients, type AwsClients } from '../src/aws/clients';
import { describeStack } from '../src/aws/stacks';
import { localServerOf } from './local-server';
import { startCheckingProxy, type ScriptedAws } from './scripted-aws/scripted-aws';
import { createWorkspace, type Outcome, type Workspace } from './workspace';

const stackName = 'rust-functions';
const recordFile = '.local-aws/server.json';
let workspace: Workspace;
let record: string;
let sign: string;
let aws: ScriptedAws;
let clients: AwsClients;
/** The operation whose next answer is held back. */
let held: string | undefined;
/** How many answers about the stack say that it is busy. */
let busy = 0;

beforeAll(async () => {
  workspace = await createWorkspace();
  // The stack does not exist, but the local AWS runs then.
  await workspace.nx(['run', 'stack:outputs']);
  record = workspace.read(recordFile);
  const { endpoint, credentials } = localServerOf(workspace.root);
  sign = join(workspace.root, '.local-aws', 'press');
  aws = await startCheckingProxy(endpoint, async ({ operation }, body) => {
    if (operation === 'DescribeStacks' && busy > 0) {
      busy--;
      const text = String(body).replace(/(<StackStatus>[A-Z]+)_COMPLETE/, '$1_IN_PROGRESS');
      return Buffer.from(text);
    }
    if (operation !== held) return body;
    held = undefined;
    writeFileSync(sign, '');
    while (!existsSync(`${sign}.pressed`)) await sleep(20);
    // The signal is on its way.
    await sleep(200);
    return body;
  });
  workspace.write(
    recordFile,
    JSON.stringify({ ...JSON.parse(record), port: Number(new URL(aws.endpoint).port) }),
  );
  clients = awsClients({ kind: 'local', region: 'us-east-1', endpoint: aws.endpoint, credentials });
});
afterAll(async () => {
  await aws.close();
  workspace.write(recordFile, record);
  await workspace.dispose();
});
beforeEach(() => {
  for (const file of [sign, `${sign}.pressed`]) rmSync(file, { force: true });
});
afterEach(() => expect(aws.violations).toEqual([]));

async function interruptedAt(operation: string, ...args: string[]): Promise<Outcome> {
  held = operation;
  const nx = [process.execPath, 'node_modules/nx/dist/bin/nx.js', ...args];
  const script = 'tools/nx-rust-lambda/e2e/in-terminal.py';
  const outcome = await workspace.exec('python3', [script, `--ctrl-c-at=${sign}`, ...nx]);
  expect(outcome.code).not.toBe(0);
  // Nx has not had to kill its worker, which it does after 5 s.
  expect(Date.now() - statSync(`${sign}.pressed`).mtimeMs).toBeLessThan(4_500);
  return outcome;
}

const left = async () => ({
  stack: await describeStack(clients, stackName),
  changeSets: (await listChangeSets(clients, stackName)).filter(
    ({ executionStatus }) => executionStatus !== 'EXECUTE_COMPLETE',
  ),
});

test.each([
  ['deploy', 'PutObject'],
  ['deploy', 'CreateChangeSet'],
  ['deploy', 'DescribeChangeSet'],
  ['diff', 'CreateChangeSet'],
])('a first %s that is interrupted at %s leaves nothing', async (target, operation) => {
  const { output } = await interruptedAt(operation, 'run', `echo:${target}`);
  expect(output).toContain(
    `interrupted: nothing of ${stackName} was changed, and no change set is left`,
  );
  expect(await left()).toEqual({ stack: undefined, changeSets: [] });
});

test('after the execution CloudFormation goes on, and the next deploy follows it', async () => {
  const { output } = await interruptedAt('ExecuteChangeSet', 'run', 'echo:deploy');
  expect(output).toContain(
    `interrupted: CloudFormation goes on with its update of ${stackName}; the next deploy follows it`,
  );
  busy = 3;
  const next = await workspace.nx(['run', 'echo:deploy']);
  expect(next.output).toMatch(
    /is in CREATE_IN_PROGRESS; following the deploy that process \d+ started at \d{4}-.*Z$/m,
  );
  expect(next.output).toContain(`no changes: stack ${stackName} is up to date`);
  expect(next.code).toBe(0);
  expect((await left()).stack?.status).toBe('CREATE_COMPLETE');
});

test('an interrupted update leaves the stack as it was, and the next run deploys all', async () => {
  workspace.edit('apps/echo/main.rs', '{message}… {message}', '{message}! {message}');
  const before = await left();
  await interruptedAt('DescribeChangeSet', 'affected', '-t', 'deploy', '--base=HEAD');
  expect(await left()).toEqual(before);
  const next = await workspace.nx(['affected', '-t', 'deploy', '--base=HEAD']);
  expect(next.output).toMatch(/^ {2}modify +EchoFunction /m);
  expect(next.code).toBe(0);
});

test('a deploy that waits for another one ends at once, too', async () => {
  busy = Number.POSITIVE_INFINITY;
  const { output } = await interruptedAt('DescribeStackEvents', 'run', 'echo:deploy');
  busy = 0;
  expect(output).toContain('following the deploy that process');
  expect(output).toContain(`interrupted: nothing of ${stackName} was changed`);
});
