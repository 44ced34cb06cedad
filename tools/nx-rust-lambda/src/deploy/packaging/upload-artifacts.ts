/** Sends bootstraps to S3 side by side, each under a key that stands for its content. */
import { readFile } from 'node:fs/promises';
import type { AwsClients } from '../../aws/clients';
import { hasObject, putObject } from '../../aws/storage';
import type { Artifact } from '../../build/artifact';
import { samNameOf, zipBootstrap } from './code-archive';
import type { NamedCode } from './deployed-code';

/** A checked `bootstrap`; its content is read when it is sent, since a hundred of them are large. */
export interface Code extends NamedCode, Pick<Artifact, 'sha256' | 'size' | 'file'> {
  /** What it was built for; `host` for this machine. */
  readonly target: string;
  /** Folder of its crate, relative to the workspace root, and the bin. */
  readonly source?: { readonly root: string; readonly bin: string };
}

/** Logical id -> what it runs. */
export type CodeOf = ReadonlyMap<string, Code>;

export interface UploadTarget {
  readonly clients: AwsClients;
  readonly bucket: string;
  /** A key that stands for the content. */
  readonly keyOf: (artifact: Code) => string | Promise<string>;
  readonly kmsKeyId: string | undefined;
  readonly report: (line: string) => void;
}

const atOnce = 8;
/** Milliseconds between two lines about how far the upload is. */
const reportEveryMs = 1_000;

/** @returns logical id -> S3 URL; what is there already is not sent again */
export async function uploadArtifacts(
  target: UploadTarget,
  code: CodeOf,
): Promise<Record<string, string>> {
  const { clients, bucket, report } = target;
  const artifacts = new Map([...code.values()].map((artifact) => [artifact.sha256, artifact]));
  const keys = new Map<string, string>();
  const waiting: { readonly key: string; readonly file: string; readonly bytes: number }[] = [];
  await sideBySide([...artifacts.values()], async (artifact) => {
    const key = await target.keyOf(artifact);
    keys.set(artifact.sha256, key);
    if (await hasObject(clients, { bucket, key })) return;
    waiting.push({ key, file: artifact.file, bytes: artifact.size });
  });
  if (waiting.length > 0) {
    const bytes = waiting.reduce((sum, each) => sum + each.bytes, 0);
    report(`uploading ${counted(waiting.length)}, ${(bytes / 1e6).toFixed(1)} MB`);
    const progress = progressOf(waiting.length, report);
    await sideBySide(waiting, async ({ key, file }) => {
      const archive = zipBootstrap(await readFile(file));
      await putObject(clients, { bucket, key }, archive, target.kmsKeyId);
      progress();
    });
  }
  const urlOf = ({ sha256 }: Code) => `s3://${bucket}/${keys.get(sha256)}`;
  return Object.fromEntries([...code].map(([id, artifact]) => [id, urlOf(artifact)]));
}

/** The key that `sam package` gives: who deploys with one way does not send again what the other has. */
export async function samKeyOf({ file }: Code, prefix: string | undefined): Promise<string> {
  const name = samNameOf(await readFile(file));
  return prefix ? `${prefix}/${name}` : name;
}

function progressOf(total: number, report: (line: string) => void): () => void {
  let done = 0;
  let last = Date.now();
  return () => {
    done += 1;
    if (Date.now() - last < reportEveryMs) return;
    last = Date.now();
    report(`uploaded ${done} of ${total}`);
  };
}

async function sideBySide<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker));
}

function counted(artifacts: number): string {
  return artifacts === 1 ? '1 artifact' : `${artifacts} artifacts`;
}
