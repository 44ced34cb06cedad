/** What the manifests of a Cargo workspace ask of its Cargo.lock: crates -> the lock that fits them. */
import { posix } from 'node:path';
import { asString, asTable } from '../toml';
import { bringIntoStep, type LockDependency, type LockMember } from './lockfile-edit';
import type { Manifest } from './manifest';
import type { Crate, Files } from './workspace';

export interface LockedWorkspace {
  /** Folder of the Cargo workspace, relative to the Nx workspace root. */
  readonly root: string;
  /** Of the Nx workspace. */
  readonly manifests: readonly Manifest[];
  readonly crates: readonly Crate[];
  readonly files: Files;
}

/** The lock's text as the crates need it; the same text if it fits, or if only Cargo can tell. */
export function lockInStep(text: string, file: string, workspace: LockedWorkspace): string {
  const { root, manifests, crates } = workspace;
  const manifest = manifests.find((candidate) => posix.dirname(candidate.file) === root);
  if (!manifest || !seesAllMembers(manifest, workspace)) return text;
  const members = crates
    .filter(({ workspaceRoot }) => workspaceRoot === root)
    .map((crate): LockMember => {
      const { name } = crate;
      return { name, version: versionOf(crate, manifest), dependencies: lockDependencies(crate) };
    });
  return bringIntoStep(text, file, members) ?? text;
}

/** What Cargo.lock has to have for the crate. */
export function lockDependencies({ dependencies }: Crate): LockDependency[] {
  return dependencies.map(({ package: name, path, git, requirement }) => ({
    name,
    path: path !== undefined,
    git,
    requirement,
  }));
}

function versionOf({ version, manifest }: Crate, workspace: Manifest): string {
  const isInherited = asTable(asTable(manifest.table['package'])?.['version']);
  const shared = asTable(asTable(workspace.table['workspace'])?.['package']);
  return (isInherited ? asString(shared?.['version']) : version) ?? '0.0.0';
}

/** A member in a folder that Nx ignores is not among the crates, and its entry has to stay. */
function seesAllMembers(
  { workspace }: Manifest,
  { root, manifests, files }: LockedWorkspace,
): boolean {
  const known = new Set(manifests.map(({ file }) => file));
  const isSeen = (folder: string) => {
    const manifest = posix.join(root, folder, 'Cargo.toml');
    return known.has(manifest) || !files.exists(manifest);
  };
  return (workspace?.members ?? []).every((glob) => {
    const isPattern = (path: string) => /[*?[]/.test(path);
    if (!isPattern(glob)) return isSeen(glob);
    const [folder, last] = [posix.dirname(glob), posix.basename(glob)];
    if (last !== '*' || isPattern(folder)) return false;
    return files.list(posix.join(root, folder)).every((name) => isSeen(posix.join(folder, name)));
  });
}
