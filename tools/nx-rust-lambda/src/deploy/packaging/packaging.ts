/**
 * Brings what a template refers to on this machine into S3: bootstraps directly, everything else
 * through SAM. Knows nothing of stacks.
 */
import type { AwsClients } from '../../aws/clients';
import { describeStack } from '../../aws/stacks';
import { ensureBucket, requireBucket, type Bucket } from '../../aws/storage';
import type { Run } from '../../process/run';
import type { JsonObject } from '../../sam/sam-template';
import { UserError } from '../../user-error';
import { withCode } from '../composition/deploy-plan';
import type { Environment } from '../environment/environment';
import { hasLocalPaths } from '../../sam/local-paths';
import { withPackagingFolder } from './packaging-folder';
import { createSamBucket, packageWithSam } from './sam-package';
import { uploadArtifacts, type CodeOf } from './upload-artifacts';

export interface Packaged {
  readonly template: JsonObject;
  /** Logical id -> SHA-256 in base64 of the archive that a function is to run; of what was given alone. */
  readonly codeSha256: Readonly<Record<string, string>>;
  /** Where a template that is too long for a request can go. */
  readonly bucket: () => Promise<Bucket>;
}

export interface PackagingContext {
  readonly root: string;
  readonly environment: Environment;
  /** Id of the account that the clients reach. */
  readonly account: string;
  readonly clients: AwsClients;
  readonly run: Run;
  /** The SAM CLI; asked for only when it is needed. */
  readonly sam: () => Promise<string>;
  readonly report: (line: string) => void;
}

const localBucket = 'nx-rust-lambda-artifacts';

/** The template with all local code replaced by what is in S3. */
export async function packageTemplate(
  context: PackagingContext,
  template: JsonObject,
  code: CodeOf,
): Promise<Packaged> {
  const { environment, clients, report } = context;
  let found: Promise<Bucket> | undefined;
  // Without anything to send nobody asks for it.
  const bucket = () => (found ??= bucketOf(context));
  const target = {
    clients,
    prefix: environment.kind === 'local' ? 'stored' : environment.s3Prefix,
    // By measurement: to this machine a few megabytes are sent sooner than they are deflated.
    form: environment.kind === 'local' ? ('stored' as const) : ('deflated' as const),
    kmsKeyId: environment.kmsKeyId,
    report,
  };
  const uploaded =
    code.size > 0 ? [...(await uploadArtifacts({ ...target, bucket: await bucket() }, code))] : [];
  const urls = Object.fromEntries(uploaded.map(([id, { url }]) => [id, url]));
  const codeSha256 = Object.fromEntries(uploaded.map(([id, { sha256 }]) => [id, sha256]));
  const direct = withCode(template, urls);
  if (!hasLocalPaths(direct)) return { template: direct, codeSha256, bucket };
  const { name } = await bucket();
  const packaged = await withPackagingFolder(context.root, (folder) =>
    packageWithSam({ ...context, target: clients.target, bucket: name }, direct, folder),
  );
  return { template: packaged, codeSha256, bucket };
}

/** @throws UserError if it is not there, or belongs to somebody else */
async function bucketOf(context: PackagingContext): Promise<Bucket> {
  const { environment, account, clients } = context;
  if (environment.kind === 'local') {
    const bucket = { name: localBucket, owner: account };
    await ensureBucket(clients, bucket);
    return bucket;
  }
  const { s3Bucket, bucketOwner } = environment;
  if (s3Bucket !== undefined) {
    const bucket = { name: s3Bucket, owner: bucketOwner ?? account };
    // SAM's own uploads ask for no owner.
    await requireBucket(clients, bucket);
    return bucket;
  }
  return { name: (await samBucket(clients)) ?? (await newSamBucket(context)), owner: account };
}

// aws-sam-cli 1.170, samcli/lib/bootstrap/bootstrap.py.
const samStack = 'aws-sam-cli-managed-default';
const samBucketOutput = 'SourceBucket';

/** The bucket that SAM has made for itself in this account and region; undefined before it has. */
async function samBucket(clients: AwsClients): Promise<string | undefined> {
  const stack = await describeStack(clients, samStack);
  if (!stack || !/^(CREATE|UPDATE)_COMPLETE$/.test(stack.status)) return undefined;
  return stack.outputs.find(({ key }) => key === samBucketOutput)?.value;
}

/** Only SAM makes its own bucket. */
async function newSamBucket(context: PackagingContext): Promise<string> {
  const { root, clients } = context;
  await withPackagingFolder(root, (folder) =>
    createSamBucket({ ...context, target: clients.target, bucket: undefined }, folder),
  );
  const name = await samBucket(clients);
  if (name !== undefined) return name;
  throw new UserError(
    `sam made no bucket: stack ${samStack} has no output ${samBucketOutput}; set s3_bucket of the environment in samconfig.toml`,
  );
}
