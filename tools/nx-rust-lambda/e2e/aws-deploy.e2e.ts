/**
 * Whole deploys on the local AWS, with a proxy between that refuses what a real account would: every
 * call of them holds what the services' models ask for.
 */
import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChangeSet, deleteChangeSet, listChangeSets } from '../src/aws/change-sets';
import { accountId, awsClients, type AwsClients } from '../src/aws/clients';
import type { LocalCredentials } from '../src/aws/target';
import { functionConfiguration } from '../src/aws/functions';
import { logGroupOf, logReader } from '../src/aws/logs';
import { invoke } from '../src/aws/invocation';
import { startDeletion, stackResources } from '../src/aws/stack-resources';
import { describeStack, physicalId } from '../src/aws/stacks';
import {
  findEnvironment,
  parseEnvironments,
  type Environment,
} from '../src/deploy/environment/environment';
import { startLocalAws, stopLocalAws } from '../src/deploy/local-aws/local-aws';
import { archiveName, zipBootstrap } from '../src/deploy/packaging/code-archive';
import { packageTemplate } from '../src/deploy/packaging/packaging';
import { performDeploy } from '../src/deploy/perform-deploy';
import { run, startDetached } from '../src/process/run';
import { parseTemplate } from '../src/sam/sam-template';
import { ensureTool } from '../src/toolchain/tools';
import { planned } from './scripted-aws/account';
import { startCheckingProxy, type ScriptedAws } from './scripted-aws/scripted-aws';
import { repository } from './workspace';

const stackName = 'checked';
let root: string;
let aws: ScriptedAws;
let clients: AwsClients;
const silent = () => undefined;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'nx-rust-lambda-aws-'));
  const python = async () =>
    (await ensureTool('ministack', { root: repository, run, report: silent })).python;
  const local = await startLocalAws({ root, python, startDetached, report: silent });
  const { credentials } = local;
  aws = await startCheckingProxy(local.url);
  clients = awsClients({
    kind: 'local',
    region: 'eu-central-1',
    endpoint: aws.endpoint,
    credentials,
  });
});
afterAll(async () => {
  await aws.close();
  await stopLocalAws({ root });
  rmSync(root, { recursive: true, force: true });
});
afterEach(() => expect(aws.violations).toEqual([]));

const template = (memory: number, more = '') => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Echo:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: ., Handler: bootstrap, Runtime: provided.al2023, MemorySize: ${memory} }
${more}
Outputs:
  Arn: { Value: !GetAtt Echo.Arn }
`;

function environment(): Environment {
  const parameters = `stack_name="${stackName}"\nregion="eu-central-1"\ncapabilities="CAPABILITY_IAM CAPABILITY_AUTO_EXPAND"`;
  return findEnvironment(parseEnvironments(`[default.global.parameters]\n${parameters}`), 'local');
}

/** A bootstrap of a few bytes: what is deployed here never runs. */
function bootstrap(text: string) {
  const file = join(root, 'bootstrap');
  writeFileSync(file, text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { file, sha256, size: text.length, target: 'host' };
}

const archived = (content: string) =>
  Buffer.from(zipBootstrap(Buffer.from(content), 'stored').bytes);

async function running(): Promise<string | undefined> {
  const name = await physicalId(clients, stackName, 'Echo');
  return (await functionConfiguration(clients, name ?? ''))?.CodeSha256;
}

async function deploy(text: string, content = 'one') {
  const code = new Map([['Echo', bootstrap(content)]]);
  const sam = () => Promise.reject(new Error('nothing for sam here'));
  const account = await accountId(clients);
  const context = { root, environment: environment(), account, clients, run, report: silent, sam };
  return performDeploy({
    environment: context.environment,
    clients,
    template: parseTemplate(text, 'template.yml'),
    askedParameters: new Map(),
    code,
    projectFunctions: ['Echo'],
    extent: 'whole',
    packageTemplate: (composed, changed) => packageTemplate(context, composed, changed),
    commandFor: (ids) => ids.join(' '),
    report: silent,
    wait: true,
    recreate: false,
    allowDataLoss: false,
    allowRemoval: false,
    signal: undefined,
  });
}

test('a first deploy, the same again, new code, and a property', async () => {
  expect(await accountId(clients)).toMatch(/^\d{12}$/);
  expect(await deploy(template(128))).toMatchObject({ type: 'deployed' });
  expect(await deploy(template(128))).toMatchObject({ type: 'no-changes' });
  expect(await deploy(template(128), 'two')).toMatchObject({ type: 'deployed' });
  expect(await deploy(template(256), 'two')).toMatchObject({ type: 'deployed' });
  expect(await describeStack(clients, stackName)).toMatchObject({
    status: 'UPDATE_COMPLETE',
    terminationProtection: false,
  });
  const created = aws.inputsOf('CreateChangeSet');
  expect(created.map((input) => input['ChangeSetType'])).toEqual(['CREATE', 'UPDATE', 'UPDATE']);
});

/** What a bucket has under the name of this code before it is sent, and how it came there. */
test.each<[string, (place: { Bucket: string; Key: string; Body: Buffer }) => PutObjectCommand]>([
  ['without a checksum', (place) => new PutObjectCommand(place)],
  [
    'with a checksum of its own',
    (place) => new PutObjectCommand({ ...place, ChecksumAlgorithm: 'SHA256' }),
  ],
])('an object put under the name of new code %s is not deployed', async (how, put) => {
  const { sha256 } = bootstrap(how);
  const name = archiveName(sha256, zipBootstrap(Buffer.from(how), 'stored'));
  const place = { Bucket: 'nx-rust-lambda-artifacts', Key: `stored/${name}` };
  await clients.s3.send(put({ ...place, Body: archived('evil') }));
  expect(await deploy(template(256), how)).toMatchObject({ type: 'deployed' });
  expect(await running()).toBe(zipBootstrap(Buffer.from(how), 'stored').sha256);
});

test('an object that is replaced before Lambda reads it fails the deploy', async () => {
  const own = clients;
  const attacked = await startCheckingProxy(aws.endpoint, async ({ operation, input }, body) => {
    if (operation === 'PutObject') {
      const { Bucket, Key } = input as { Bucket: string; Key: string };
      await own.s3.send(new PutObjectCommand({ Bucket, Key, Body: archived('evil') }));
    }
    return body;
  });
  const { credentials } = own.target as { credentials: LocalCredentials };
  const target = { kind: 'local', region: 'eu-central-1', credentials } as const;
  clients = awsClients({ ...target, endpoint: attacked.endpoint });
  await expect(deploy(template(256), 'three')).rejects.toThrow(
    /^stack checked was updated, but Echo runs code with the checksum .* somebody else wrote/,
  );
  clients = own;
  await attacked.close();
  // CloudFormation sees no change in that.
  expect(await deploy(template(256), 'three')).toMatchObject({ type: 'deployed' });
  expect(await running()).toBe(zipBootstrap(Buffer.from('three'), 'stored').sha256);
  expect(await deploy(template(256), 'three')).toMatchObject({ type: 'no-changes' });
  expect(await deploy(template(256), 'two')).toMatchObject({ type: 'deployed' });
});

test('an update that fails', async () => {
  const broken =
    '  Broken: { Type: AWS::CloudFormation::CustomResource, Properties: { ServiceToken: x } }';
  expect(await deploy(template(256, broken), 'two')).toMatchObject({
    type: 'failed',
    logicalId: 'Broken',
    status: 'UPDATE_ROLLBACK_COMPLETE',
  });
});

test('a template of more than 51,200 bytes goes through S3', async () => {
  const before = aws.inputsOf('CreateChangeSet').length;
  const long = `Metadata: { Long: ${'a'.repeat(52_000)} }${template(512)}`;
  expect(await deploy(long, 'two')).toMatchObject({ type: 'deployed' });
  const [input] = aws.inputsOf('CreateChangeSet').slice(before);
  expect(input?.['TemplateURL']).toMatch(/\/template\/[0-9a-f]{64}\.json$/);
  expect(input?.['TemplateBody']).toBeUndefined();
});

test('a change set that is looked at, listed and removed', async () => {
  const made = await createChangeSet(clients, {
    ...planned,
    stackName,
    template: { body: template(1024).replace('CodeUri: .', 'CodeUri: s3://bucket/key') },
    parameters: {},
    roleArn: undefined,
  });
  if (made.type !== 'ready') throw new Error(JSON.stringify(made));
  expect(made.changes.map(({ logicalId }) => logicalId)).toContain('Echo');
  const available = async () =>
    (await listChangeSets(clients, stackName))
      .filter(({ executionStatus }) => executionStatus === 'AVAILABLE')
      .map(({ id }) => id);
  expect(await available()).toEqual([made.id]);
  await deleteChangeSet(clients, made.id);
  expect(await available()).toEqual([]);
});

test('a resource is found, a function called, the stack deleted', async () => {
  const id = await physicalId(clients, stackName, 'Echo');
  expect(id).toContain('Echo');
  expect(await invoke(clients, 'no-such-function', '{}')).toBeUndefined();
  const resources = await stackResources(clients, stackName);
  expect(resources.map(({ logicalId }) => logicalId)).toEqual(expect.arrayContaining(['Echo']));
  const group = await logGroupOf(clients, id ?? '');
  expect(await logReader(clients, group ?? '')(0)).toBeUndefined();
  expect(await startDeletion(clients, stackName)).toBeUndefined();
});

test('nothing that a deploy calls went past the checks', () => {
  const services = new Set(aws.requests.map(({ service }) => service));
  expect([...services].sort()).toEqual(['cloudformation', 'lambda', 'logs', 's3', 'sts']);
  const operations = new Set(aws.requests.map(({ operation }) => operation));
  expect([...operations]).toEqual(
    expect.arrayContaining(['CreateBucket', 'PutObject', 'CreateChangeSet', 'ExecuteChangeSet']),
  );
});
