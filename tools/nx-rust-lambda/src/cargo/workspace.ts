/**
 * Knows which crates there are, to which Cargo workspace each belongs and who needs whom: manifests ->
 * crates. Knows nothing of Nx or of the template.
 */
import { posix } from 'node:path';
import { minimatch } from 'minimatch';
import { UserError } from '../user-error';
import type { BinTarget, DependencyDeclaration, Manifest, ManifestPackage } from './manifest';

export interface Crate {
  readonly name: string;
  readonly version: string | undefined;
  /** Folder relative to the Nx workspace root; `.` for the root itself. */
  readonly root: string;
  readonly manifest: Manifest;
  /** Folder of the Cargo workspace whose lock and target directory it shares. */
  readonly workspaceRoot: string;
  readonly bins: readonly BinTarget[];
  /** With what stands in `[workspace.dependencies]` filled in; paths from the Nx workspace root. */
  readonly dependencies: readonly DependencyDeclaration[];
  /** Folders of the crates that it needs by path. */
  readonly pathDependencies: readonly string[];
}

/** What the rules of Cargo's target discovery need to see. */
export interface Files {
  exists(path: string): boolean;
  /** Names in a folder; empty if there is none. */
  list(folder: string): readonly string[];
}

/**
 * Every crate that is a member of a Cargo workspace, or stands alone outside of all. A package that lies
 * inside a workspace without being a member is none of Cargo's, and none of ours.
 *
 * @throws UserError if two crates claim one name
 */
export function resolveCrates(manifests: readonly Manifest[], files: Files): Crate[] {
  const byRoot = new Map(manifests.map((manifest) => [rootOf(manifest), manifest]));
  const members = workspaceMembers(byRoot);
  const crates = manifests.flatMap((manifest): Crate[] => {
    const { package: pkg } = manifest;
    if (!pkg) return [];
    const root = rootOf(manifest);
    const workspaceRoot = members.get(root);
    if (workspaceRoot === undefined) return [];
    const dependencies = inherit(manifest, root, byRoot.get(workspaceRoot), workspaceRoot);
    return [
      {
        name: pkg.name,
        version: pkg.version,
        root,
        manifest,
        workspaceRoot,
        bins: binTargets(manifest, pkg, root, files),
        dependencies,
        pathDependencies: [
          ...new Set(
            dependencies.flatMap(({ path }) =>
              path !== undefined && byRoot.has(path) ? [path] : [],
            ),
          ),
        ],
      },
    ];
  });
  refuseSharedNames(crates);
  return crates.sort((a, b) => (a.root < b.root ? -1 : 1));
}

function rootOf(manifest: Manifest): string {
  return posix.dirname(manifest.file);
}

/** Folder of each package that Cargo would build -> folder of its workspace. */
function workspaceMembers(byRoot: ReadonlyMap<string, Manifest>): Map<string, string> {
  const workspaceOf = new Map<string, string>();
  // The deepest first: of nested workspaces a package belongs to the nearest above it.
  const roots = [...byRoot]
    .filter(([, manifest]) => manifest.workspace)
    .map(([root]) => root)
    .sort((a, b) => depth(b) - depth(a));
  for (const workspaceRoot of roots) {
    const manifest = byRoot.get(workspaceRoot)!;
    const { members, exclude } = manifest.workspace!;
    // As in Cargo, a member named by its path is one even inside an excluded folder; a glob is not enough.
    const below = (root: string) => (path: string) =>
      isInside(root, posix.join(workspaceRoot, trimSlash(path)));
    const excluded = (root: string) => exclude.some(below(root)) && !members.some(below(root));
    const waiting = [...byRoot.keys()].filter(
      (root) =>
        root === workspaceRoot ||
        members.some((glob) => minimatch(posix.relative(workspaceRoot, root), trimSlash(glob))),
    );
    for (let root = waiting.pop(); root !== undefined; root = waiting.pop()) {
      const member = byRoot.get(root);
      if (!member || workspaceOf.has(root)) continue;
      // A member with a [workspace] of its own, or one that is excluded, belongs elsewhere.
      if (root !== workspaceRoot && (member.workspace || excluded(root))) continue;
      workspaceOf.set(root, workspaceRoot);
      // Path dependencies below the workspace's folder are members without being listed.
      for (const { path } of inherit(member, root, manifest, workspaceRoot)) {
        if (path !== undefined && isInside(path, workspaceRoot)) waiting.push(path);
      }
    }
  }
  for (const [root, manifest] of byRoot) {
    if (workspaceOf.has(root) || !manifest.package) continue;
    const parent = roots.find((candidate) => candidate !== root && isInside(root, candidate));
    const exclude = parent === undefined ? [] : byRoot.get(parent)!.workspace!.exclude;
    const standsAlone =
      parent === undefined ||
      exclude.some((path) => isInside(root, posix.join(parent, trimSlash(path))));
    if (standsAlone) workspaceOf.set(root, root);
  }
  return workspaceOf;
}

function inherit(
  manifest: Manifest,
  root: string,
  workspace: Manifest | undefined,
  workspaceRoot: string,
): DependencyDeclaration[] {
  return manifest.dependencies.map((declared) => {
    const shared = declared.inherited
      ? workspace?.workspace?.dependencies.find(({ alias }) => alias === declared.alias)
      : undefined;
    const { path } = shared ?? declared;
    return {
      ...(shared ?? declared),
      // What a member says for itself; Cargo has none of these in [workspace.dependencies].
      alias: declared.alias,
      kind: declared.kind,
      platform: declared.platform,
      optional: declared.optional,
      path: path === undefined ? undefined : posix.join(shared ? workspaceRoot : root, path),
      // A member can turn them on where the workspace has them off, not the other way round.
      defaultFeatures: shared
        ? declared.defaultFeatures === true || shared.defaultFeatures !== false
        : declared.defaultFeatures !== false,
      features: [...new Set([...(shared?.features ?? []), ...declared.features])].sort(),
    };
  });
}

/** https://doc.rust-lang.org/cargo/reference/cargo-targets.html#target-auto-discovery */
function binTargets(
  manifest: Manifest,
  pkg: ManifestPackage,
  root: string,
  files: Files,
): BinTarget[] {
  const found = new Map(manifest.bins.map((bin) => [bin.name, bin]));
  const claimed = new Set(manifest.bins.map(({ path }) => path && posix.normalize(path)));
  const discover = (name: string, path: string) => {
    if (!found.has(name) && !claimed.has(path))
      found.set(name, { name, path, requiredFeatures: [] });
  };
  if (pkg.autobins) {
    if (files.exists(posix.join(root, 'src/main.rs'))) discover(pkg.name, 'src/main.rs');
    for (const entry of files.list(posix.join(root, 'src/bin'))) {
      if (entry.endsWith('.rs')) discover(entry.slice(0, -3), `src/bin/${entry}`);
      else if (files.exists(posix.join(root, 'src/bin', entry, 'main.rs'))) {
        discover(entry, `src/bin/${entry}/main.rs`);
      }
    }
  }
  return [...found.values()];
}

function refuseSharedNames(crates: readonly Crate[]): void {
  const first = new Map<string, Crate>();
  for (const crate of crates) {
    const other = first.get(crate.name);
    if (other) {
      throw new UserError(
        `two crates are called ${crate.name}: this one and ${other.manifest.file}; rename one of them`,
        { file: crate.manifest.file },
      );
    }
    first.set(crate.name, crate);
  }
}

function isInside(path: string, folder: string): boolean {
  return folder === '.' ? !path.startsWith('..') : path === folder || path.startsWith(`${folder}/`);
}

/** Number of folders on the way; none for `.`. */
function depth(root: string): number {
  return root === '.' ? 0 : root.split('/').length;
}

function trimSlash(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/$/, '');
}
