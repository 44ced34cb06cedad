/** Knows versions and requirements as Cargo has them. https://semver.org */

/** Without the order among prereleases beyond that of their text. https://semver.org/#spec-item-11 */
export function compareVersions(a: string, b: string): number {
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

/**
 * Whether a version fits; undefined for a requirement that is not judged here: one with another operator
 * than `^` and a whole `=`. Cargo's default means equal up to the first number that is not 0, and not older.
 * https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html
 */
export function satisfies(version: string, requirement: string): boolean | undefined {
  const exact = /^\s*=\s*(\d+\.\d+\.\d+(?:-[\w.-]+)?)(?:\+\S*)?\s*$/.exec(requirement)?.[1];
  if (exact) return version.split('+')[0] === exact;
  const caret = /^\s*\^?\s*(\d+(?:\.\d+){0,2}(?:-[\w.-]+)?)(?:\+\S*)?\s*$/.exec(requirement)?.[1];
  if (!caret) return undefined;
  const parts = caret.split('-')[0]!.split('.').map(Number);
  const padded = [...parts, 0, 0].slice(0, 3);
  const has = numbers(version);
  // Nobody gets a prerelease who has not asked for one of that very version.
  if (prerelease(version) !== '') {
    if (prerelease(caret) === '' || padded.join('.') !== has.join('.')) return false;
  }
  const firstSet = parts.findIndex((part) => part > 0);
  const fixed = firstSet < 0 ? parts.length : firstSet + 1;
  const same = parts.slice(0, fixed).every((part, index) => part === has[index]);
  const suffix = caret.slice(caret.split('-')[0]!.length);
  return same && compareVersions(version, padded.join('.') + suffix) >= 0;
}

function numbers(version: string): number[] {
  return version.split(/[-+]/)[0]!.split('.').map(Number);
}

function prerelease(version: string): string {
  return /^[^-+]*-([^+]*)/.exec(version)?.[1] ?? '';
}
