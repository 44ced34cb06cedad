/** Writes a Cargo.lock that has been brought into step with its crates. Knows nothing of what is in it. */
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mayWriteUnasked } from './write-unasked';

/**
 * Whole or not at all, and only over the text that it was made from; what the file has in the end. Where it
 * may not or cannot be written, that is what it had: the build then says what to do.
 *
 * @param root absolute folder of the Nx workspace
 * @param path of Cargo.lock, absolute
 */
export function replaceLock(root: string, path: string, from: string, to: string): string {
  if (from === to || !mayWriteUnasked(root)) return from;
  try {
    return swap(realpathSync(path), from, to);
  } catch {
    return from;
  }
}

function swap(file: string, from: string, to: string): string {
  const part = `${file}.${process.pid}.part`;
  try {
    writeFileSync(part, to, { mode: statSync(file).mode });
    // Another graph is being made, or Cargo has written: what stands there now is newer.
    const now = readFileSync(file, 'utf8');
    if (now !== from) return now;
    renameSync(part, file);
    return to;
  } finally {
    rmSync(part, { force: true });
  }
}
