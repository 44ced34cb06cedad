/**
 * Brings what a template refers to on this machine into S3: bootstraps directly, everything else
 * through SAM. Knows nothing of stacks.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AwsClients } from '../../aws/clients';
import { describeStack } from '../../aws/stacks';
import { ensureBucket } from '../../aws/storage';
import type { Run } from '../../process/run';
import type { JsonObject } from '../../sam/sam-template';
import { zipBootstrap } from './code-archive';
import { withCode } from '../composition/deploy-plan';
import type { Environment } from '../environment/environment';
import { hasLocalPaths } from '../../sam/local-paths';
import { withPackagingFolder } from './packaging-folder';
import { packageWithSam } from './sam-package';
import { samKeyOf, uploadArtifacts, type CodeOf } from './upload-artifacts';

export interface Packaged {
  readonly template: JsonObject;
  /** Where a template that is too long for a request can go. */
  readonly bucket: string;
}

export interface PackagingContext {
  readonly root: string;
  readonly environment: Environment;
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
  const isLocal = environment.kind === 'local';
  if (isLocal) await ensureBucket(clients, localBucket);
  const bucket = isLocal ? localBucket : (environment.s3Bucket ?? (await samBucket(clients)));
  // Only SAM makes its own bucket.
  if (bucket === undefined) return packageAll(context, template, code);
  const urls = await uploadArtifacts(
    {
      clients,
      bucket,
      // Known without reading it, so that what is there already costs nothing.
      keyOf: (artifact) =>
        isLocal ? `stored/${artifact.sha256}.zip` : samKeyOf(artifact, environment.s3Prefix),
      kmsKeyId: environment.kmsKeyId,
      report,
    },
    code,
  );
  const direct = withCode(template, urls);
  if (!hasLocalPaths(direct)) return { template: direct, bucket };
  const packaged = await withPackagingFolder(context.root, (folder) =>
    packageWithSam({ ...context, target: clients.target, bucket }, direct, folder),
  );
  return { template: packaged, bucket };
}

async function packageAll(
  context: PackagingContext,
  template: JsonObject,
  code: CodeOf,
): Promise<Packaged> {
  const { root, clients } = context;
  return withPackagingFolder(root, async (folder) => {
    const zips: Record<string, string> = {};
    for (const [id, { sha256, file }] of code) {
      zips[id] = join(folder, `${sha256}.zip`);
      await writeFile(zips[id], zipBootstrap(await readFile(file)));
    }
    const sent = withCode(template, zips);
    if (!hasLocalPaths(sent)) return { template, bucket: '' };
    const samContext = { ...context, target: clients.target, bucket: undefined };
    const packaged = await packageWithSam(samContext, sent, folder);
    return { template: packaged, bucket: (await samBucket(clients)) ?? '' };
  });
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
