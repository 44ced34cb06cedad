/** Where locks lie that all clones of one user on this machine share, and nobody else can write to. */
import { lstatSync, mkdirSync, type Stats } from 'node:fs';
import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../user-error';

/**
 * The temporary folder is this machine's own, so it comes first; but whoever is quicker may have made the
 * folder there. Other machines may share the home.
 */
export function lockFolders(): string[] {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return [
    join(tmpdir(), `nx-rust-lambda-${userInfo().uid}`),
    join(cache, 'nx-rust-lambda', `locks-${hostname()}`),
  ];
}

/**
 * The first of the folders that is this user's alone, made if it is not there.
 *
 * @throws UserError if there is none
 */
export function ownFolder(
  folders: readonly string[],
  report: (line: string) => void,
  { uid } = userInfo(),
): string {
  const wrong: string[] = [];
  for (const folder of folders) {
    const reason = refusal(folder, uid);
    if (reason === undefined) {
      for (const each of wrong) report(`${each}; locking in ${folder} instead`);
      return folder;
    }
    wrong.push(`${folder} ${reason}`);
  }
  throw new UserError(
    `there is no folder for the lock of this deploy that is yours alone: ${wrong.join(', and ')}; remove one of them, or set XDG_CACHE_HOME to a folder of yours`,
  );
}

function refusal(folder: string, uid: number): string | undefined {
  let stats: Stats;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    stats = lstatSync(folder);
  } catch (error) {
    return `cannot be made (${(error as NodeJS.ErrnoException).code})`;
  }
  if (stats.isSymbolicLink()) return 'is a symbolic link';
  if (!stats.isDirectory()) return 'is no folder';
  // Windows has neither; its temporary folder is the user's own.
  if (uid < 0) return undefined;
  if (stats.uid !== uid) return `belongs to user ${stats.uid}`;
  return (stats.mode & 0o022) === 0 ? undefined : 'may be written to by others';
}
