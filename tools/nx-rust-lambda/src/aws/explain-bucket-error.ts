/**
 * Knows S3's errors that concern a bucket, by their names on the wire. An answer to HEAD has a status alone,
 * and the SDK calls it Unknown. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
import type { Bucket } from './storage';
import type { AwsTarget } from './target';

export interface S3Error extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  /** The bucket's own, where another was signed for. */
  readonly Region?: string;
}

const setting = 's3_bucket of the environment in samconfig.toml';

/** Undefined for an error that is not about the bucket. */
export function bucketSentence(
  error: S3Error,
  { region }: AwsTarget,
  { name, owner }: Bucket,
): string | undefined {
  const kind = kindOf(error);
  switch (kind) {
    case 'missing':
      return `there is no bucket '${name}'; create it with aws s3 mb s3://${name} --region ${region}, or correct ${setting}`;
    case 'elsewhere': {
      const other = error.Region ?? error.$response?.headers?.['x-amz-bucket-region'];
      return `bucket '${name}' is in ${other ?? 'another region'}, and the stack is in ${region}: Lambda takes code from buckets of its own region alone; choose another bucket for ${setting}`;
    }
    case 'misnamed':
      return `S3 does not take '${name}' as the name of a bucket; correct ${setting}`;
    case 'unclear':
      return `S3 refuses the request for bucket '${name}' without a reason: the name may be wrong, or the credentials expired; correct ${setting}, or renew the credentials`;
    case 'denied':
      return `S3 denies access to bucket '${name}', which has to belong to account ${owner}; if it is another account's, set bucket_owner beside s3_bucket in samconfig.toml, otherwise ask for s3:ListBucket on it and s3:GetObject and s3:PutObject on what is in it`;
    case 'taken':
      return `the name '${name}' is taken by another account; choose another for ${setting}`;
    case 'changed':
      return `what reached bucket '${name}' is not what was sent (${error.name}); look for a proxy that changes requests, and deploy again`;
    case 'key':
      return `objects of bucket '${name}' cannot be encrypted with the key that is set (${error.name}: ${error.message.split('\n')[0]}); correct kms_key_id in samconfig.toml, or ask for kms:GenerateDataKey and kms:Decrypt with it`;
    case undefined:
      return undefined;
  }
}

type Kind =
  'missing' | 'elsewhere' | 'misnamed' | 'unclear' | 'denied' | 'taken' | 'changed' | 'key';

const kindByName: Readonly<Record<string, Kind>> = {
  NoSuchBucket: 'missing',
  NotFound: 'missing',
  PermanentRedirect: 'elsewhere',
  TemporaryRedirect: 'elsewhere',
  AuthorizationHeaderMalformed: 'elsewhere',
  IllegalLocationConstraintException: 'elsewhere',
  InvalidBucketName: 'misnamed',
  EndpointError: 'misnamed',
  AccessDenied: 'denied',
  AllAccessDisabled: 'denied',
  Forbidden: 'denied',
  BucketAlreadyExists: 'taken',
  BadDigest: 'changed',
  XAmzContentSHA256Mismatch: 'changed',
  XAmzContentChecksumMismatch: 'changed',
};

const kindOfHead: Readonly<Record<number, Kind>> = {
  301: 'elsewhere',
  307: 'elsewhere',
  400: 'unclear',
  403: 'denied',
  404: 'missing',
};

function kindOf({ name, message, $metadata }: S3Error): Kind | undefined {
  if (name === 'Unknown') return kindOfHead[$metadata?.httpStatusCode ?? 0];
  // S3 asks KMS as the caller, whom KMS may deny it.
  if (name.startsWith('KMS.') || /\bkms:/.test(message)) return 'key';
  // The SDK refuses it before anything is sent.
  if (message.startsWith('Path-style addressing cannot be used')) return 'misnamed';
  return kindByName[name];
}
