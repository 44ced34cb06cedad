import { UserError } from '../user-error';
import { asUser } from './clients';
import type { AwsTarget } from './target';

const named = (name: string, message: string, more: object = {}) =>
  Object.assign(new Error(message), { name, ...more });
const target: AwsTarget = {
  kind: 'account',
  region: 'eu-west-1',
  profile: undefined,
  endpoint: undefined,
};
const withProfile: AwsTarget = { ...target, profile: 'prod' };

const profileOfThisShell = process.env['AWS_PROFILE'];
beforeAll(() => {
  delete process.env['AWS_PROFILE'];
});
afterAll(() => {
  if (profileOfThisShell !== undefined) process.env['AWS_PROFILE'] = profileOfThisShell;
});

// Names and messages as the SDK's sources and AWS's answers have them.
test.each<[string, AwsTarget, Error, RegExp]>([
  [
    'no credentials',
    target,
    named('CredentialsProviderError', 'Could not load credentials from any providers'),
    /^no AWS credentials \(Could not load credentials from any providers\); set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run aws sso login$/,
  ],
  [
    'a profile that does not exist or has none',
    withProfile,
    named('CredentialsProviderError', 'Could not load credentials from any providers'),
    /^no AWS credentials of profile 'prod', which samconfig\.toml names \(.*\); choose another, or add it with aws configure --profile prod$/,
  ],
  [
    'an expired single sign-on session',
    withProfile,
    named(
      'CredentialsProviderError',
      "The SSO session associated with this profile has expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    ),
    /^the single sign-on session of profile 'prod' does not hold \(The SSO session .*\); run aws sso login --profile prod$/,
  ],
  [
    'an expired token',
    target,
    named(
      'TokenProviderError',
      "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    ),
    /^the single sign-on session does not hold .*; run aws sso login$/,
  ],
  [
    'expired credentials',
    target,
    named('ExpiredToken', 'The security token included in the request is expired'),
    /^AWS does not accept these credentials in eu-west-1 \(The security token included in the request is expired\); renew them/,
  ],
  [
    'a key that does not exist, or a region that is not enabled',
    target,
    named('InvalidClientTokenId', 'The security token included in the request is invalid.'),
    /renew them, choose others with AWS_PROFILE, or enable the region for the account$/,
  ],
  [
    'a wrong secret',
    target,
    named('SignatureDoesNotMatch', 'The request signature…'),
    /does not accept these credentials/,
  ],
  [
    'a wrong key for S3',
    target,
    named('InvalidAccessKeyId', 'The AWS Access Key Id…'),
    /does not accept these credentials/,
  ],
  [
    'no permission',
    target,
    named('AccessDenied', 'User: x is not authorized to perform: cloudformation:DescribeStacks'),
    /^AWS denies this in eu-west-1: User: x is not authorized .*; ask for the permission/,
  ],
  ['no permission, by Lambda', target, named('AccessDeniedException', 'x'), /^AWS denies this/],
  [
    'a wrong clock',
    target,
    named(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    ),
    /^AWS does not accept the time of this request \(.*\); set this machine's clock$/,
  ],
  [
    'an old signature',
    target,
    named('InvalidSignatureException', 'Signature expired: …'),
    /set this machine's clock$/,
  ],
  [
    'no such host',
    target,
    named('Error', 'getaddrinfo ENOTFOUND sts.eu-west-9.amazonaws.com', { code: 'ENOTFOUND' }),
    /^cannot reach AWS in region 'eu-west-1' \(ENOTFOUND\); check the region and the network$/,
  ],
  [
    'a refused connection over IPv4 and IPv6',
    target,
    Object.assign(new AggregateError([named('Error', 'a')], ''), { code: 'ECONNREFUSED' }),
    /^cannot reach AWS in region 'eu-west-1' \(ECONNREFUSED\)/,
  ],
  [
    'a lost connection',
    target,
    named('TimeoutError', 'socket hang up', { code: 'ECONNRESET' }),
    /^cannot reach .*ECONNRESET/,
  ],
  [
    'no answer',
    target,
    named('TimeoutError', 'the request socket timed out'),
    /^cannot reach .*\(TimeoutError\)/,
  ],
  [
    "a proxy's certificate",
    target,
    named('Error', 'self-signed certificate in certificate chain', {
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
    }),
    /^cannot trust AWS in region 'eu-west-1' \(SELF_SIGNED_CERT_IN_CHAIN\); .*NODE_EXTRA_CA_CERTS$/,
  ],
  [
    'https to a port that has none',
    { ...target, endpoint: 'https://127.0.0.1:1' },
    named('Error', 'write EPROTO …', { code: 'EPROTO' }),
    /^cannot trust https:\/\/127\.0\.0\.1:1 \(EPROTO\)/,
  ],
  [
    'a region that is none',
    { ...target, region: 'eu west' },
    new Error('Region not accepted: region="eu west" is not a valid hostname component.'),
    /^'eu west' is not a region; correct it in samconfig\.toml$/,
  ],
  [
    'too many requests',
    target,
    named('Throttling', 'Rate exceeded'),
    /^AWS takes no more requests for now \(Throttling\)/,
  ],
  [
    'a failure of AWS',
    target,
    named('InternalFailure', 'try again', { $metadata: { httpStatusCode: 500 } }),
    /^AWS in region 'eu-west-1' failed \(InternalFailure: try again\); try again$/,
  ],
])('%s is one sentence', async (_case, where, error, sentence) => {
  const shown = await asUser(Promise.reject(error), where).catch((reason: unknown) => reason);
  expect(shown).toBeInstanceOf(UserError);
  expect((shown as Error).message).toMatch(sentence);
  expect((shown as Error).message).not.toContain('\n');
});

test("what the user cannot mend stays what it is, and so does another's answer", async () => {
  const error = named('ValidationError', 'Stack [x] does not exist');
  await expect(asUser(Promise.reject(error), target)).rejects.toBe(error);
  await expect(asUser(Promise.resolve(1), target)).resolves.toBe(1);
});
