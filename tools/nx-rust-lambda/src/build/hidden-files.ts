/**
 * Finds which files Nx does not hash: what git and .nxignore ignore, and folders that it never enters. The two
 * files play together by rules of Nx's own, so where one of them may count, Nx itself is asked.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../process/run';

/** What keeps a path from Nx. */
export interface Hidden {
  /** The path, or the topmost folder of it that Nx passes over. */
  readonly at: string;
  /** Whether .nxignore can have it back. */
  readonly canBeSeen: boolean;
}

/** @param paths of files and folders that are there, relative to the workspace root */
export async function findHidden(
  paths: readonly string[],
  root: string,
  run: Run,
): Promise<ReadonlyMap<string, Hidden>> {
  const nxignore = await readFile(join(root, '.nxignore'), 'utf8').catch(() => undefined);
  const ignored = await ignoredByGit(paths, root, run);
  const doubtful = paths.filter(
    (path) => nxignore !== undefined || !ignored || ignored.has(path) || neverSeen(path),
  );
  if (doubtful.length === 0) return new Map();
  const seen = await seenByNx(root);
  // What was advised before; a later line may have taken it back.
  const lines = (nxignore ?? '').split('\n');
  const keeps = new Set(lines.slice(lines.findLastIndex((line) => /^[^!]/.test(line)) + 1));
  return new Map(
    doubtful
      .filter((path) => !seen.has(path))
      .map((path) => {
        const never = neverSeen(path);
        const steps = stepsOf(path).filter((step) => !seen.has(step));
        const at = never ?? steps.find((step) => !keeps.has(`!${step}`)) ?? path;
        return [path, { at, canBeSeen: never === undefined }];
      }),
  );
}

/** Undefined where git cannot say: outside a repository, and of files of a submodule. */
async function ignoredByGit(
  paths: readonly string[],
  root: string,
  run: Run,
): Promise<ReadonlySet<string> | undefined> {
  if (paths.length === 0) return new Set();
  const args = ['check-ignore', '--no-index', '-z', '--', ...paths];
  const result = await run({ program: 'git', args, cwd: root });
  // Its code is 1 when it ignores none.
  if (result.type !== 'exited' || result.code > 1) return undefined;
  return new Set(result.stdout.split('\0'));
}

/** All files that Nx hashes, and the folders that they lie in. */
async function seenByNx(root: string): Promise<ReadonlySet<string>> {
  const { WorkspaceContext } = await import('nx/src/native');
  const context = new WorkspaceContext(root, join(root, '.nx', 'rust-files'));
  return new Set(context.allFileData().flatMap(({ file }) => stepsOf(file)));
}

/** Each folder of a path, from the top, and the path. */
function stepsOf(path: string): string[] {
  const names = path.split('/');
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}

/** Nx's own list, whatever .nxignore says. */
function neverSeen(path: string): string | undefined {
  return stepsOf(path).find((step) => /(^|\/)(node_modules|\.git|\.nx|\.yarn\/cache)$/.test(step));
}
