/**
 * Finds which files Nx does not hash because git or .nxignore ignores them. The two play together by rules of
 * Nx's own, so where one of them may count, Nx itself is asked.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Run } from '../process/run';

/**
 * By path, which line of .nxignore would bring it back: that of the path itself, or of the topmost folder of
 * it that Nx passes over.
 *
 * @param paths of files and folders, relative to the workspace root; also of what is not there, but watched
 * @param askNx for what `seenByNx` says: it reads the whole workspace
 */
export async function findHidden(
  paths: readonly string[],
  root: string,
  run: Run,
  askNx: () => Promise<ReadonlySet<string>>,
): Promise<ReadonlyMap<string, string>> {
  const nxignore = await readFile(join(root, '.nxignore'), 'utf8').catch(() => undefined);
  const ignored = await ignoredByGit(paths, root, run);
  // Those at the end count: what was advised before, unless a later line has taken it back.
  const lines = (nxignore ?? '').split('\n');
  const kept = new Set(lines.slice(lines.findLastIndex((line) => /^[^!]/.test(line)) + 1));
  const isKept = (step: string) => kept.has(`!${step}`);

  const doubtful = paths.filter((path) => nxignore !== undefined || !ignored || ignored.has(path));
  if (doubtful.length === 0) return new Map();
  const seen = await askNx();
  const hidden = await Promise.all(
    doubtful.map(async (path): Promise<[string, string][]> => {
      if (seen.has(path)) return [];
      const steps = stepsOf(path).filter((step) => !seen.has(step));
      // What is not there nobody can see yet.
      const isHidden =
        (await hasContent(join(root, path))) || (ignored?.has(path) && !steps.some(isKept));
      return isHidden ? [[path, `!${steps.find((step) => !isKept(step)) ?? path}`]] : [];
    }),
  );
  return new Map(hidden.flat());
}

/** Whether there is a file, or a folder with anything in it. */
async function hasContent(path: string): Promise<boolean> {
  return stat(path).then(
    async (of) => !of.isDirectory() || (await readdir(path)).length > 0,
    () => false,
  );
}

/** Undefined where git cannot say: outside a repository, and of files of a submodule. */
async function ignoredByGit(
  paths: readonly string[],
  root: string,
  run: Run,
): Promise<ReadonlySet<string> | undefined> {
  if (paths.length === 0) return new Set();
  const args = ['-c', 'core.quotePath=false', 'check-ignore', '--no-index', '--', ...paths];
  const result = await run({ program: 'git', args, cwd: root });
  // Its code is 1 when it ignores none.
  if (result.type !== 'exited' || result.code > 1) return undefined;
  return new Set(result.stdout.split('\n'));
}

/** All files that Nx hashes, and the folders that they lie in. */
export async function seenByNx(root: string): Promise<ReadonlySet<string>> {
  const { WorkspaceContext } = await import('nx/src/native');
  // Into a folder that is not there it writes nothing.
  const context = new WorkspaceContext(root, join(root, '.nx', 'nowhere'));
  return new Set(context.allFileData().flatMap(({ file }) => stepsOf(file)));
}

/** Each folder of a path, from the top, and the path. */
function stepsOf(path: string): string[] {
  const names = path.split('/');
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}
