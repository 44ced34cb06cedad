/** S3, as far as a deploy needs it: a bucket, and objects named after their content. */
import {
  CreateBucketCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type BucketLocationConstraint,
} from '@aws-sdk/client-s3';
import { asUser, type AwsClients } from './clients';

/** Creates the bucket if it does not exist. */
export async function ensureBucket(clients: AwsClients, bucket: string): Promise<void> {
  const head = new HeadBucketCommand({ Bucket: bucket });
  if (await exists(clients, () => clients.s3.send(head))) return;
  const { region } = clients.target;
  const location = region as BucketLocationConstraint;
  await asUser(
    clients.s3.send(
      new CreateBucketCommand({
        Bucket: bucket,
        // us-east-1 is the one region that may not be named here.
        ...(region === 'us-east-1'
          ? {}
          : { CreateBucketConfiguration: { LocationConstraint: location } }),
      }),
    ),
    clients.target,
  );
}

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
}

export function hasObject(clients: AwsClients, { bucket, key }: ObjectPlace): Promise<boolean> {
  const head = new HeadObjectCommand({ Bucket: bucket, Key: key });
  return exists(clients, () => clients.s3.send(head));
}

/** @param kmsKeyId encrypts with a key of one's own; S3's own without it */
export async function putObject(
  clients: AwsClients,
  { bucket, key }: ObjectPlace,
  content: Buffer,
  kmsKeyId?: string,
): Promise<void> {
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: content,
    // As SAM sends it; a bucket's policy may ask for it.
    ...(kmsKeyId
      ? { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyId }
      : { ServerSideEncryption: 'AES256' }),
  });
  await asUser(clients.s3.send(command), clients.target);
}

/** Uploads content under a key that stands for it; what is there already is not sent again. */
export async function ensureObject(
  clients: AwsClients,
  place: ObjectPlace,
  content: () => Buffer | Promise<Buffer>,
): Promise<'uploaded' | 'there'> {
  if (await hasObject(clients, place)) return 'there';
  await putObject(clients, place, await content());
  return 'uploaded';
}

/** The address under which CloudFormation reads a template. */
export function objectUrl(clients: AwsClients, bucket: string, key: string): string {
  const { endpoint, region } = clients.target;
  if (endpoint !== undefined) return `${endpoint}/${bucket}/${key}`;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://${bucket}.s3.${region}.${domain}/${key}`;
}

async function exists(clients: AwsClients, head: () => Promise<unknown>): Promise<boolean> {
  try {
    await asUser(head(), clients.target);
    return true;
  } catch (error) {
    if (error instanceof Error && ['NotFound', 'NoSuchBucket', 'NoSuchKey'].includes(error.name)) {
      return false;
    }
    throw error;
  }
}
