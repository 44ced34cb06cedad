/**
 * Knows how Cargo writes Cargo.lock, and adds a crate of the workspace to it without running Cargo. Knows
 * nothing of manifests.
 */
import { UserError } from '../user-error';
import { parseLockfile, type LockedPackage } from './lockfile';

export interface NewCrate {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly LockDependency[];
}

/** A dependency as the manifests declare it. */
export interface LockDependency {
  /** The package's name. */
  readonly name: string;
  /** As in the manifest (`1.5.0`); decides if several versions are locked. */
  readonly requirement?: string;
  /** A crate of the workspace. */
  readonly path?: boolean;
}

/**
 * The lock's text with the crate, as Cargo itself would write it.
 *
 * @throws UserError if the lock has a format older than 3, the crate already, or not what the crate needs
 */
export function addPathCrate(lockText: string, file: string, crate: NewCrate): string {
  const eol = lockText.includes('\r\n') ? '\r\n' : '\n';
  const text = lockText.replaceAll('\r\n', '\n');
  if (!/^version = [34]$/m.test(text)) {
    throw new UserError(
      'has a format older than version 3; write it anew with cargo update --workspace',
      { file },
    );
  }
  const { packages } = parseLockfile(text, file);
  if (packages.some(({ name, source }) => name === crate.name && source === undefined)) {
    throw new UserError(`already has a crate ${crate.name}; choose another name`, { file });
  }
  const added: LockedPackage = {
    name: crate.name,
    version: crate.version,
    source: undefined,
    checksum: undefined,
    dependencies: [],
  };
  const all = [...packages, added];
  const needs = crate.dependencies.map((dependency) => locked(dependency, packages, file));
  const entry = [
    '[[package]]',
    `name = "${crate.name}"`,
    `version = "${crate.version}"`,
    ...dependencyLines(needs.map((need) => reference(need, all))),
    '',
    '',
  ].join('\n');
  const referenced = spellOut(text, packages, added, all);
  const at = insertionPoint(referenced, packages, added);
  const before = referenced.slice(0, at);
  const gap = before.endsWith('\n\n') || before === '' ? '' : '\n';
  const after = referenced.slice(at);
  const result = before + gap + (after === '' ? entry.slice(0, -1) : entry) + after;
  return result.replaceAll('\n', eol);
}

/** Whether the lock has a version of each dependency that fits. */
export function isLocked(
  lockText: string,
  file: string,
  dependencies: readonly LockDependency[],
): boolean {
  const { packages } = parseLockfile(lockText, file);
  return dependencies.every((dependency) => newestFit(dependency, packages) !== undefined);
}

function dependencyLines(references: string[]): string[] {
  if (references.length === 0) return [];
  const sorted = references.toSorted((a, b) => (a < b ? -1 : 1));
  return ['dependencies = [', ...sorted.map((name) => ` "${name}",`), ']'];
}

/** The package that Cargo would choose: what is locked and fits, the newest first. */
function newestFit(
  { name, requirement, path }: LockDependency,
  packages: readonly LockedPackage[],
): LockedPackage | undefined {
  return packages
    .filter((entry) => entry.name === name && (entry.source === undefined) === (path ?? false))
    .filter(({ version }) => requirement === undefined || satisfies(version, requirement))
    .toSorted((a, b) => compareVersions(a.version, b.version))
    .at(-1);
}

function locked(
  dependency: LockDependency,
  packages: readonly LockedPackage[],
  file: string,
): LockedPackage {
  const found = newestFit(dependency, packages);
  if (found) return found;
  const { name, requirement } = dependency;
  const wanted = requirement === undefined ? name : `${name} ${requirement}`;
  throw new UserError(
    `has no package ${wanted}, which the new crate needs; bring it up to date with cargo update --workspace`,
    { file },
  );
}

/** The shortest form that means one package: Cargo's rule for `dependencies`. */
function reference(entry: LockedPackage, all: readonly LockedPackage[]): string {
  const namesakes = all.filter(({ name }) => name === entry.name);
  if (namesakes.length === 1) return entry.name;
  const twins = namesakes.filter(({ version }) => version === entry.version);
  const short = `${entry.name} ${entry.version}`;
  return twins.length === 1 || entry.source === undefined ? short : `${short} (${entry.source})`;
}

/** A crate called like a locked package makes the references to that one longer. */
function spellOut(
  text: string,
  packages: readonly LockedPackage[],
  added: LockedPackage,
  all: readonly LockedPackage[],
): string {
  return packages
    .filter(({ name }) => name === added.name)
    .reduce(
      (result, entry) =>
        result.replaceAll(
          `\n "${reference(entry, packages)}",\n`,
          `\n "${reference(entry, all)}",\n`,
        ),
      text,
    );
}

/** Packages are sorted by name, then by version, then by source; a crate of the workspace is first. */
function insertionPoint(
  text: string,
  packages: readonly LockedPackage[],
  added: LockedPackage,
): number {
  const index = packages.findIndex(
    ({ name, version }) =>
      name > added.name || (name === added.name && compareVersions(version, added.version) >= 0),
  );
  const starts = [...text.matchAll(/^\[\[package\]\]$/gm)].map((match) => match.index);
  if (index >= 0 && starts[index] !== undefined) return starts[index];
  // Behind the last package there may be tables of another kind: [[patch.unused]], [metadata].
  const lastStart = starts.at(-1) ?? 0;
  const other = [...text.matchAll(/^\[/gm)].find((match) => match.index > lastStart);
  return other?.index ?? text.length;
}

/** Cargo's default requirement: equal up to the first number that is not 0, and not older. */
function satisfies(version: string, requirement: string): boolean {
  const exact = /^\s*=\s*(\S+)$/.exec(requirement)?.[1];
  if (exact) return version === exact;
  const caret = /^\s*\^?\s*(\d+(?:\.\d+){0,2}(?:-[\w.-]+)?)\s*$/.exec(requirement)?.[1];
  // Another operator: too rare here to be judged; the newest locked version it is.
  if (!caret) return true;
  const parts = caret.split('-')[0]!.split('.').map(Number);
  const [wanted, has] = [parts, numbers(version)];
  const firstSet = wanted.findIndex((part) => part > 0);
  const fixed = firstSet < 0 ? wanted.length : firstSet + 1;
  const same = wanted.slice(0, fixed).every((part, index) => part === has[index]);
  const padded = [...parts, 0, 0].slice(0, 3).join('.') + caret.slice(caret.split('-')[0]!.length);
  return same && compareVersions(version, padded) >= 0;
}

function numbers(version: string): number[] {
  return version.split(/[-+]/)[0]!.split('.').map(Number);
}

/** https://semver.org/#spec-item-11, without the order among prereleases beyond that of their text. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (const index of [0, 1, 2]) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  const [preA, preB] = [prerelease(a), prerelease(b)];
  if (preA === preB) return 0;
  if (preA === '') return 1;
  if (preB === '') return -1;
  return preA < preB ? -1 : 1;
}

function prerelease(version: string): string {
  return /^[^-+]*-([^+]*)/.exec(version)?.[1] ?? '';
}
