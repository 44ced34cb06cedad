/** Writes a Cargo.lock that has been brought into step with its crates. Knows nothing of what is in it. */
import { existsSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whole or not at all, and only over the text that it was made from; what the file has in the end. On CI, and
 * where it cannot be written, that is what it had: the build then says what to do.
 *
 * @param root absolute folder of the Nx workspace
 * @param path of Cargo.lock, absolute
 */
export function replaceLock(root: string, path: string, from: string, to: string): string {
  const { CI } = process.env;
  if (from === to || (CI !== undefined && !['', '0', 'false'].includes(CI))) return from;
  // While Git writes manifests and locks one by one, what is there is neither state.
  if (existsSync(join(gitFolder(root), 'index.lock'))) return from;
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

/** https://git-scm.com/docs/gitrepository-layout */
function gitFolder(root: string): string {
  const folder = join(root, '.git');
  if (!existsSync(folder) || statSync(folder).isDirectory()) return folder;
  const [, elsewhere = ''] = /^gitdir: (.+)$/m.exec(readFileSync(folder, 'utf8')) ?? [];
  return join(elsewhere.startsWith('/') ? '' : root, elsewhere);
}
