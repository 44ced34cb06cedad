/**
 * What of the manifests and Cargo.lock a crate's bytes depend on, as one digest for the cache key.
 *
 * Features unify over the Cargo workspace, so a function's bytes depend on more than its own closure of the
 * lock: what needs one of its dependencies may turn on a feature there. Of the closure the digest has every
 * package. Of what needs it from outside the digest has what can turn on a feature, and where: what its
 * manifest says (the record), what it needs, and all features that a member asks of it. Cargo's resolver
 * decides by nothing else. Where there is no record of a package, its version and checksum stand for it.
 */
import { createHash } from 'node:crypto';
import type { TomlTable, TomlValue } from 'smol-toml';
import type { FeatureRecord } from '../cargo/feature-record';
import {
  lockGraph,
  packageId,
  type LockGraph,
  type LockedPackage,
  type Lockfile,
} from '../cargo/lockfile';
import type { Manifest } from '../cargo/manifest';
import { mayBeOurs } from '../cargo/platform';
import { asString, asTable } from '../toml';
import type { Crate } from '../cargo/workspace';

export interface CargoWorkspace {
  readonly rootManifest: Manifest | undefined;
  /** Undefined before the first build of a crate outside the shared workspace. */
  readonly lock: Lockfile | undefined;
  readonly crates: readonly Crate[];
  readonly features: FeatureRecord;
}

/** The digest of each crate of one Cargo workspace, by crate name. */
export function dependencyKeys(workspace: CargoWorkspace): Map<string, string> {
  const graph = lockGraph(workspace.lock ?? { file: '', packages: [] }, otherPlatforms(workspace));
  const members = new Set(workspace.crates.map(({ name }) => name));
  const asked = requestsOfAll(workspace, graph, members);
  const settings = workspaceSettings(workspace.rootManifest?.table);
  return new Map(
    workspace.crates.map((crate) => {
      const closure = graph.closure(crate.name);
      const reached = [...graph.dependents(closure)];
      const labels = labelsOf(reached);
      const labelled = (entries: readonly LockedPackage[]) =>
        entries.flatMap((entry) => labels.get(entry) ?? []).sort();
      const names = new Set(reached.map(({ name }) => name));
      const said = (entry: LockedPackage) => {
        const id = packageId(entry);
        return closure.has(entry) ? id : (workspace.features.get(id)?.digest ?? id);
      };
      const lines = [
        settings,
        // Members are hashed by their files, and only where they are in the closure.
        ...reached
          .filter((entry) => closure.has(entry) || entry.source || !members.has(entry.name))
          .map((entry) => [labels.get(entry), said(entry), labelled(graph.needs(entry))]),
        ...asked
          .filter((one) => names.has(one.package))
          .map(({ request, targets }) => [request, labelled(targets)]),
      ];
      return [crate.name, digest(lines.map((line) => JSON.stringify(line)).sort())];
    }),
  );
}

/**
 * What packages are called in a key: by name, and those of one name by their order. Versions are not in it,
 * so that an update of what cannot change anything is none.
 */
function labelsOf(entries: readonly LockedPackage[]): Map<LockedPackage, string> {
  const byName = new Map<string, LockedPackage[]>();
  for (const entry of entries) {
    const known = byName.get(entry.name);
    if (known) known.push(entry);
    else byName.set(entry.name, [entry]);
  }
  return new Map(
    [...byName.values()].flatMap((namesakes) =>
      namesakes
        .sort((one, other) => (packageId(one) < packageId(other) ? -1 : 1))
        .map((entry, index) => [entry, `${entry.name} ${index}`] as const),
    ),
  );
}

interface Request {
  /** The name of the package that something is asked of. */
  readonly package: string;
  readonly request: string;
  /** What the lock has for it. */
  readonly targets: readonly LockedPackage[];
}

/** Each once, however many members ask it. */
function requestsOfAll(
  workspace: CargoWorkspace,
  graph: LockGraph,
  members: ReadonlySet<string>,
): Request[] {
  const unifiesAll = isFirstResolver(workspace);
  const requests = workspace.crates.flatMap((crate) => {
    const [entry] = graph.closure(crate.name);
    const needs = entry ? graph.needs(entry) : [];
    return requestsOf(crate, members, unifiesAll).map((asked): Request => {
      const targets = needs.filter(({ name }) => name === asked.package);
      // With two versions of one package the manifest's requirements say which of them is asked.
      const declared = targets.length > 1 ? declarations(crate, workspace) : '';
      return { ...asked, request: asked.request + declared, targets };
    });
  });
  const key = ({ request, targets }: Request) => [request, ...targets.map(packageId)].join('\n');
  return [...new Map(requests.map((one) => [key(one), one])).values()];
}

/** All that a member says of what it needs. */
function declarations({ manifest: { table } }: Crate, { rootManifest }: CargoWorkspace): string {
  const { dependencies, target, 'build-dependencies': build, 'dev-dependencies': dev } = table;
  const inherited = asTable(rootManifest?.table['workspace'])?.['dependencies'];
  return JSON.stringify([dependencies, target, build, dev, inherited]);
}

/** What each package needs on other platforms only, as Windows; the first resolver counts that, too. */
function otherPlatforms(workspace: CargoWorkspace): (of: LockedPackage) => ReadonlySet<string> {
  if (isFirstResolver(workspace)) return () => new Set();
  const ofMembers = new Map(
    workspace.crates.map(({ name, dependencies }) => {
      const needed = dependencies.filter(({ platform }) => mayBeOurs(platform));
      const names = new Set(dependencies.map((declared) => declared.package));
      needed.forEach((declared) => names.delete(declared.package));
      return [name, names];
    }),
  );
  return (entry) =>
    (entry.source === undefined && ofMembers.get(entry.name)) ||
    new Set(workspace.features.get(packageId(entry))?.elsewhere);
}

/**
 * Under the first resolver the features that tests and other platforms ask for count for what ships, too.
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
  unifiesAll: boolean,
): { readonly package: string; readonly request: string }[] {
  const asked = dependencies.filter(
    ({ kind, platform }) => unifiesAll || (kind !== 'dev' && mayBeOurs(platform)),
  );
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
