/** For specs: entries of a Cargo.lock. */
import type { LockedPackage } from '../lockfile';

const registry = 'registry+https://github.com/rust-lang/crates.io-index';

export function locked(name: string, version: string, dependencies: string[] = []): LockedPackage {
  return { name, version, source: registry, checksum: `${name}-${version}`, dependencies };
}

export function member(name: string, dependencies: string[]): LockedPackage {
  return { name, version: '0.1.0', source: undefined, checksum: undefined, dependencies };
}
