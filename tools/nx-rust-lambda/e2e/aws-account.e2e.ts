/**
 * What a real account does to those who call it and the local AWS does not: it throttles, gives
 * lists in pages, is slow, and loses answers. Every request is checked against the services' models.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  createChangeSet,
  deleteChangeSet,
  executeChangeSet,
  listChangeSets,
} from '../src/aws/change-sets';
import { accountId, type AwsClients } from '../src/aws/clients';
import { functionUrl } from '../src/aws/function-url';
import { invoke } from '../src/aws/invocation';
import { logGroupOf, logReader } from '../src/aws/logs';
import { ownedResources } from '../src/aws/owned-names';
import { stackResources, startDeletion } from '../src/aws/stack-resources';
import { deployedTemplate } from '../src/aws/stacks';
import { physicalId, stackEvents } from '../src/aws/stacks';
import { ensureBucket, ensureObject } from '../src/aws/storage';
import { at, planned, stackIn, stackName, stackOf, withAws } from './scripted-aws/account';
import type { AwsError } from './scripted-aws/answers';
import { slowDown, throttling, type Answers, type Script } from './scripted-aws/scripted-aws';

const changes = (...ids: string[]) =>
  ids.map((LogicalResourceId) => ({ ResourceChange: { Action: 'Modify', LogicalResourceId } }));

// Waits between attempts are a random part of a growing maximum.
beforeAll(() => jest.spyOn(Math, 'random').mockReturnValue(0.02));
afterAll(() => jest.restoreAllMocks());

const missing = { code: 'NotFound', message: '', status: 404 };
const own = { name: 'a-bucket', owner: '123456789012' };
const bucket = (clients: AwsClients) => ensureBucket(clients, own);
const bytes = Buffer.from('a');
const sha256 = createHash('sha256').update(bytes).digest('base64');
const object = (clients: AwsClients) =>
  ensureObject(clients, { bucket: own, key: 'a' }, { bytes, sha256 });

/** Operation, what it answers in the end, and the call that leads to it. */
const calls: [string, Answers, (clients: AwsClients) => Promise<unknown>][] = [
  ['GetCallerIdentity', [{ Account: '1' }], accountId],
  ['DescribeStacks', [stackIn('UPDATE_COMPLETE')], stackOf],
  ['GetTemplate', [{ TemplateBody: '{}' }], (clients) => deployedTemplate(clients, stackName)],
  ['ListChangeSets', [{}], (clients) => listChangeSets(clients, stackName)],
  ['DescribeStackEvents', [{}], (clients) => stackEvents(clients, stackName, undefined)],
  ['DescribeStackResource', [{}], (clients) => physicalId(clients, stackName, 'Echo')],
  ['CreateChangeSet', [{ Id: 'id' }], (clients) => createChangeSet(clients, planned)],
  ['DescribeChangeSet', [{ Status: 'CREATE_COMPLETE' }], (c) => createChangeSet(c, planned)],
  ['ExecuteChangeSet', [{}], (c) => executeChangeSet(c, 'id', { clientRequestToken: 'nx-1' })],
  ['DeleteChangeSet', [{}], (clients) => deleteChangeSet(clients, 'id')],
  ['DeleteStack', [{}], (clients) => startDeletion(clients, stackName)],
  ['ListStackResources', [{}], (clients) => stackResources(clients, stackName)],
  ['ListStacks', [{ StackSummaries: [] }], (clients) => ownedResources(clients, stackName)],
  ['FilterLogEvents', [{}], (clients) => logReader(clients, '/aws/lambda/echo')(0)],
  ['GetFunctionConfiguration', [{}], (clients) => logGroupOf(clients, 'echo')],
  ['Invoke', [{ Payload: '{}' }], (clients) => invoke(clients, 'echo', '{}')],
  [
    'GetFunctionUrlConfig',
    [{ FunctionUrl: 'https://a.lambda-url.eu-central-1.on.aws/' }],
    (clients) => functionUrl(clients, 'echo', 'live'),
  ],
  ['HeadBucket', [{}], bucket],
  ['CreateBucket', [{}], bucket],
  ['HeadObject', [missing], object],
  ['PutObject', [{}], object],
];

/** Each service has a word of its own for it. */
function throttlingOf(operation: string): AwsError {
  if (/Bucket|Object/.test(operation)) return slowDown;
  if (/Log/.test(operation)) return { code: 'ThrottlingException', message: 'Rate exceeded' };
  return /Invoke|Function/.test(operation)
    ? { code: 'TooManyRequestsException', message: 'Rate exceeded', status: 429 }
    : throttling;
}

test('every command that src/aws sends has a row here', () => {
  const folder = join(__dirname, '../src/aws');
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const sent = sources.flatMap((text) =>
    [...text.matchAll(/new (\w+)Command\(/g)].map(([, name = '']) => name),
  );
  expect([...new Set(sent)].sort()).toEqual(calls.map(([operation]) => operation).sort());
});

test.each(calls)('%s: throttled twice, then answered', async (operation, answers, call) => {
  const usual: Script = {
    DescribeStacks: [stackIn('UPDATE_COMPLETE')],
    CreateChangeSet: [{ Id: 'id' }],
    DescribeChangeSet: [{ Status: 'CREATE_COMPLETE' }],
    HeadObject: [missing],
    HeadBucket: [missing],
  };
  const busy = { code: 'ServiceUnavailable', message: 'slow down', status: 503 };
  const script = { ...usual, [operation]: [throttlingOf(operation), busy, ...answers] };
  await withAws(script, async (clients, aws) => {
    await call(clients);
    expect(aws.inputsOf(operation)).toHaveLength(3);
    const [first, ...again] = aws.inputsOf(operation);
    expect(again).toEqual([first, first]);
  });
});

test('a request whose answer was lost is repeated as the same request', async () => {
  const script = {
    CreateChangeSet: ['dropped', { Id: 'id' }],
    DescribeChangeSet: [{ Status: 'CREATE_COMPLETE' }],
    ExecuteChangeSet: ['dropped', {}],
  } as const;
  await withAws(script, async (clients, aws) => {
    await createChangeSet(clients, planned);
    await executeChangeSet(clients, 'id', { clientRequestToken: 'nx-1' });
    const tokens = aws.inputsOf('CreateChangeSet').map(({ ClientToken }) => ClientToken);
    expect(tokens).toEqual([expect.stringMatching(/^nx-rust-lambda-/), tokens[0]]);
    const executed = aws.inputsOf('ExecuteChangeSet').map((input) => input['ClientRequestToken']);
    expect(executed).toEqual(['nx-1', 'nx-1']);
  });
});

test('events come from all pages, up to the one that is known', async () => {
  const event = (id: number) => ({
    EventId: `${id}`,
    StackId: 'id',
    StackName: stackName,
    Timestamp: at(id),
    LogicalResourceId: 'Echo',
    ResourceStatus: 'UPDATE_COMPLETE',
    ClientRequestToken: 'nx-1',
  });
  const script = {
    DescribeStackEvents: [
      { StackEvents: [event(6), event(5)], NextToken: 'two' },
      { StackEvents: [event(4), event(3)], NextToken: 'three' },
      { StackEvents: [event(2), event(1)], NextToken: 'four' },
    ],
  };
  await withAws(script, async (clients, aws) => {
    const found = await stackEvents(clients, stackName, '1');
    expect(found.map(({ id, token }) => `${id} ${token}`)).toEqual(
      [2, 3, 4, 5, 6].map((id) => `${id} nx-1`),
    );
    expect(aws.inputsOf('DescribeStackEvents').map(({ NextToken }) => NextToken)).toEqual([
      undefined,
      'two',
      'three',
    ]);
  });
});

test('a change set that is slow to come and has two pages', async () => {
  const target = (Path: string, BeforeValue: string, AfterValue: string) => ({
    Target: { Attribute: 'Properties', Path, BeforeValue, AfterValue, RequiresRecreation: 'Never' },
  });
  const [auth] = changes('Auth');
  const detailed = {
    ...auth?.ResourceChange,
    Scope: ['Properties'],
    Details: [target('/Properties/MemorySize', '128', '256')],
  };
  const script = {
    CreateChangeSet: [{ Id: 'id' }],
    DescribeChangeSet: [
      { Status: 'CREATE_PENDING' },
      { Status: 'CREATE_IN_PROGRESS' },
      { Status: 'CREATE_COMPLETE', Changes: changes('Echo'), NextToken: 'two' },
      { Status: 'CREATE_COMPLETE', Changes: [{ ResourceChange: detailed }] },
    ],
  };
  await withAws(script, async (clients, aws) => {
    const made = await createChangeSet(clients, planned);
    expect(made).toMatchObject({
      type: 'ready',
      changes: [
        { logicalId: 'Echo', details: [] },
        {
          logicalId: 'Auth',
          scope: ['Properties'],
          details: [{ path: '/Properties/MemorySize', before: '128', after: '256' }],
        },
      ],
    });
    const asked = aws.inputsOf('DescribeChangeSet');
    expect(asked).toHaveLength(4);
    expect(asked.every((input) => input['IncludePropertyValues'] === true)).toBe(true);
    expect(asked[3]).toMatchObject({ ChangeSetName: 'id', NextToken: 'two' });
  });
});

test.each<[string, Answers, (clients: AwsClients) => Promise<unknown>, string]>([
  [
    'ListChangeSets',
    [
      { Summaries: [{ ChangeSetName: 'a' }], NextToken: 'two' },
      { Summaries: [], NextToken: 'three' },
      { Summaries: [{ ChangeSetName: 'b' }] },
    ],
    async (clients) => (await listChangeSets(clients, stackName)).map(({ name }) => name),
    'NextToken',
  ],
  [
    'ListStackResources',
    [
      { StackResourceSummaries: [{ LogicalResourceId: 'a' }], NextToken: 'two' },
      { StackResourceSummaries: [], NextToken: 'three' },
      { StackResourceSummaries: [{ LogicalResourceId: 'b' }] },
    ],
    async (clients) => (await stackResources(clients, stackName)).map((each) => each.logicalId),
    'NextToken',
  ],
  [
    'FilterLogEvents',
    [
      { events: [{ message: 'a', timestamp: 1 }], nextToken: 'two' },
      { events: [], nextToken: 'three' },
      { events: [{ message: 'b', timestamp: 2 }] },
    ],
    async (clients) => (await logReader(clients, 'group')(0))?.map(({ message }) => message),
    'nextToken',
  ],
])('%s: all pages, an empty one between them too', async (operation, answers, call, token) => {
  await withAws({ [operation]: answers }, async (clients, aws) => {
    expect(await call(clients)).toEqual(['a', 'b']);
    const asked = aws.inputsOf(operation).map((input) => input[token]);
    expect(asked).toEqual([undefined, 'two', 'three']);
  });
});
