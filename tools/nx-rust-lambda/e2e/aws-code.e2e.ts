/** What S3 and Lambda say of the code that is sent: every request is checked against the services' models. */
import { createHash } from 'node:crypto';
import type { AwsClients } from '../src/aws/clients';
import { ensureObject, requireBucket } from '../src/aws/storage';
import { refuseOtherCode } from '../src/deploy/running-code';
import { stackIn, stackOf, withAws } from './scripted-aws/account';
import type { AwsError } from './scripted-aws/answers';
import type { Script } from './scripted-aws/scripted-aws';

const own = { name: 'a-bucket', owner: '123456789012' };
const bytes = Buffer.from('a');
const sha256 = createHash('sha256').update(bytes).digest('base64');
const object = (clients: AwsClients) =>
  ensureObject(clients, { bucket: own, key: 'a' }, { bytes, sha256 });

test('what was sent is compared with what Lambda runs, function by function, in a stack of pages', async () => {
  const ids = Array.from({ length: 130 }, (_, index) => `F${index}`);
  const summary = (id: string) => ({ LogicalResourceId: id, PhysicalResourceId: `x-${id}` });
  const script: Script = {
    DescribeStacks: [stackIn('UPDATE_COMPLETE')],
    ListStackResources: [
      { StackResourceSummaries: ids.slice(0, 100).map(summary), NextToken: 'two' },
      { StackResourceSummaries: ids.slice(100).map(summary) },
    ],
    GetFunctionConfiguration: [
      ({ input }) => ({ CodeSha256: `of ${String(input['FunctionName'])}` }),
    ],
  };
  const expected = Object.fromEntries(ids.map((id) => [id, `of x-${id}`]));
  await withAws(script, async (clients, aws) => {
    const stack = await stackOf(clients);
    await refuseOtherCode({ clients, signal: undefined }, stack, expected);
    expect(aws.inputsOf('GetFunctionConfiguration')).toHaveLength(130);
  });
});

test.each<[string, string | undefined, 'uploaded' | 'there']>([
  ['this content', sha256, 'there'],
  ['another', createHash('sha256').update('evil').digest('base64'), 'uploaded'],
  ['nobody knows what', undefined, 'uploaded'],
])('an object that S3 proves to hold %s', async (_, ChecksumSHA256, end) => {
  await withAws({ HeadObject: [{ ChecksumSHA256 }] }, async (clients, aws) => {
    expect(await object(clients)).toBe(end);
    const place = { Bucket: 'a-bucket', Key: 'a', ExpectedBucketOwner: own.owner };
    expect(aws.inputsOf('HeadObject')).toEqual([{ ...place, ChecksumMode: 'ENABLED' }]);
    expect(aws.inputsOf('PutObject').map(({ ExpectedBucketOwner }) => ExpectedBucketOwner)).toEqual(
      end === 'there' ? [] : [own.owner],
    );
  });
});

test.each<[string, AwsError, RegExp]>([
  [
    'a bucket that is not there',
    { code: 'NoSuchBucket', message: 'The specified bucket does not exist', status: 404 },
    /^there is no bucket 'a-bucket'; create it/,
  ],
  [
    'a bucket of another account',
    { code: 'AccessDenied', message: 'Access Denied', status: 403 },
    /has to belong to account 123456789012; if it is another account's, set bucket_owner/,
  ],
])('%s is a sentence, where HEAD has had no words', async (_, error, sentence) => {
  const script = { HeadObject: [error], PutObject: [error], HeadBucket: [error] };
  await withAws(script, async (clients) => {
    await expect(object(clients)).rejects.toThrow(sentence);
    await expect(requireBucket(clients, own)).rejects.toThrow(sentence);
  });
});
