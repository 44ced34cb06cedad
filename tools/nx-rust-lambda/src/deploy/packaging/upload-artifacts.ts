/**
 * Sends bootstraps to S3 side by side, each under a key that stands for its content. What is sent is
 * what was checked: one read is compared, archived, hashed and sent.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { AwsClients } from '../../aws/clients';
import { provedSha256, putObject, type Bucket } from '../../aws/storage';
import type { Artifact } from '../../build/artifact';
import { UserError } from '../../user-error';
import { archiveName, zipBootstrap, type ArchiveForm, type CodeArchive } from './code-archive';
import type { StoredCode } from './deployed-code';
import { sideBySide } from '../side-by-side';

/** A checked `bootstrap`; its content is read when it is sent, since a hundred of them are large. */
export interface Code extends Pick<Artifact, 'sha256' | 'size' | 'file'> {
  /** What it was built for; `host` for this machine. */
  readonly target: string;
  /** Folder of its crate, relative to the workspace root, and the bin. */
  readonly source?: { readonly root: string; readonly bin: string };
  /** Set where its archive has to be read anew although it was sent before; part of the object's name. */
  readonly again?: string;
}

/** Logical id -> what it runs. */
export type CodeOf = ReadonlyMap<string, Code>;

export interface UploadTarget {
  readonly clients: AwsClients;
  readonly bucket: Bucket;
  /** Before the object's name, without a slash at its end. */
  readonly prefix: string | undefined;
  readonly form: ArchiveForm;
  readonly kmsKeyId: string | undefined;
  readonly report: (line: string) => void;
}

/** Milliseconds between two lines about how far the upload is. */
const reportEveryMs = 1_000;

/**
 * @returns by logical id; what S3 proves to be there already is not sent again
 * @throws UserError if an artifact is not any more what was checked
 */
export async function uploadArtifacts(
  { clients, bucket, prefix, form, kmsKeyId, report }: UploadTarget,
  code: CodeOf,
): Promise<ReadonlyMap<string, StoredCode>> {
  const artifacts = new Map([...code.values()].map((artifact) => [artifact.sha256, artifact]));
  const stored = new Map<string, StoredCode>();
  const progress = new Progress(bucket, report);
  await sideBySide([...artifacts.values()], async (artifact) => {
    const archive = await archiveOf(artifact, form);
    const name = archiveName(artifact.sha256, archive, artifact.again);
    const key = prefix ? `${prefix}/${name}` : name;
    const url = `s3://${bucket.name}/${key}`;
    stored.set(artifact.sha256, { url, sha256: archive.sha256 });
    const there = await provedSha256(clients, { bucket, key });
    if (there === archive.sha256) return;
    if (there !== undefined) report(`${url} holds something else; replacing it`);
    progress.begin();
    await putObject(clients, { bucket, key }, archive, kmsKeyId);
    progress.sent(archive.bytes.length);
  });
  progress.end();
  return new Map([...code].map(([id, { sha256 }]) => [id, stored.get(sha256)!]));
}

/**
 * The archive of an artifact, from one read of its file.
 *
 * @throws UserError if the file is not any more what was checked
 */
async function archiveOf(
  { file, sha256 }: Pick<Code, 'file' | 'sha256'>,
  form: ArchiveForm,
): Promise<CodeArchive> {
  const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  if (createHash('sha256').update(content).digest('hex') !== sha256) {
    throw new UserError(
      'was replaced or removed after this deploy had checked it; the stack was not changed, so build and deploy again',
      { file },
    );
  }
  return zipBootstrap(content, form);
}

/** What is sent, told as it goes; nothing where nothing is. */
class Progress {
  private count = 0;
  private bytes = 0;
  private toldAt: number | undefined;

  constructor(
    private readonly bucket: Bucket,
    private readonly report: (line: string) => void,
  ) {}

  begin(): void {
    if (this.toldAt === undefined) this.tell(`uploading to s3://${this.bucket.name}`);
  }

  sent(bytes: number): void {
    this.count += 1;
    this.bytes += bytes;
    if (Date.now() - (this.toldAt ?? 0) >= reportEveryMs) this.tell(this.soFar());
  }

  end(): void {
    if (this.count > 0) this.report(this.soFar());
  }

  private tell(line: string): void {
    this.toldAt = Date.now();
    this.report(line);
  }

  private soFar(): string {
    const artifacts = this.count === 1 ? '1 artifact' : `${this.count} artifacts`;
    return `uploaded ${artifacts}, ${(this.bytes / 1e6).toFixed(1)} MB`;
  }
}
