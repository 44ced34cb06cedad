import { UserError } from '../user-error';
import { explainError } from './explain-error';
import type { AwsTarget } from './target';

const named = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });
const target: AwsTarget = {
  kind: 'account',
  region: 'eu-west-1',
  profile: undefined,
  endpoint: undefined,
};
const bucket = { name: 'our-bucket', owner: '123456789012' };
/** An answer to HEAD, which has no words. */
const headed = (httpStatusCode: number, headers = {}) =>
  named('Unknown', 'UnknownError', { $metadata: { httpStatusCode }, $response: { headers } });

// Names, messages and members as S3 answers them, and as the SDK makes them of an answer to HEAD.
test.each<[string, Error, RegExp]>([
  [
    'no such bucket',
    named('NoSuchBucket', 'The specified bucket does not exist'),
    /^there is no bucket 'our-bucket'; create it with aws s3 mb s3:\/\/our-bucket --region eu-west-1, or correct s3_bucket of the environment in samconfig\.toml$/,
  ],
  [
    'no such bucket, to HEAD',
    named('NotFound', 'UnknownError'),
    /^there is no bucket 'our-bucket'/,
  ],
  [
    'no permission, or the bucket of another account',
    named('AccessDenied', 'Access Denied'),
    /^S3 denies access to bucket 'our-bucket', which has to belong to account 123456789012; if it is another account's, set bucket_owner beside s3_bucket in samconfig\.toml, otherwise ask for s3:ListBucket on it and s3:GetObject and s3:PutObject/,
  ],
  ['no permission, to HEAD', headed(403), /^S3 denies access to bucket 'our-bucket'/],
  [
    'another region',
    named('PermanentRedirect', 'The bucket you are attempting to access must be addressed …', {
      $response: { headers: { 'x-amz-bucket-region': 'eu-north-1' } },
    }),
    /^bucket 'our-bucket' is in eu-north-1, and the stack is in eu-west-1: .*choose another bucket for s3_bucket/,
  ],
  [
    'another region, to HEAD',
    headed(301, { 'x-amz-bucket-region': 'eu-north-1' }),
    /^bucket 'our-bucket' is in eu-north-1, and the stack is in eu-west-1/,
  ],
  [
    'a request signed for another region',
    named('AuthorizationHeaderMalformed', 'The authorization header is malformed; …', {
      Region: 'us-east-2',
    }),
    /^bucket 'our-bucket' is in us-east-2, /,
  ],
  [
    'a redirect that names no region',
    named('TemporaryRedirect', 'Please re-send this request …'),
    /^bucket 'our-bucket' is in another region, /,
  ],
  [
    'a name that is none',
    named('InvalidBucketName', 'The specified bucket is not valid.'),
    /^S3 does not take 'our-bucket' as the name of a bucket; correct s3_bucket/,
  ],
  [
    'an ARN, which the SDK refuses',
    named('EndpointError', 'Invalid ARN: Unrecognized format'),
    /^S3 does not take 'our-bucket' as the name of a bucket/,
  ],
  [
    'a bad request, to HEAD',
    headed(400),
    /without a reason: the name may be wrong, or the credentials expired/,
  ],
  ['a name that is taken', named('BucketAlreadyExists', 'x'), /is taken by another account/],
  [
    'a body that was changed on its way',
    named('BadDigest', 'The SHA256 you specified did not match what we received'),
    /^what reached bucket 'our-bucket' is not what was sent \(BadDigest\); look for a proxy/,
  ],
  [
    'a key that is not there',
    named('KMS.NotFoundException', "Key 'arn:x' does not exist"),
    /cannot be encrypted with the key that is set \(KMS\.NotFoundException: Key 'arn:x' does not exist\); correct kms_key_id/,
  ],
  [
    'a key that may not be used',
    named(
      'AccessDenied',
      'User: x is not authorized to perform: kms:GenerateDataKey on resource: y',
    ),
    /ask for kms:GenerateDataKey and kms:Decrypt with it$/,
  ],
  [
    'expired credentials',
    named('ExpiredToken', 'The provided token has expired.'),
    /^AWS does not accept these credentials in eu-west-1 \(The provided token has expired\.\); renew/,
  ],
  ['a wrong key', named('InvalidAccessKeyId', 'x'), /does not accept these credentials/],
  ['a wrong clock', named('RequestTimeTooSkewed', 'x'), /set this machine's clock$/],
  [
    'too many requests',
    named('SlowDown', 'Please reduce your request rate.'),
    /^AWS takes no more requests for now \(SlowDown\)/,
  ],
  [
    'too many requests, to HEAD',
    headed(503),
    /^AWS in region 'eu-west-1' failed \(Unknown: .*try again$/,
  ],
  [
    'a slow upload',
    named('RequestTimeout', 'Your socket connection to the server was not read …'),
    /^cannot reach AWS .*\(RequestTimeout\)/,
  ],
  ['no answer', named('TimeoutError', 'x'), /^cannot reach AWS/],
  [
    'no route to the bucket',
    named('Error', 'getaddrinfo ENOTFOUND our-bucket.s3.eu-west-1.amazonaws.com', {
      code: 'ENOTFOUND',
    }),
    /^cannot reach AWS in region 'eu-west-1' \(ENOTFOUND\)/,
  ],
  [
    'an outage',
    named('InternalError', 'We encountered an internal error.', {
      $metadata: { httpStatusCode: 500 },
    }),
    /failed \(InternalError: /,
  ],
])('S3: %s is one sentence', (_case, error, sentence) => {
  const shown = explainError(error, target, bucket);
  expect(shown).toBeInstanceOf(UserError);
  expect((shown as Error).message).toMatch(sentence);
  expect((shown as Error).message).not.toContain('\n');
});
