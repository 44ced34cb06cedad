import fc from 'fast-check';
import type { LockedPackage } from '../cargo/lockfile';
import { locked, member } from '../cargo/testing/lock-of';
import { cratesOf, crateToml, manifestsOf, type Texts } from '../cargo/testing/workspace-of';
import { dependencyKeys } from './dependency-key';

const root = '[workspace]\nresolver = "3"\nmembers = ["apps/*"]\n';

function keysOf(files: Texts, packages: readonly LockedPackage[]): Record<string, string> {
  const rootManifest = manifestsOf(files).find(({ file }) => file === 'Cargo.toml');
  const lock = { file: 'Cargo.lock', packages };
  return Object.fromEntries(
    dependencyKeys({ rootManifest, lock, crates: cratesOf(files), features: new Map() }),
  );
}

// For every workspace: members m0… and packages p0…, of which each needs only later ones.
interface World {
  readonly texts: Texts;
  readonly lock: readonly LockedPackage[];
}
const size = { members: 4, packages: 6 };
const asks = fc.dictionary(
  fc.constantFrom(...Array.from({ length: size.packages }, (_, index) => `p${index}`)),
  fc.uniqueArray(fc.constantFrom('f', 'g'), { maxLength: 2 }),
  { maxKeys: 3 },
);
const needs = fc.array(fc.uniqueArray(fc.nat(size.packages - 1), { maxLength: 3 }), {
  minLength: size.packages,
  maxLength: size.packages,
});
const world = fc
  .tuple(fc.array(asks, { minLength: size.members, maxLength: size.members }), needs)
  .map(([members, edges]): World => ({
    texts: Object.fromEntries([
      ['Cargo.toml', root],
      ...members.map((asked, index) => manifestEntry(`m${index}`, asked)),
    ]),
    lock: [
      ...members.map((asked, index) => member(`m${index}`, Object.keys(asked).sort())),
      ...edges.map((targets, index) =>
        locked(
          `p${index}`,
          '1.0.0',
          targets.filter((to) => to > index).map((to) => `p${to}`),
        ),
      ),
    ],
  }));

function manifestEntry(name: string, asked: Record<string, string[]>): [string, string] {
  const lines = Object.entries(asked).map(
    ([dependency, features]) =>
      `${dependency} = { version = "1", features = ${JSON.stringify(features)} }`,
  );
  return [`apps/${name}/Cargo.toml`, crateToml(name, `[dependencies]\n${lines.join('\n')}`)];
}

test('for every workspace, the order of lock entries and manifests does not matter', () => {
  fc.assert(
    fc.property(world, fc.nat(), ({ texts: files, lock }, turn) => {
      const rotate = <T>(list: readonly T[]) => {
        const at = turn % list.length;
        return [...list.slice(at), ...list.slice(0, at)].reverse();
      };
      const other = Object.fromEntries(rotate(Object.entries(files)));
      expect(keysOf(other, rotate(lock))).toEqual(keysOf(files, lock));
    }),
  );
});

test("for every workspace, a change in a crate's closure changes its key", () => {
  fc.assert(
    fc.property(world, fc.nat(size.packages - 1), ({ texts: files, lock }, index) => {
      const name = `p${index}`;
      const after = lock.map((entry) =>
        entry.name === name ? { ...entry, version: '1.0.1' } : entry,
      );
      const [old, now] = [keysOf(files, lock), keysOf(files, after)];
      for (const crate of Object.keys(old)) {
        if (reaches(lock, crate, name)) expect(now[crate]).not.toBe(old[crate]);
      }
    }),
  );
});

test('for every workspace, a crate that asks for nothing new leaves the other keys alone', () => {
  fc.assert(
    fc.property(world, fc.nat(size.members - 1), ({ texts: files, lock }, index) => {
      const twin = `m${index}`;
      const copied = files[`apps/${twin}/Cargo.toml`]!.replace(`"${twin}"`, '"added"');
      const needed = lock.find(({ name }) => name === twin)!.dependencies;
      const more = { ...files, 'apps/added/Cargo.toml': copied };
      expect(keysOf(more, [...lock, member('added', [...needed])])).toMatchObject(
        keysOf(files, lock),
      );
    }),
  );
});

/** By walking the entries, as the code under test does not. */
function reaches(lock: readonly LockedPackage[], from: string, to: string): boolean {
  const { dependencies } = lock.find(({ name }) => name === from)!;
  return from === to || dependencies.some((next) => reaches(lock, next, to));
}
