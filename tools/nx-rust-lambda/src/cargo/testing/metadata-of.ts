/** For specs: what `cargo metadata` says of packages of a registry. */
import type { LockedPackage } from '../lockfile';

export interface PublishedDependency {
  readonly name: string;
  readonly source?: string | null;
  readonly req?: string;
  readonly kind?: string | null;
  readonly rename?: string | null;
  readonly optional?: boolean;
  readonly uses_default_features?: boolean;
  readonly features?: readonly string[];
  readonly target?: string | null;
}

export interface PublishedManifest {
  readonly features?: Readonly<Record<string, readonly string[]>>;
  readonly dependencies?: readonly PublishedDependency[];
  readonly targets?: readonly { readonly kind: readonly string[] }[];
}

export function published(
  { name, version, source }: LockedPackage,
  { features = {}, dependencies = [], targets = [{ kind: ['lib'] }] }: PublishedManifest = {},
): object {
  const defaults = {
    source: source ?? null,
    req: '^1',
    kind: null,
    rename: null,
    optional: false,
    uses_default_features: true,
    features: [],
    target: null,
  };
  const all = dependencies.map((one) => ({ ...defaults, ...one }));
  return { name, version, source: source ?? null, features, dependencies: all, targets };
}

export function metadataOf(...packages: readonly object[]): string {
  return JSON.stringify({ packages, version: 1 });
}
