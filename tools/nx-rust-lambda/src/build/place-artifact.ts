/** Puts what cargo has compiled into its place, once it is what was asked for, and records it. */
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './replace-file';
import { UserError } from '../user-error';
import { recordPath, type ArtifactRecord } from './artifact';
import { refuseArtifact, warningsOf } from './artifact-checks';
import type { CargoRun, PlannedArtifact } from './build-plan';

/**
 * The record goes first and comes last, so that an interrupted placing is never taken for an artifact.
 *
 * @param built absolute path of what cargo made
 * @param root absolute folder of the Nx workspace
 * @throws UserError if it is not for the target, too large, or cannot be written
 */
export async function placeArtifact(
  built: string,
  { crate, spec }: PlannedArtifact,
  { profile, target }: CargoRun,
  root: string,
): Promise<{ readonly record: ArtifactRecord; readonly warnings: readonly string[] }> {
  const content = await readFile(built);
  const refusal = refuseArtifact(content, target);
  if (refusal !== undefined) throw new UserError(refusal, { file: spec.path });
  const file = join(root, spec.path);
  const recordFile = join(root, recordPath(spec.path));
  const record: ArtifactRecord = {
    crate,
    sha256: createHash('sha256').update(content).digest('hex'),
    size: content.length,
    target,
    profile,
  };
  try {
    await rm(recordFile, { force: true });
    await replaceFile(file, content, 0o755);
    await replaceFile(recordFile, `${JSON.stringify(record, undefined, 2)}\n`, 0o644);
  } catch (error) {
    const { message } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot be written (${message}); mend it and build again`, {
      file: spec.path,
    });
  }
  // This machine's own stays here.
  return { record, warnings: target === 'host' ? [] : warningsOf(content, root) };
}

/** One line for the task, and one for each warning. */
export function describeArtifact(
  { crate, spec }: PlannedArtifact,
  { size, target }: ArtifactRecord,
  warnings: readonly string[],
): string {
  const built = `${crate}: ${spec.path} (${(size / 1e6).toFixed(2)} MB, ${target === 'host' ? 'this machine' : target})`;
  return [built, ...warnings.map((warning) => `warning: ${spec.path} ${warning}`)].join('\n');
}
