/**
 * What of the manifests and Cargo.lock a crate's bytes depend on, as one digest for the cache key.
 *
 * Features unify over the Cargo workspace, so a function's bytes depend on more than its own closure of the
 * lock: what needs one of its dependencies may turn on a feature there. All such packages, and all features
 * that any member asks of them, are in the digest. That is more than is sure to matter, never less; what
 * they really turn on stands in manifests of the registry, which a fresh clone does not have.
 */
import { createHash } from 'node:crypto';
import type { TomlTable, TomlValue } from 'smol-toml';
import { lockGraph, packageId, type Lockfile } from '../cargo/lockfile';
import type { Manifest } from '../cargo/manifest';
import { asString, asTable } from '../toml';
import type { Crate } from '../cargo/workspace';

export interface CargoWorkspace {
  readonly rootManifest: Manifest | undefined;
  /** Undefined before the first build of a crate outside the shared workspace. */
  readonly lock: Lockfile | undefined;
  readonly crates: readonly Crate[];
}

/** The digest of each crate of one Cargo workspace, by crate name. */
export function dependencyKeys(workspace: CargoWorkspace): Map<string, string> {
  const graph = lockGraph(workspace.lock ?? { file: '', packages: [] });
  const members = new Set(workspace.crates.map(({ name }) => name));
  const unifiesTests = isFirstResolver(workspace);
  const requests = workspace.crates.flatMap((crate) => requestsOf(crate, members, unifiesTests));
  const settings = workspaceSettings(workspace.rootManifest?.table);
  return new Map(
    workspace.crates.map((crate) => {
      const closure = graph.closure(crate.name);
      const reached = [...graph.dependents(closure)];
      const names = new Set(reached.map(({ name }) => name));
      const lines = [
        settings,
        // Members are hashed by their files, and only where they are in the closure.
        ...reached
          .filter((entry) => closure.has(entry) || entry.source || !members.has(entry.name))
          .map(packageId),
        ...requests.flatMap((asked) => (names.has(asked.package) ? [asked.request] : [])),
      ];
      return [crate.name, digest([...new Set(lines)].sort())];
    }),
  );
}

/**
 * Under the first resolver the features that tests ask for count for what ships, too.
 * https://doc.rust-lang.org/cargo/reference/resolver.html#resolver-versions
 */
function isFirstResolver({ rootManifest }: CargoWorkspace): boolean {
  const workspace = asTable(rootManifest?.table['workspace']);
  const pkg = asTable(rootManifest?.table['package']);
  const said = asString(workspace?.['resolver'] ?? pkg?.['resolver']);
  const inherited = asTable(workspace?.['package'])?.['edition'];
  const edition = asTable(pkg?.['edition'])?.['workspace'] ? inherited : pkg?.['edition'];
  return said === undefined ? !(Number(asString(edition)) >= 2021) : said === '1';
}

/** What a member asks of packages: in its dependencies, and in features that turn on features of theirs. */
function requestsOf(
  { name, manifest, dependencies }: Crate,
  members: ReadonlySet<string>,
  unifiesTests: boolean,
): { readonly package: string; readonly request: string }[] {
  const asked = dependencies.filter(({ kind }) => unifiesTests || kind !== 'dev');
  const features = Object.entries(asTable(manifest.table['features']) ?? {});
  const switches = JSON.stringify([name, features]);
  return asked.flatMap((declared) => {
    const { alias, package: dependency, kind, platform, optional, defaultFeatures } = declared;
    // The whole workspace is built, with the default features of every member: to need one asks nothing.
    const isMember = declared.path !== undefined && members.has(dependency);
    const asksNothing = isMember && declared.features.length === 0;
    const request = [dependency, kind, platform, optional, declared.features, defaultFeatures];
    const isSwitched = features.some(([, on]) => Array.isArray(on) && on.some(turnsOn(alias)));
    return [
      ...(asksNothing ? [] : [{ package: dependency, request: JSON.stringify(request) }]),
      ...(optional || isSwitched ? [{ package: dependency, request: switches }] : []),
    ];
  });
}

/** Whether an item of `[features]` is about a dependency: `dep:x`, `x/feature` or `x?/feature`. */
function turnsOn(alias: string): (item: TomlValue) => boolean {
  return (item) => typeof item === 'string' && /^(?:dep:)?([^/?]+)/.exec(item)?.[1] === alias;
}

/** What of the workspace's root manifest bears on every member's bytes. */
function workspaceSettings(table: TomlTable | undefined): string {
  if (!table) return '';
  const { profile, patch, replace, workspace } = table;
  const { resolver, package: inherited, lints } = (workspace ?? {}) as TomlTable;
  return JSON.stringify({ profile, patch, replace, resolver, inherited, lints });
}

function digest(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32);
}
