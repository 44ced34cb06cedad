/**
 * What lies behind a path that was read. Of a link to a file Nx keeps the hash until the link itself is made
 * anew, and links to folders it does not see at all, so that what counts is what they lead to.
 */
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isInside } from './read-inputs';

export interface Followed {
  /** Absolute paths without links; those of Nx's business, and outside the workspace what was given. */
  readonly files: readonly string[];
  /** What was read through links to folders, and the link: it may lead elsewhere tomorrow. */
  readonly linked: readonly { readonly file: string; readonly folder: string }[];
}

/**
 * Of a folder, links below it are followed, too: it may have been read whole.
 *
 * @param path absolute
 * @param root absolute folder of the Nx workspace, without links
 */
export async function followLinks(path: string, root: string): Promise<Followed> {
  const real = await behindLinks(path);
  // Outside `file-key.sh` hashes, which follows every link.
  if (!isInside(path, root) && !isInside(real, root)) return { files: [path], linked: [] };
  const folder = real === path ? undefined : await linkedFolder(path, root);
  if (folder !== undefined) return { files: [], linked: [{ file: path, folder }] };
  const entries = await readdir(real, { withFileTypes: true, recursive: true }).catch(() => []);
  const links = entries.filter((entry) => entry.isSymbolicLink());
  const below = await Promise.all(
    // Node.js before 20.12 calls it `path`.
    links.map((link) => followLinks(join(link.parentPath ?? link.path, link.name), root)),
  );
  return {
    files: [real, ...below.flatMap(({ files }) => files)],
    linked: below.flatMap(({ linked }) => linked),
  };
}

/** The path itself, if it leads nowhere. */
export async function behindLinks(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** The topmost link to a folder that a path goes through within the workspace, or is. */
async function linkedFolder(path: string, root: string): Promise<string | undefined> {
  let found: string | undefined;
  for (let at = path; at !== root && isInside(at, root); at = dirname(at)) {
    const isLink = await lstat(at).then(
      (of) => of.isSymbolicLink(),
      () => false,
    );
    if (isLink && (await stat(at)).isDirectory()) found = at;
  }
  return found;
}
