/**
 * Knows how to zip one `bootstrap` so that the same program gives the same bytes, on every machine
 * and at any time. Knows nothing of where it goes.
 */
import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';

/** Deflating halves what is sent; for the local AWS it takes longer than it saves (decision 9). */
export type ArchiveForm = 'deflated' | 'stored';

export interface CodeArchive {
  readonly bytes: Uint8Array;
  /** SHA-256 in base64: S3's checksum of the object, and Lambda's CodeSha256 of the function. */
  readonly sha256: string;
}

// fflate reads the local time, so this is the first moment of a zip's clock in every time zone.
const firstMoment = new Date(1980, 0, 1);
const unix = 3;
/** A regular file, rwxr-xr-x: Lambda starts it itself. */
const unixMode = 0o100755;
/** fflate's default. Level 9 takes three times as long for 0.2 % less. */
const deflateLevel = 6;

/**
 * A zip archive that holds `bootstrap`, executable, with a fixed time. Deflated in JavaScript: zlib's
 * output differs between its builds, and a different archive is a new deploy.
 */
export function zipBootstrap(content: Uint8Array, form: ArchiveForm): CodeArchive {
  const level = form === 'deflated' ? deflateLevel : 0;
  const options = { level, mtime: firstMoment, os: unix, attrs: unixMode * 0x10000 } as const;
  const bytes = zipSync({ bootstrap: [content, options] });
  return { bytes, sha256: createHash('sha256').update(bytes).digest('base64') };
}

/**
 * Named after the program and after the archive: whoever knows the program finds it without zipping
 * anything, and the name says what Lambda has to run.
 *
 * @param sha256 of the program, in hexadecimal
 * @param again for an archive that has to be read anew although it was sent before
 */
export function archiveName(sha256: string, archive: CodeArchive, again?: string): string {
  const digest = Buffer.from(archive.sha256, 'base64').toString('hex');
  return [sha256, digest, ...(again ? [again] : []), 'zip'].join('.');
}

/**
 * The SHA-256 in base64 of the archive at an address in S3; undefined if it is not named as one of this
 * program.
 */
export function archiveAt(url: string, sha256: string): string | undefined {
  const found = /^s3:\/\/.*\/([0-9a-f]{64})\.([0-9a-f]{64})(?:\.\w+)?\.zip$/.exec(url);
  if (found?.[1] !== sha256) return undefined;
  return Buffer.from(found[2] ?? '', 'hex').toString('base64');
}
