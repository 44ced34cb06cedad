/** Knows when the project graph may write to the working tree what Cargo would write there, unasked. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Not on CI, where nobody would commit it, and not while Git writes manifests and locks one by one: what is
 * there then is neither of its two states.
 *
 * @param root absolute folder of the Nx workspace
 */
export function mayWriteUnasked(root: string): boolean {
  const { CI } = process.env;
  const isCi = CI !== undefined && !['', '0', 'false'].includes(CI);
  return !isCi && !existsSync(join(gitFolder(root), 'index.lock'));
}

/** https://git-scm.com/docs/gitrepository-layout */
function gitFolder(root: string): string {
  const folder = join(root, '.git');
  if (!existsSync(folder) || statSync(folder).isDirectory()) return folder;
  const [, elsewhere = ''] = /^gitdir: (.+)$/m.exec(readFileSync(folder, 'utf8')) ?? [];
  return join(elsewhere.startsWith('/') ? '' : root, elsewhere);
}
