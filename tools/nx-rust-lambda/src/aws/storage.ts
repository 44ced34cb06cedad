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

/** Uploads content under a key that stands for it; what is there already is not sent again. */
export async function ensureObject(
  clients: AwsClients,
  place: { readonly bucket: string; readonly key: string },
  content: () => Buffer | Promise<Buffer>,
): Promise<'uploaded' | 'there'> {
  const at = { Bucket: place.bucket, Key: place.key };
  if (await exists(clients, () => clients.s3.send(new HeadObjectCommand(at)))) return 'there';
  const body = await content();
  await asUser(clients.s3.send(new PutObjectCommand({ ...at, Body: body })), clients.target);
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
