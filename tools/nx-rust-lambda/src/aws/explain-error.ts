/** Knows the SDK's errors that a user can mend, by their names, and says what to do. */
import { UserError } from '../user-error';
import { bucketSentence } from './explain-bucket-error';
import type { Bucket } from './storage';
import type { AwsTarget } from './target';

// @smithy/core, submodules/retry: what the SDK tries again as an error of the network.
const networkCodes = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

// Node.js, `tls` and OpenSSL: a certificate that is not trusted, or no TLS at all.
const tlsCode = /^(?:ERR_TLS_|ERR_SSL_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|EPROTO$)/;

const clockErrors = new Set([
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
]);

const rejectedCredentials = new Set([
  'AuthFailure',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

const throttled = /^(?:Throttl|TooManyRequests|RequestLimitExceeded|SlowDown)/;

/**
 * A UserError where the user can do something; any other error as it is.
 *
 * @param bucket the one that S3 was asked for
 */
export function explainError(error: unknown, target: AwsTarget, bucket?: Bucket): unknown {
  if (!(error instanceof Error)) return error;
  const sentence = (bucket && bucketSentence(error, target, bucket)) ?? sentenceOf(error, target);
  return sentence === undefined ? error : new UserError(sentence);
}

function sentenceOf(error: Error, target: AwsTarget): string | undefined {
  const { name } = error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const said = firstLine(error.message);
  const where = target.endpoint ?? `AWS in region '${target.region}'`;
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return credentials(said, target);
  }
  if (clockErrors.has(name)) {
    return `AWS does not accept the time of this request (${said}); set this machine's clock`;
  }
  if (rejectedCredentials.has(name)) {
    return `AWS does not accept these credentials in ${target.region} (${said}); renew them, choose others with AWS_PROFILE, or enable the region for the account`;
  }
  if (name.startsWith('AccessDenied') || name === 'Forbidden') {
    return `AWS denies this in ${target.region}: ${said}; ask for the permission, or choose other credentials with AWS_PROFILE`;
  }
  if (tlsCode.test(code)) {
    return `cannot trust ${where} (${code}); check the endpoint, or name your proxy's certificate with NODE_EXTRA_CA_CERTS`;
  }
  if (networkCodes.has(code) || name === 'TimeoutError' || name === 'RequestTimeout') {
    return `cannot reach ${where} (${code || name}); check the region and the network`;
  }
  if (/^Region (?:is missing|not accepted)/.test(said)) {
    return `'${target.region}' is not a region; correct it in samconfig.toml`;
  }
  if (throttled.test(name)) {
    return `AWS takes no more requests for now (${name}); try again later`;
  }
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  if (($metadata?.httpStatusCode ?? 0) >= 500) {
    return `${where} failed (${name}: ${said}); try again`;
  }
  return undefined;
}

/** The SDK looks everywhere before it gives up, so a profile that is missing has no message of its own. */
function credentials(said: string, target: AwsTarget): string {
  const chosen = target.kind === 'account' ? target.profile : undefined;
  const profile = chosen ?? process.env['AWS_PROFILE'];
  if (/\bSSO\b|\bSso\b|Token is expired/.test(said)) {
    const of = profile ? ` of profile '${profile}'` : '';
    return `the single sign-on session${of} does not hold (${said}); run aws sso login${profile ? ` --profile ${profile}` : ''}`;
  }
  return profile
    ? `no AWS credentials of profile '${profile}', which ${chosen ? 'samconfig.toml' : 'AWS_PROFILE'} names (${said}); choose another, or add it with aws configure --profile ${profile}`
    : `no AWS credentials (${said}); set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run aws sso login`;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
