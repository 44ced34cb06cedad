/** The claim that no artifact is wrong: whatever changes the features of a closure changes the key. */
import fc from 'fast-check';
import {
  formatFeatureRecord,
  parseFeatureRecord,
  recordOfMetadata,
  type FeatureRecord,
} from '../cargo/feature-record';
import type { Lockfile } from '../cargo/lockfile';
import { locked, member } from '../cargo/testing/lock-of';
import { metadataOf, published } from '../cargo/testing/metadata-of';
import { cratesOf, crateToml, manifestsOf } from '../cargo/testing/workspace-of';
import { dependencyKeys } from './dependency-key';
import {
  after,
  closureOf,
  meant,
  members,
  needsOf,
  packages,
  placeOfPicks,
  publishedAs,
  resolved,
  steps,
  worlds,
  type World,
} from './testing/generated-world';

const idsOf = (world: World) =>
  packages.flatMap((name, index) => world.locked[index]!.map((version) => `${name} ${version}`));

function lockOf(world: World): Lockfile {
  const refer = (from: string, names: readonly string[]) =>
    names
      .map((name) => {
        const version = meant(world, from, name).split(' ')[1];
        return world.locked[packages.indexOf(name)]!.length > 1 ? `${name} 1.0.${version}` : name;
      })
      .sort();
  const asks = world.members.map((all, index) =>
    member(
      `m${index}`,
      refer(
        `m${index}`,
        all.map((one) => one.package),
      ),
    ),
  );
  const needed = idsOf(world).map((id) => {
    const [name = '', version] = id.split(' ');
    return locked(name, `1.0.${version}`, refer(id, Object.keys(publishedAs(world, id).needs)));
  });
  return { file: 'Cargo.lock', packages: [...asks, ...needed] };
}

/** The record that cargo's answer makes, as it is read back; of packages that the filter lets through. */
function recordOf(world: World, lock: Lockfile, isKnown: (id: string) => boolean): FeatureRecord {
  const told = idsOf(world)
    .filter(isKnown)
    .map((id) => {
      const { needs, switches } = publishedAs(world, id);
      const [name = '', version] = id.split(' ');
      const dependencies = Object.entries(needs).map(([need, { isElsewhere, ...rest }]) => ({
        name: need,
        target: isElsewhere ? 'cfg(windows)' : null,
        ...rest,
      }));
      return published(locked(name, `1.0.${version}`), { dependencies, features: switches });
    });
  const record = recordOfMetadata(metadataOf(...told), lock);
  return parseFeatureRecord(formatFeatureRecord(lock, record), lock);
}

function keysOf(world: World, isKnown: (id: string) => boolean): (string | undefined)[] {
  const texts = {
    'Cargo.toml': `[workspace]\nresolver = "${world.resolver}"\nmembers = ["apps/*"]\n`,
    ...Object.fromEntries(
      world.members.map((all, index) => {
        const tables = all.map((one) => {
          const kind = one.isForTests ? 'dev-dependencies' : 'dependencies';
          const table = one.isElsewhere ? `target.'cfg(windows)'.${kind}` : kind;
          return `[${table}.${one.package}]\nversion = "1"\nfeatures = ${JSON.stringify(one.features)}\n`;
        });
        return [`apps/m${index}/Cargo.toml`, crateToml(`m${index}`, tables.join(''))];
      }),
    ),
  };
  const lock = lockOf(world);
  const keys = dependencyKeys({
    rootManifest: manifestsOf(texts).find(({ file }) => file === 'Cargo.toml'),
    lock,
    crates: cratesOf(texts),
    features: recordOf(world, lock, isKnown),
  });
  return members.map((name) => keys.get(name));
}

const all = () => true;
const none = () => false;
/** Of which packages something is known: of all, of none, or of some. */
const knowledge = fc.oneof(
  fc.constant(all),
  fc.constant(none),
  fc
    .uniqueArray(fc.constantFrom(...packages))
    .map((some) => (id: string) => some.includes(id.split(' ')[0]!)),
);

test('for every step of every workspace, and whatever the record has: other versions or features in a closure, another key', () => {
  let differed = 0;
  fc.assert(
    fc.property(worlds, steps, knowledge, knowledge, (world, step, before, now) => {
      const next = after(world, step);
      const [was, is] = [resolved(world), resolved(next)];
      const [oldKeys, newKeys] = [keysOf(world, before), keysOf(next, now)];
      for (const [index] of members.entries()) {
        // A member's own manifest is hashed as a file.
        if ('member' in step && step.member === index) continue;
        if (was[index] === is[index]) continue;
        differed += 1;
        expect(newKeys[index]).not.toBe(oldKeys[index]);
      }
    }),
    { numRuns: 2000 },
  );
  expect(differed).toBeGreaterThan(200);
});

/** By the lock, without what is for other platforms. */
const lockClosure = (world: World, from: readonly string[]) =>
  closureOf(from, (id) => needsOf(world, id).map(([name]) => meant(world, id, name)));
const askedBy = (world: World, index: number) =>
  world.members[index]!.filter((one) => world.resolver === '1' || !one.isElsewhere).map((one) =>
    meant(world, `m${index}`, one.package),
  );
/** By the lock, which is all there is without a record. */
const wholeClosure = (world: World, from: readonly string[]) =>
  closureOf(from, (id) =>
    Object.keys(publishedAs(world, id).needs).map((name) => meant(world, id, name)),
  );
const index = fc.nat(packages.length - 1);

test('for every update of a package outside a closure whose manifest turns on the same: the same key', () => {
  let outsiders = 0;
  fc.assert(
    fc.property(worlds, index, (generated, updated) => {
      const [old, young] = [`${packages[updated]} 0`, `${packages[updated]} 1`];
      // Both versions say the same, and mean the same.
      const picks = generated.picks.slice();
      const place = placeOfPicks(old);
      picks.splice(
        placeOfPicks(young),
        packages.length,
        ...picks.slice(place, place + packages.length),
      );
      const world = after(
        {
          ...generated,
          picks,
          published: generated.published.map(([one, two], at) =>
            at === updated ? [one!, one!] : [one!, two!],
          ),
        },
        { update: updated, to: [0] },
      );
      const next = after(world, { update: updated, to: [1] });
      const [oldKeys, newKeys] = [keysOf(world, all), keysOf(next, all)];
      for (const [at] of members.entries()) {
        const closure = lockClosure(world, askedBy(world, at));
        if (closure.has(old)) {
          expect(newKeys[at]).not.toBe(oldKeys[at]);
          continue;
        }
        if ([...lockClosure(world, [old])].some((id) => closure.has(id))) outsiders += 1;
        expect(newKeys[at]).toBe(oldKeys[at]);
      }
    }),
    { numRuns: 1000 },
  );
  expect(outsiders).toBeGreaterThan(200);
});

test('for every update of a package that leads to nothing of a closure: the same key, also without a record', () => {
  let alike = 0;
  fc.assert(
    fc.property(worlds, index, knowledge, (generated, updated, isKnown) => {
      const world = after(generated, { update: updated, to: [0] });
      const next = after(world, { update: updated, to: [1] });
      const [oldKeys, newKeys] = [keysOf(world, isKnown), keysOf(next, isKnown)];
      for (const [at] of members.entries()) {
        const closure = wholeClosure(
          world,
          world.members[at]!.map((one) => meant(world, `m${at}`, one.package)),
        );
        const theirs = [
          ...wholeClosure(world, [`${packages[updated]} 0`]),
          ...wholeClosure(next, [`${packages[updated]} 1`]),
        ];
        if (theirs.some((id) => closure.has(id))) continue;
        alike += 1;
        expect(newKeys[at]).toBe(oldKeys[at]);
      }
    }),
    { numRuns: 1000 },
  );
  expect(alike).toBeGreaterThan(200);
});
