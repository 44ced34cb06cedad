/**
 * Knows Cargo.lock: text -> packages, and which of them a crate's bytes can depend on.
 */
import { UserError } from '../user-error';
import { asString, asTable, parseToml } from '../toml';

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Undefined for a crate of the workspace. */
  readonly source: string | undefined;
  readonly checksum: string | undefined;
  /** `name`, `name version` or `name version (source)`, as Cargo writes them. */
  readonly dependencies: readonly string[];
}

export interface Lockfile {
  readonly file: string;
  readonly packages: readonly LockedPackage[];
}

export function parseLockfile(text: string, file: string): Lockfile {
  const packages = parseToml(text, file)['package'];
  if (packages !== undefined && !Array.isArray(packages)) {
    throw new UserError('is not a Cargo.lock: package is not a list', { file });
  }
  return {
    file,
    packages: (packages ?? []).flatMap((value): LockedPackage[] => {
      const entry = asTable(value);
      const name = asString(entry?.['name']);
      const version = asString(entry?.['version']);
      if (!entry || !name || !version) return [];
      const dependencies = entry['dependencies'];
      return [
        {
          name,
          version,
          source: asString(entry['source']),
          checksum: asString(entry['checksum']),
          dependencies: Array.isArray(dependencies)
            ? dependencies.filter((item): item is string => typeof item === 'string')
            : [],
        },
      ];
    }),
  };
}

/** A package in one line; two packages with one line are the same bytes. */
export function packageId(entry: LockedPackage): string {
  return [entry.name, entry.version, entry.source ?? '', entry.checksum ?? ''].join(' ').trimEnd();
}

export interface LockGraph {
  /** The crate and all that it needs, by Cargo.lock. */
  closure(crate: string): ReadonlySet<LockedPackage>;
  /** These and what needs any of them, directly or not; without crates of the workspace that nothing needs. */
  dependents(of: ReadonlySet<LockedPackage>): ReadonlySet<LockedPackage>;
  /** What a package needs itself. */
  needs(of: LockedPackage): readonly LockedPackage[];
}

/** @param omits names of what a package does not need after all, whatever its entry says */
export function lockGraph(
  lock: Lockfile,
  omits: (of: LockedPackage) => ReadonlySet<string> = () => nothing,
): LockGraph {
  const byName = new Map<string, LockedPackage[]>();
  for (const entry of lock.packages) {
    byName.set(entry.name, [...(byName.get(entry.name) ?? []), entry]);
  }
  const forward = new Map<LockedPackage, LockedPackage[]>();
  const backward = new Map<LockedPackage, LockedPackage[]>();
  for (const entry of lock.packages) {
    const omitted = omits(entry);
    const needs = entry.dependencies.flatMap((line) => {
      const [name = '', version, source] = line.split(' ');
      if (omitted.has(name)) return [];
      const candidates = (byName.get(name) ?? []).filter(
        (candidate) => version === undefined || candidate.version === version,
      );
      const exact = candidates.filter((candidate) => isSame(candidate.source, source));
      return exact.length > 0 ? exact : candidates;
    });
    forward.set(entry, needs);
  }
  const needed = new Set([...forward.values()].flat());
  for (const [entry, needs] of forward) {
    // A thousand functions would otherwise be walked through for each of them.
    if (entry.source === undefined && !needed.has(entry)) continue;
    for (const need of needs) {
      const known = backward.get(need);
      if (known) known.push(entry);
      else backward.set(need, [entry]);
    }
  }
  return {
    closure: (crate) =>
      reach(
        (byName.get(crate) ?? []).filter((entry) => entry.source === undefined),
        forward,
      ),
    dependents: (of) => reach(of, backward),
    needs: (of) => forward.get(of) ?? [],
  };
}

const nothing: ReadonlySet<string> = new Set();

/** A reference has its source in brackets, without the commit of a repository. */
function isSame(source: string | undefined, referred: string | undefined): boolean {
  return referred === undefined || `(${source?.split('#')[0]})` === referred.replace(/#.*\)$/, ')');
}

function reach(
  from: Iterable<LockedPackage>,
  edges: ReadonlyMap<LockedPackage, readonly LockedPackage[]>,
): Set<LockedPackage> {
  const seen = new Set<LockedPackage>();
  const waiting = [...from];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(edges.get(next) ?? []));
  }
  return seen;
}
