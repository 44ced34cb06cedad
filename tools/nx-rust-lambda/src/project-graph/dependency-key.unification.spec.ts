/** The claim that no artifact is wrong: whatever changes the features of a closure changes the key. */
import fc from 'fast-check';
import { locked, member } from '../cargo/testing/lock-of';
import { cratesOf, crateToml, manifestsOf } from '../cargo/testing/workspace-of';
import { dependencyKeys } from './dependency-key';

const packages = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
const members = ['m0', 'm1', 'm2'];
const features = ['f', 'g'];

/** What a package of the registry says; it cannot say anything else under the same version. */
interface Published {
  /** Needed packages, each with the features that are asked of it. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  /** What each of its own features turns on: `feature` or `package/feature`. */
  readonly switches: Readonly<Record<string, readonly string[]>>;
}
interface Asked {
  readonly package: string;
  readonly features: readonly string[];
  readonly isForTests: boolean;
}
interface World {
  readonly resolver: '1' | '3';
  readonly members: readonly (readonly Asked[])[];
  /** Two versions of each package. */
  readonly published: readonly (readonly [Published, Published])[];
  /** Which of the two is locked. */
  readonly versions: readonly number[];
}

const someFeatures = fc.uniqueArray(fc.constantFrom(...features), { maxLength: 2 });
const published = (index: number): fc.Arbitrary<Published> => {
  const later = packages.slice(index + 1);
  const items = [...features, ...later.flatMap((name) => features.map((one) => `${name}/${one}`))];
  const switched = fc.uniqueArray(fc.constantFrom(...items), { maxLength: 2 });
  return fc
    .record({
      needs:
        later.length > 0
          ? fc.dictionary(fc.constantFrom(...later), someFeatures, { maxKeys: 2 })
          : fc.constant({}),
      switches: fc.record({ f: switched, g: switched }),
    })
    .map(({ needs, switches }) => ({
      needs,
      // A feature can only be about what is needed.
      switches: Object.fromEntries(
        Object.entries(switches).map(([name, on]) => [
          name,
          on.filter((item) => !item.includes('/') || item.split('/')[0]! in needs),
        ]),
      ),
    }));
};
const asked = fc.uniqueArray(
  fc.record({
    package: fc.constantFrom(...packages),
    features: someFeatures,
    isForTests: fc.boolean(),
  }),
  { maxLength: 3, selector: (one) => one.package },
);
const worlds: fc.Arbitrary<World> = fc.record({
  resolver: fc.constantFrom('1', '3'),
  members: fc.tuple(...members.map(() => asked)),
  published: fc.tuple(...packages.map((_, index) => fc.tuple(published(index), published(index)))),
  versions: fc.tuple(...packages.map(() => fc.nat(1))),
});

const packageIn = (world: World, name: string): Published => {
  const index = packages.indexOf(name);
  return world.published[index]![world.versions[index] as 0 | 1];
};

/** Every package of a member's closure with its version and its features, as cargo's resolver has them. */
function resolved(world: World): string[] {
  const counted = world.members.map((all) =>
    all.filter(({ isForTests }) => world.resolver === '1' || !isForTests),
  );
  const on = new Set<string>();
  const seen = new Set<string>();
  const turnOn = (name: string, feature: string) => {
    if (on.has(`${name}/${feature}`)) return;
    on.add(`${name}/${feature}`);
    for (const item of packageIn(world, name).switches[feature] ?? []) {
      const [other, theirs] = item.split('/') as [string, string | undefined];
      if (theirs === undefined) turnOn(name, other);
      else turnOn(other, theirs);
    }
  };
  const need = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const [next, wanted] of Object.entries(packageIn(world, name).needs)) {
      wanted.forEach((feature) => turnOn(next, feature));
      need(next);
    }
  };
  for (const { package: name, features: wanted } of counted.flat()) {
    wanted.forEach((feature) => turnOn(name, feature));
    need(name);
  }
  return world.members.map((all) => {
    const closure = new Set<string>();
    const waiting = all.filter(({ isForTests }) => !isForTests).map((one) => one.package);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (closure.has(next)) continue;
      closure.add(next);
      waiting.push(...Object.keys(packageIn(world, next).needs));
    }
    const described = [...closure].sort().map((name) => {
      const own = features.filter((feature) => on.has(`${name}/${feature}`));
      return `${name} ${world.versions[packages.indexOf(name)]} ${own}`;
    });
    return described.join('\n');
  });
}

function keysOf(world: World): (string | undefined)[] {
  const texts = {
    'Cargo.toml': `[workspace]\nresolver = "${world.resolver}"\nmembers = ["apps/*"]\n`,
    ...Object.fromEntries(
      world.members.map((all, index) => [
        `apps/m${index}/Cargo.toml`,
        crateToml(
          `m${index}`,
          all
            .map((one) => {
              const table = one.isForTests ? 'dev-dependencies' : 'dependencies';
              return `[${table}.${one.package}]\nversion = "1"\nfeatures = ${JSON.stringify(one.features)}\n`;
            })
            .join(''),
        ),
      ]),
    ),
  };
  const lock = [
    ...world.members.map((all, index) => member(`m${index}`, all.map((one) => one.package).sort())),
    ...packages.map((name, index) =>
      locked(
        name,
        `1.0.${world.versions[index]}`,
        Object.keys(packageIn(world, name).needs).sort(),
      ),
    ),
  ];
  const keys = dependencyKeys({
    rootManifest: manifestsOf(texts).find(({ file }) => file === 'Cargo.toml'),
    lock: { file: 'Cargo.lock', packages: lock },
    crates: cratesOf(texts),
    features: new Map(),
  });
  return members.map((name) => keys.get(name));
}

/** A step: other locked versions, or another manifest of one member. */
const steps = fc.oneof(
  fc.record({ bump: fc.nat(packages.length - 1) }),
  fc.record({ member: fc.nat(members.length - 1), asks: asked }),
);
function after(world: World, step: { bump: number } | { member: number; asks: Asked[] }): World {
  return 'bump' in step
    ? { ...world, versions: world.versions.map((one, at) => (at === step.bump ? 1 - one : one)) }
    : { ...world, members: world.members.map((one, at) => (at === step.member ? step.asks : one)) };
}

test('for every step of every workspace: other features or versions in a closure, another key', () => {
  let differed = 0;
  fc.assert(
    fc.property(worlds, steps, (world, step) => {
      const next = after(world, step);
      const [before, now] = [resolved(world), resolved(next)];
      const [oldKeys, newKeys] = [keysOf(world), keysOf(next)];
      for (const [index] of members.entries()) {
        // A member's own manifest is hashed as a file.
        if ('member' in step && step.member === index) continue;
        if (before[index] === now[index]) continue;
        differed += 1;
        expect(newKeys[index]).not.toBe(oldKeys[index]);
      }
    }),
    { numRuns: 1000 },
  );
  expect(differed).toBeGreaterThan(100);
});

test('for every update of a package that no path leads to, and that leads to nothing of a closure: the same key', () => {
  let alike = 0;
  fc.assert(
    fc.property(worlds, fc.nat(packages.length - 1), (world, bump) => {
      const next = after(world, { bump });
      const [oldKeys, newKeys] = [keysOf(world), keysOf(next)];
      for (const [index, all] of world.members.entries()) {
        const mine = reachable(
          [world, next],
          all.map((one) => one.package),
        );
        const theirs = reachable([world, next], [packages[bump]!]);
        if ([...theirs].some((name) => mine.has(name))) continue;
        alike += 1;
        expect(newKeys[index]).toBe(oldKeys[index]);
      }
    }),
    { numRuns: 1000 },
  );
  expect(alike).toBeGreaterThan(100);
});

function reachable(over: readonly World[], from: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [...from];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const world of over) waiting.push(...Object.keys(packageIn(world, next).needs));
  }
  return seen;
}
