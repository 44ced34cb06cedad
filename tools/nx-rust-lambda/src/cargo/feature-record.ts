/**
 * Knows Cargo.features.lock: for each locked package a digest of what its manifest can turn on, and what it
 * needs on other platforms only.
 *
 * What is published under one version and checksum never changes, so a digest that was once written down
 * holds wherever that package is locked, and a line of a file with conflict markers is as good as any other.
 */
import { createHash } from 'node:crypto';
import { packageId, type LockedPackage, type Lockfile } from './lockfile';
import { mayBeOurs } from './platform';

/** Beside the Cargo.lock that it is about. */
export const featureRecordName = 'Cargo.features.lock';

/** By `packageId`; undefined for a package that cargo itself does not look at. */
export type FeatureRecord = ReadonlyMap<string, PackageFeatures | undefined>;

export interface PackageFeatures {
  readonly digest: string;
  /** Names of packages that are not needed on any platform that functions are built on or for; sorted. */
  readonly elsewhere: readonly string[];
}

const header = `# Written by the project graph, for exact cache keys; it belongs in git, as Cargo.lock does.
# Each line: a package of Cargo.lock, what it is made of, !what it needs on other platforms only, and a
# digest of its features and dependencies.
`;

/** Packages whose features are recorded. The only crate of a lock is all there is to turn them on. */
export function recordedPackages({ packages }: Lockfile): LockedPackage[] {
  const crates = packages.filter(({ source }) => source === undefined);
  return crates.length > 1 ? packages.filter(({ source }) => source !== undefined) : [];
}

export function isComplete(lock: Lockfile, record: FeatureRecord): boolean {
  return recordedPackages(lock).every((entry) => record.has(packageId(entry)));
}

const shape = /^(\S+ \S+ [0-9a-f]{16})((?: ![\w-]+)*) ([0-9a-f]{32}|-)$/;

/** What a record's text says of the packages of a lock; a line that is none says nothing. */
export function parseFeatureRecord(text: string, lock: Lockfile): FeatureRecord {
  const byKey = new Map(recordedPackages(lock).map((entry) => [keyOf(entry), packageId(entry)]));
  const record = new Map<string, PackageFeatures | undefined>();
  const lines = new Map<string, string>();
  const contradicted = new Set<string>();
  for (const line of text.split(/\r?\n/)) {
    // The digest comes last: a line that was cut off is none.
    const [, key = '', names = '', digest = ''] = shape.exec(line) ?? [];
    const id = byKey.get(key);
    if (id === undefined) continue;
    if ((lines.get(id) ?? line) !== line) contradicted.add(id);
    lines.set(id, line);
    const elsewhere = names.split(' !').slice(1);
    record.set(id, digest === '-' ? undefined : { digest, elsewhere });
  }
  contradicted.forEach((id) => record.delete(id));
  return record;
}

/** Empty if there is nothing to record. */
export function formatFeatureRecord(lock: Lockfile, record: FeatureRecord): string {
  const lines = recordedPackages(lock).flatMap((entry) => {
    const id = packageId(entry);
    if (!record.has(id)) return [];
    const { digest = '-', elsewhere = [] } = record.get(id) ?? {};
    return [`${[keyOf(entry), ...elsewhere.map((name) => `!${name}`), digest].join(' ')}\n`];
  });
  return lines.length > 0 ? header + [...new Set(lines)].sort().join('') : '';
}

function keyOf(entry: LockedPackage): string {
  return `${entry.name} ${entry.version} ${digestOf(packageId(entry)).slice(0, 16)}`;
}

/** What is read of `cargo metadata --format-version 1`. */
interface MetadataPackage {
  readonly name: string;
  readonly version: string;
  readonly source: string | null;
  readonly features: Readonly<Record<string, readonly string[]>>;
  readonly dependencies: readonly MetadataDependency[];
  readonly targets: readonly { readonly kind: readonly string[] }[];
}
interface MetadataDependency {
  readonly name: string;
  readonly source: string | null;
  readonly req: string;
  readonly kind: string | null;
  readonly rename: string | null;
  readonly optional: boolean;
  readonly uses_default_features: boolean;
  readonly features: readonly string[];
  readonly target: string | null;
}

/**
 * The record of a lock from what `cargo metadata --locked --all-features` says of it.
 * https://doc.rust-lang.org/cargo/commands/cargo-metadata.html#json-format
 */
export function recordOfMetadata(json: string, lock: Lockfile): FeatureRecord {
  const { packages } = JSON.parse(json) as { readonly packages: readonly MetadataPackage[] };
  return new Map(
    recordedPackages(lock).map((entry) => {
      const found = packages.filter(
        ({ name, version, source }) =>
          name === entry.name && version === entry.version && source === entry.source,
      );
      return [packageId(entry), found[0] && featuresOf(found[0])];
    }),
  );
}

function featuresOf(of: MetadataPackage): PackageFeatures {
  const built = of.dependencies.filter(({ kind }) => kind !== 'dev');
  const needed = new Set(
    built.filter(({ target }) => mayBeOurs(target ?? undefined)).map(({ name }) => name),
  );
  const elsewhere = new Set(built.map(({ name }) => name).filter((name) => !needed.has(name)));
  return { digest: featureDigest(of), elsewhere: [...elsewhere].sort() };
}

/**
 * Of all that decides which features a package turns on where: its `[features]`, what it asks of its
 * dependencies, and whether it is a procedural macro, whose dependencies are another world under resolver 2.
 * Not of the versions that it asks for: what they come to stands in the lock.
 */
function featureDigest({ features, dependencies, targets }: MetadataPackage): string {
  const built = dependencies.filter(({ kind }) => kind !== 'dev');
  const asked = built.map((of) => {
    // With two versions of one package the requirement says which of them is asked.
    const place = ({ req, source }: MetadataDependency) => `${req} ${source ?? ''}`;
    const namesakes = built.filter(({ name }) => name === of.name);
    const isAmbiguous = namesakes.some((other) => place(other) !== place(of));
    return JSON.stringify([
      of.name,
      of.rename,
      of.kind,
      of.target,
      of.optional,
      of.uses_default_features,
      of.features.toSorted(),
      isAmbiguous ? place(of) : '',
    ]);
  });
  const switches = Object.entries(features).map(([name, on]) => [name, on.toSorted()]);
  const isMacro = targets.some(({ kind }) => kind.includes('proc-macro'));
  return digestOf(JSON.stringify([switches.sort(byName), asked.sort(), isMacro])).slice(0, 32);
}

function byName([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
