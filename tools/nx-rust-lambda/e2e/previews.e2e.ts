/** What is looked at before it is done, what is refused, and what is told when it fails. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listChangeSets } from '../src/aws/change-sets';
import { awsClients, type AwsClients } from '../src/aws/clients';
import { stackResources } from '../src/aws/stack-resources';
import { describeStack, latestEvents } from '../src/aws/stacks';
import type { StackDiff } from '../src/deploy/report/stack-diff';
import { localServerOf } from './local-server';
import { createWorkspace, type Workspace } from './workspace';

const stackName = 'rust-functions';
const table = `  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      TableName: orders
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]

`;
let workspace: Workspace;
let clients: AwsClients;

beforeAll(async () => {
  workspace = await createWorkspace();
  await workspace.nx(['g', 'rust-lambda', 'auth']);
  await workspace.commit();
  // The stack does not exist, but the local AWS runs then.
  await workspace.nx(['run', 'stack:outputs']);
  const { endpoint, credentials } = localServerOf(workspace.root);
  clients = awsClients({ kind: 'local', region: 'us-east-1', endpoint, credentials });
});
afterAll(() => workspace.dispose());

/** Everything that a deploy could have changed. */
async function everything() {
  const stack = await describeStack(clients, stackName);
  const stored = join(workspace.root, '.local-aws', 's3');
  return {
    stack,
    events: stack ? (await latestEvents(clients, stackName)).at(-1)?.id : undefined,
    changeSets: await listChangeSets(clients, stackName),
    objects: existsSync(stored) ? readdirSync(stored, { recursive: true }) : [],
  };
}

const available = async () =>
  (await listChangeSets(clients, stackName)).filter(
    ({ executionStatus }) => executionStatus === 'AVAILABLE',
  );

describe('before the first deploy', () => {
  test.each([
    ['a dry run', ['run', 'echo:deploy', '--dry-run']],
    ['a dry run of all', ['run-many', '-t', 'deploy', '--dryRun']],
  ])('%s tells what would be made, and makes nothing', async (_, args) => {
    const before = await everything();
    const { code, output } = await workspace.nx(args);
    expect(output).toContain(
      `stack ${stackName} would be created; nothing is changed by a dry run`,
    );
    expect(output).toMatch(
      /^ {2}add +EchoFunction +AWS::Serverless::Function +new code, [\d.]+ MB$/m,
    );
    expect(code).toBe(0);
    expect(await everything()).toEqual(before);
    expect(before.stack).toBeUndefined();
  });

  test('a diff leaves no change set, and not the stack that held it', async () => {
    const { code, output } = await workspace.nx(['run', 'echo:diff']);
    expect(output).toMatch(/^ {2}add +EchoFunctionRole +AWS::IAM::Role$/m);
    expect(code).toBe(0);
    const { stack, changeSets } = await everything();
    expect({ stack, changeSets }).toEqual({ stack: undefined, changeSets: [] });
  });
});

describe('with a stack', () => {
  const parameters = `Parameters:
  Stage: { Type: String, Default: dev }
  DbPassword: { Type: String, NoEcho: true }

`;
  const deployed = { STACK_PARAMETER_DbPassword: 'hidden-one' };
  const changed = { STACK_PARAMETER_DbPassword: 'hidden-two' };

  beforeAll(async () => {
    workspace.edit('template.yml', 'Globals:', `${parameters}Globals:`);
    workspace.edit(
      'template.yml',
      '      Description: Answers a message three times\n',
      `      Description: Answers a message three times
      Environment: { Variables: { STAGE: !Ref Stage, PASSWORD: !Ref DbPassword } }\n`,
    );
    workspace.edit('template.yml', 'Outputs:', `${table}Outputs:`);
    const { code } = await workspace.nx(['run', 'stack:deploy-all'], deployed);
    expect(code).toBe(0);
  });

  test('nothing to change is a success that says so', async () => {
    for (const args of [
      ['run', 'stack:diff', '--fail-on-changes'],
      ['run', 'echo:deploy', '--dry-run'],
    ]) {
      const { code, output } = await workspace.nx(args);
      expect(output).toContain(`no changes: stack ${stackName} is up to date`);
      expect(code).toBe(0);
    }
  });

  test('a dry run tells values before and after, and changes nothing', async () => {
    workspace.edit('template.yml', 'MemorySize: 128', 'MemorySize: 256');
    const before = await everything();
    for (const args of [
      ['run-many', '-t', 'deploy', '--dry-run'],
      ['run', 'stack:deploy-all', '--dryRun', '--no-wait'],
    ]) {
      const { code, output } = await workspace.nx(args);
      expect(output.match(/^ +MemorySize +128 -> 256$/gm)).toHaveLength(2);
      expect(output.match(/would be updated; nothing is changed/g)).toHaveLength(1);
      expect(code).toBe(0);
    }
    expect(await everything()).toEqual(before);
  });

  test('a diff shows what CloudFormation would do, and takes it back', async () => {
    workspace.edit('template.yml', 'TableName: orders', 'TableName: other');
    workspace.edit('apps/echo/main.rs', '{message}… {message}', '{message}! {message}');
    const before = await everything();
    const { code, output } = await workspace.nx(
      ['run-many', '-t', 'diff', '--parameterOverrides=Stage=prod', '--json=out/diff.json'],
      changed,
    );
    expect(code).toBe(0);
    expect(output).toMatch(/^ {2}modify +Orders +AWS::DynamoDB::Table +REPLACED$/m);
    expect(output).toMatch(/^ +TableName +orders -> other$/m);
    expect(output).toMatch(/^ +code +[0-9a-f]{12} -> [0-9a-f]{12}$/m);
    expect(output).toMatch(/^ {2}Stage +dev -> prod$/m);
    expect(output).toContain('Orders (AWS::DynamoDB::Table) would be replaced');
    const { stack, events } = await everything();
    expect({ stack, events }).toEqual({ stack: before.stack, events: before.events });
    expect(await available()).toEqual([]);
    const text = workspace.read('out/diff.json');
    expect(text + output).not.toContain('hidden');
    const found = JSON.parse(text) as StackDiff;
    expect(found.type).toBe('update');
    expect(found.parameters).toContainEqual({
      name: 'DbPassword',
      before: '****',
      after: '****',
    });
    expect(found.dataLosses).toHaveLength(1);
  });

  test('--fail-on-changes makes a diff with changes fail', async () => {
    const { code, output } = await workspace.nx(['run', 'stack:diff', '--failOnChanges']);
    expect(output).toContain('there are changes, and --fail-on-changes is given');
    expect(code).not.toBe(0);
    expect(await available()).toEqual([]);
  });

  const hasTable = async () =>
    (await stackResources(clients, stackName)).some(({ logicalId }) => logicalId === 'Orders');

  test('what holds data is neither replaced nor removed unasked', async () => {
    const before = await everything();
    const replaced = await workspace.nx(['run', 'stack:deploy-all']);
    expect(replaced.output).toContain('Orders (AWS::DynamoDB::Table) would be replaced; nothing');
    expect(replaced.code).not.toBe(0);
    workspace.edit('template.yml', table.replace('TableName: orders', 'TableName: other'), '');
    const removed = await workspace.nx(['run', 'stack:deploy-all']);
    expect(removed.output).toContain('no longer in template.yml, will be removed: Orders');
    expect(removed.output).toContain('Orders (AWS::DynamoDB::Table) would be removed; nothing');
    expect(removed.code).not.toBe(0);
    const { stack, events } = await everything();
    expect({ stack, events }).toEqual({ stack: before.stack, events: before.events });
    expect(await available()).toEqual([]);
    expect(await hasTable()).toBe(true);
  });

  test('and with --allow-data-loss it is', async () => {
    const { code } = await workspace.nx(['run', 'stack:deploy-all', '--allow-data-loss']);
    expect(code).toBe(0);
    expect(await hasTable()).toBe(false);
  });

  test('an address is not taken away unasked', async () => {
    const url = '      FunctionUrlConfig: { AuthType: NONE }\n';
    const description = '      Description: Answers a message three times\n';
    workspace.edit('template.yml', description, description + url);
    expect((await workspace.nx(['run', 'echo:deploy'])).code).toBe(0);
    workspace.edit('template.yml', url, '');
    const listed = /^ {2}EchoFunctionUrl +AWS::Lambda::Url +an address that others may know$/m;
    for (const args of [
      ['run', 'echo:deploy', '--dry-run'],
      ['run', 'echo:diff'],
    ]) {
      const { code, output } = await workspace.nx(args);
      expect(output).toMatch(listed);
      expect(output).toContain('a deploy takes addresses away only with --allow-removal');
      expect(code).toBe(0);
    }
    const refused = await workspace.nx(['run', 'echo:deploy']);
    expect(refused.output).toMatch(listed);
    expect(refused.output).toContain('nothing was changed; add --allow-removal if that is meant');
    expect(refused.code).not.toBe(0);
    expect(await available()).toEqual([]);
    const { code } = await workspace.nx(['run', 'echo:deploy', '--allow-removal']);
    expect(code).toBe(0);
  });

  test('a failed update tells resource, reason, line and state; the next run deploys all', async () => {
    const broken = `  Broken:
    Type: AWS::CloudFormation::CustomResource
    Properties:
      ServiceToken: !Sub arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:nobody

`;
    workspace.edit('template.yml', 'Outputs:', `${broken}Outputs:`);
    workspace.edit('apps/auth/main.rs', '{message}… {message}', '{message}? {message}');
    const line = workspace.read('template.yml').split('\n').indexOf('  Broken:') + 1;
    const failed = await workspace.nx(['affected', '-t', 'deploy', '--base=HEAD']);
    expect(failed.output).toMatch(
      new RegExp(`^template\\.yml:${line}: Broken failed: .*ServiceToken.* not found`, 'm'),
    );
    expect(failed.output).toContain(`stack ${stackName} is now in UPDATE_ROLLBACK_COMPLETE`);
    expect(failed.code).not.toBe(0);
    workspace.edit('template.yml', broken, '');
    const { code, output } = await workspace.nx(['affected', '-t', 'deploy', '--base=HEAD']);
    expect(output).toMatch(/^ {2}modify +AuthFunction +AWS::Lambda::Function/m);
    expect(code).toBe(0);
  });

  test('one fresh function among cached ones is one update of that function', async () => {
    workspace.edit('apps/auth/main.rs', '{message}? {message}', '{message}; {message}');
    const { code, output } = await workspace.nx(['run-many', '-t', 'deploy']);
    expect(output.match(/^changes to /gm)).toHaveLength(1);
    expect(output).toMatch(/^ {2}modify +AuthFunction /m);
    expect(output).not.toMatch(/^ {2}modify +EchoFunction /m);
    expect(code).toBe(0);
  });
});
