/**
 * Brings what a template refers to on this machine into S3: bootstraps directly where that is all
 * there is, everything else through `sam package`. Knows nothing of stacks.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localCredentials, type AwsClients } from '../aws/clients';
import { ensureBucket, ensureObject } from '../aws/storage';
import type { Artifact } from '../build/artifact';
import type { Run } from '../process/run';
import { isObject, objectAt, parseTemplate, type JsonObject } from '../template/sam-template';
import { UserError } from '../user-error';
import { zipBootstrap } from './code-archive';
import { withCode } from './deploy-plan';
import type { NamedCode } from './deployed-code';
import type { Environment } from './environment';
import { hasLocalPaths, withAbsolutePaths } from './local-paths';

/** A checked `bootstrap`; its content is read when it is sent, since a hundred of them are large. */
export interface Code extends NamedCode, Pick<Artifact, 'sha256' | 'size' | 'file'> {}

/** Logical id -> what it runs. */
export type CodeOf = ReadonlyMap<string, Code>;

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
const uploadsAtOnce = 8;

/** The template with all local code replaced by what is in S3. */
export async function packageTemplate(
  context: PackagingContext,
  template: JsonObject,
  code: CodeOf,
): Promise<Packaged> {
  if (context.environment.kind === 'account') return packageWithSam(context, template, code);
  await uploadBootstraps(context.clients, [...code.values()]);
  const ids = Object.fromEntries([...code].map(([id, { sha256 }]) => [id, objectOf(sha256)]));
  const direct = withCode(template, ids);
  // Layers and functions in other languages are SAM's business here, too.
  return hasLocalPaths(direct)
    ? packageWithSam(context, direct, new Map())
    : { template: direct, bucket: localBucket };
}

function objectOf(sha256: string): string {
  return `s3://${localBucket}/${keyOf(sha256)}`;
}

function keyOf(sha256: string): string {
  return `stored/${sha256}.zip`;
}

async function uploadBootstraps(clients: AwsClients, artifacts: readonly Code[]): Promise<void> {
  await ensureBucket(clients, localBucket);
  const waiting = [...new Map(artifacts.map((artifact) => [artifact.sha256, artifact])).values()];
  const upload = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { sha256, file } = next;
      await ensureObject(clients, { bucket: localBucket, key: keyOf(sha256) }, async () =>
        zipBootstrap(await readFile(file)),
      );
    }
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, upload));
}

async function packageWithSam(
  context: PackagingContext,
  template: JsonObject,
  code: CodeOf,
): Promise<Packaged> {
  const folder = await mkdtemp(join(tmpdir(), 'nx-rust-lambda-package-'));
  try {
    const zips: Record<string, string> = {};
    for (const [id, artifact] of code) {
      zips[id] = join(folder, `${artifact.sha256}.zip`);
      await writeFile(zips[id], zipBootstrap(await readFile(artifact.file)));
    }
    const staged = withAbsolutePaths(withCode(template, zips), context.root);
    const input = join(folder, 'template.json');
    const output = join(folder, 'packaged.json');
    await writeFile(input, JSON.stringify(staged));
    await runSamPackage(context, { folder, input, output });
    const text = await readFile(output, 'utf8');
    const packaged = parseTemplate(text, 'the output of sam package').data;
    return {
      template: withoutNewMarks(packaged, staged),
      bucket: bucketOf(packaged) ?? context.environment.s3Bucket ?? '',
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runSamPackage(
  { environment, clients, run, sam, report }: PackagingContext,
  { folder, input, output }: { folder: string; input: string; output: string },
): Promise<void> {
  const { target } = clients;
  const bucket = environment.s3Bucket
    ? ['--s3-bucket', environment.s3Bucket]
    : // SAM's own bucket of the account, made on first use.
      ['--resolve-s3'];
  const result = await run({
    program: await sam(),
    args: ['package', '--template-file', input, '--output-template-file', output].concat(
      ['--use-json', '--no-progressbar', '--region', environment.region],
      bucket,
      environment.s3Prefix ? ['--s3-prefix', environment.s3Prefix] : [],
      environment.profile ? ['--profile', environment.profile] : [],
    ),
    // Not the workspace: sam would read its samconfig.toml a second time.
    cwd: folder,
    env: {
      SAM_CLI_TELEMETRY: '0',
      AWS_ENDPOINT_URL: target.endpoint,
      ...(target.kind === 'local'
        ? {
            AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
            AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
            AWS_SESSION_TOKEN: undefined,
            AWS_PROFILE: undefined,
          }
        : {}),
    },
  });
  if (result.type === 'exited' && result.code === 0) return;
  if (result.type === 'exited') report(result.stderr.trim());
  const how =
    result.type === 'exited'
      ? `ended with ${result.code}`
      : result.type === 'killed'
        ? `was ended by ${result.signal}`
        : `could not be started (${result.reason})`;
  throw new UserError(`sam package ${how}; what it said stands above`);
}

/** SAM marks every resource; a mark on what was not packaged now would show as a change. */
function withoutNewMarks(packaged: JsonObject, staged: JsonObject): JsonObject {
  const resources = Object.entries(objectAt(packaged, 'Resources')).map(([id, resource]) => {
    const before = objectAt(staged, 'Resources', id, 'Metadata');
    if (!isObject(resource) || 'SamResourceId' in before) return [id, resource];
    const { Metadata: metadata, ...rest } = resource;
    const { SamResourceId: _, ...kept } = isObject(metadata) ? metadata : {};
    return [id, Object.keys(kept).length > 0 ? { ...rest, Metadata: kept } : rest];
  });
  return { ...packaged, Resources: Object.fromEntries(resources) as JsonObject };
}

function bucketOf(template: JsonObject): string | undefined {
  for (const id of Object.keys(objectAt(template, 'Resources'))) {
    const { CodeUri: codeUri } = objectAt(template, 'Resources', id, 'Properties');
    const found = typeof codeUri === 'string' ? /^s3:\/\/([^/]+)\//.exec(codeUri) : undefined;
    if (found) return found[1];
  }
  return undefined;
}
