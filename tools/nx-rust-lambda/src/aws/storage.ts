/** S3, as far as a deploy needs it: a bucket and its owner, and objects whose content is proved. */
import {
  CreateBucketCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type BucketLocationConstraint,
} from '@aws-sdk/client-s3';
import type { AwsClients } from './clients';
import { explainError } from './explain-error';

export interface Bucket {
  readonly name: string;
  /** Id of the account that it has to belong to: S3 refuses every request if it is another's. */
  readonly owner: string;
}

export interface ObjectPlace {
  readonly bucket: Bucket;
  readonly key: string;
}

export interface ObjectContent {
  readonly bytes: Uint8Array;
  /** SHA-256 in base64. */
  readonly sha256: string;
}

/** Creates the bucket if it does not exist. */
export async function ensureBucket(clients: AwsClients, bucket: Bucket): Promise<void> {
  const head = new HeadBucketCommand(ownedBy(bucket));
  try {
    await clients.s3.send(head);
    return;
  } catch (error) {
    if (statusOf(error) !== 404) throw explainError(error, clients.target, bucket);
  }
  const { region } = clients.target;
  const location = region as BucketLocationConstraint;
  const create = new CreateBucketCommand({
    Bucket: bucket.name,
    // us-east-1 is the one region that may not be named here.
    ...(region === 'us-east-1'
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: location } }),
  });
  await inBucket(clients.s3.send(create), clients, bucket);
}

/** @throws UserError if there is no such bucket, or it is another account's */
export async function requireBucket(clients: AwsClients, bucket: Bucket): Promise<void> {
  await inBucket(clients.s3.send(new HeadBucketCommand(ownedBy(bucket))), clients, bucket);
}

/**
 * The SHA-256 of the object, in base64, which S3 checked when it was uploaded. Undefined if there is no
 * object, or none that was uploaded with this checksum: then nobody knows what is in it.
 */
export async function provedSha256(
  clients: AwsClients,
  { bucket, key }: ObjectPlace,
): Promise<string | undefined> {
  const head = new HeadObjectCommand({ ...ownedBy(bucket), Key: key, ChecksumMode: 'ENABLED' });
  try {
    return (await clients.s3.send(head)).ChecksumSHA256;
  } catch (error) {
    const status = statusOf(error);
    // An answer to HEAD has no words. Where something is wrong, the upload that follows says what; and
    // without s3:ListBucket a missing object is 403.
    if (status !== undefined && status >= 300 && status < 500) return undefined;
    throw explainError(error, clients.target, bucket);
  }
}

/** @param kmsKeyId encrypts with a key of one's own; S3's own without it */
export async function putObject(
  clients: AwsClients,
  { bucket, key }: ObjectPlace,
  { bytes, sha256 }: ObjectContent,
  kmsKeyId?: string,
): Promise<void> {
  const command = new PutObjectCommand({
    ...ownedBy(bucket),
    Key: key,
    Body: bytes,
    ChecksumSHA256: sha256,
    // As SAM sends it; a bucket's policy may ask for it.
    ...(kmsKeyId
      ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyId }
      : { ServerSideEncryption: 'AES256' }),
  });
  await inBucket(clients.s3.send(command), clients, bucket);
}

/** Uploads content unless the object is proved to hold it. */
export async function ensureObject(
  clients: AwsClients,
  place: ObjectPlace,
  content: ObjectContent,
): Promise<'uploaded' | 'there'> {
  if ((await provedSha256(clients, place)) === content.sha256) return 'there';
  await putObject(clients, place, content);
  return 'uploaded';
}

/** The address under which CloudFormation reads a template. */
export function objectUrl(clients: AwsClients, bucket: string, key: string): string {
  const { endpoint, region } = clients.target;
  if (endpoint !== undefined) return `${endpoint}/${bucket}/${key}`;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://${bucket}.s3.${region}.${domain}/${key}`;
}

function ownedBy({ name, owner }: Bucket) {
  return { Bucket: name, ExpectedBucketOwner: owner };
}

async function inBucket<T>(answer: Promise<T>, { target }: AwsClients, bucket: Bucket): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw explainError(error, target, bucket);
  }
}

function statusOf(error: unknown): number | undefined {
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode;
}
