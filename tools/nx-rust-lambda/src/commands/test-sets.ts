/** Knows which end-to-end tests are left out, by what their files are called. */
import type { NeedName } from './machine-needs';

/** `full`: what takes long. The others: what needs something that not every machine has. */
export type TestSets = Readonly<Record<'full' | NeedName, boolean>>;

/** Regular expressions of paths. */
export function leftOutPatterns(sets: TestSets): readonly string[] {
  return Object.entries(sets)
    .filter(([, taken]) => !taken)
    .map(([name]) => `\\.${name}\\.e2e\\.ts$`);
}
