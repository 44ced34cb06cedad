/** Knows which end-to-end tests are left out, by what their files are called. */

export interface TestSets {
  /** `*.full.e2e.ts`: what takes long. */
  readonly full: boolean;
  /** `*.arm64.e2e.ts`: what runs programs for arm64, which not every machine can. */
  readonly arm64: boolean;
}

/** Regular expressions of paths. */
export function leftOutPatterns(sets: TestSets): readonly string[] {
  const names = (['full', 'arm64'] as const).filter((name) => !sets[name]);
  return names.map((name) => `\\.${name}\\.e2e\\.ts$`);
}
