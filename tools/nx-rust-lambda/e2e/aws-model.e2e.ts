/** That the checks against the services' own models see what a real account would refuse. */
import { createChangeSet, executeChangeSet, type ChangeSetRequest } from '../src/aws/change-sets';
import { describeStack } from '../src/aws/stacks';
import { ensureBucket } from '../src/aws/storage';
import { clientsOf, planned, stackName } from './scripted-aws/account';
import { decodeRequest } from './scripted-aws/requests';
import { patternOf, violationsOf } from './scripted-aws/rules';
import { startScriptedAws } from './scripted-aws/scripted-aws';
import { serviceModel } from './scripted-aws/service-model';

const changed = (values: Partial<ChangeSetRequest>) => ({ ...planned, ...values });
const tags = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`key${at}`, 'a']));

test.each<[string, Partial<ChangeSetRequest>, string]>([
  ['no name', { stackName: '' }, 'StackName has 0 characters, fewer than 1'],
  ['an underscore', { stackName: 'my_stack' }, "StackName is 'my_stack', not of ([a-zA-Z]"],
  ['a long name', { stackName: 'a'.repeat(129) }, 'StackName has more than 128 characters'],
  ['a capability of no kind', { capabilities: ['IAM'] }, "Capabilities[0] is 'IAM', which is none"],
  ['a tag without a value', { tags: { team: '' } }, 'Tags[0].Value has 0 characters, fewer than 1'],
  ['too many tags', { tags: tags(51) }, 'Tags has 51 entries, more than 50'],
  ["one of AWS's tags", { tags: { 'aws:x': 'a' } }, 'Tags.aws:x is reserved for AWS'],
  ['a short role', { roleArn: 'arn:role' }, 'RoleARN has 8 characters, fewer than 20'],
  ['a long description', { description: 'a'.repeat(1_025) }, 'Description has 1025 characters'],
  [
    'a long template',
    { template: { body: 'ä'.repeat(25_601) } },
    'TemplateBody has 51202 bytes, more than 51200',
  ],
  [
    'a long parameter',
    { parameters: { Big: 'a'.repeat(4_097) } },
    'Parameters.Big has 4097 bytes, more than 4096',
  ],
  ['a kept value of nothing', { kind: 'CREATE' }, 'Parameters.Kept has no previous value'],
])('a change set with %s is refused', async (_, values, rule) => {
  const aws = await startScriptedAws({ CreateChangeSet: [{ Id: 'id' }] });
  const made = await createChangeSet(clientsOf(aws), changed(values));
  await aws.close();
  expect(made).toMatchObject({ type: 'failed', reason: expect.stringContaining(rule) });
  expect(aws.violations).toEqual([expect.stringContaining(`CreateChangeSet ${rule}`)]);
});

test('a token with an underscore is refused', async () => {
  const aws = await startScriptedAws({});
  const execution = executeChangeSet(clientsOf(aws), 'id', { clientRequestToken: 'a_b' });
  await expect(execution).rejects.toThrow(/ClientRequestToken is 'a_b', not of/);
  await aws.close();
});

test('a region that is none is refused as a place for a bucket', async () => {
  const aws = await startScriptedAws({
    HeadBucket: [{ code: 'NotFound', message: '', status: 404 }],
  });
  const clients = clientsOf(aws);
  const own = { name: 'a-bucket', owner: '123456789012' };
  const moved = { ...clients, target: { ...clients.target, region: 'nowhere' } };
  await expect(ensureBucket(moved, own)).rejects.toThrow(/LocationConstraint is 'nowhere'/);
  await ensureBucket(clients, own);
  await aws.close();
  expect(aws.inputsOf('CreateBucket')[1]).toEqual({
    Bucket: 'a-bucket',
    CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' },
  });
  expect(aws.violations).toHaveLength(1);
});

test('an operation without an answer, and an answer that no service gives, are found', async () => {
  const silent = await startScriptedAws({});
  const wrong = await startScriptedAws({ DescribeStacks: [{ Stacks: [{ Status: 'DONE' }] }] });
  for (const aws of [silent, wrong]) {
    await describeStack(clientsOf(aws), stackName).catch(() => undefined);
    await aws.close();
  }
  expect(silent.violations).toEqual(['no answer to DescribeStacks in the script']);
  expect(wrong.violations).toEqual([
    'answer of DescribeStacks: Stacks[0].Status is not in the model',
  ]);
});

const signed = (service: string, more: Record<string, string> = {}) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/${service}/aws4_request, x`,
  ...more,
});
const filter = { 'x-amz-target': 'Logs_20140328.FilterLogEvents' };

test.each([
  [
    'POST /',
    signed('cloudformation'),
    'Action=DescribeStacks&StackNam=a&Tags.member.1.Key=a',
    ['DescribeStacks StackNam is not in the model', 'DescribeStacks Tags is not in the model'],
  ],
  [
    'POST /',
    signed('cloudformation'),
    'Action=DescribeChangeSet&IncludePropertyValues=yes',
    [
      'DescribeChangeSet ChangeSetName is required',
      'DescribeChangeSet IncludePropertyValues is "yes", not a boolean',
    ],
  ],
  ['POST /', signed('cloudformation'), 'Action=Describe', ['POST / the operation itself is not']],
  ['POST /', signed('sts'), 'Action=GetCallerIdentity&Version=2011-06-15', []],
  ['POST /', signed('logs', filter), '{"logGroupName":"/aws/lambda/echo","limit":100}', []],
  [
    'POST /',
    signed('logs', filter),
    '{"logGroupName":"a b","limit":10001,"since":1}',
    [
      "FilterLogEvents logGroupName is 'a b', not of",
      'FilterLogEvents limit has 10001, more than 10000',
      'FilterLogEvents since is not in the model',
    ],
  ],
  ['POST /2015-03-31/functions/echo/invocations', signed('lambda'), '{}', []],
  [
    'POST /2015-03-31/functions/e%20cho/invocations',
    signed('lambda', { 'x-amz-log-type': 'Head' }),
    '{}',
    ["Invoke FunctionName is 'e cho', not of", "Invoke LogType is 'Head', which is none of"],
  ],
  ['PUT /bucket/a/b.zip', signed('s3'), 'content', []],
  ['GET /bucket?list-type=2&prefix=a', signed('s3'), '', []],
  ['GET /bucket?list-type=2&prefx=a', signed('s3'), '', ['ListObjectsV2 prefx is not in']],
  ['POST /', signed('ec2'), 'Action=RunInstances', ['/ the service itself is not in the model']],
])('%s %j %s', (line, headers, body, expected) => {
  const [method = '', url = ''] = line.split(' ');
  const request = decodeRequest({ method, url, headers, body: Buffer.from(body) });
  const found = request ? violationsOf(request) : [];
  const lines = found.map(({ operation, member, rule }) => `${operation} ${member} ${rule}`);
  expect(lines).toEqual(expected.map((rule) => expect.stringContaining(rule)));
});

test('every pattern of every model is checked', () => {
  const patterns = ['cloudformation', 'lambda', 'logs', 's3', 'sts'].flatMap((service) =>
    Object.values(serviceModel(service)?.shapes ?? {}).flatMap(({ pattern }) => pattern ?? []),
  );
  expect(patterns.length).toBeGreaterThan(150);
  expect(patterns.filter((pattern) => !patternOf(pattern))).toEqual([]);
});
