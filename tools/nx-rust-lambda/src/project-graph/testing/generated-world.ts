/**
 * For specs: Cargo workspaces of three members and six packages of a registry, each locked in one or both of
 * its two versions; and what Cargo's resolver makes of them.
 */
import fc from 'fast-check';

export const packages = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
export const members = ['m0', 'm1', 'm2'];
const features = ['f', 'g'];

/** What a package of the registry says; it cannot say anything else under the same version. */
export interface Published {
  readonly needs: Readonly<Record<string, Need>>;
  /** What each of its own features turns on: `feature`, `dep:package`, `package/feature`, `package?/feature`. */
  readonly switches: Readonly<Record<string, readonly string[]>>;
}
interface Need {
  readonly features: readonly string[];
  readonly optional: boolean;
  /** On Windows only. */
  readonly isElsewhere: boolean;
}
export interface Asked {
  readonly package: string;
  readonly features: readonly string[];
  readonly isForTests: boolean;
  /** On Windows only. */
  readonly isElsewhere: boolean;
}
export interface World {
  readonly resolver: '1' | '3';
  readonly members: readonly (readonly Asked[])[];
  readonly published: readonly (readonly Published[])[];
  /** Which versions of each package are locked. */
  readonly locked: readonly (readonly number[])[];
  /** Which of two locked versions is meant, for each that asks and each package that is asked for. */
  readonly picks: readonly number[];
}

const rarely = fc.nat(3).map((number) => number === 0);
const someFeatures = fc.uniqueArray(fc.constantFrom(...features), { maxLength: 2 });
const published = (index: number): fc.Arbitrary<Published> => {
  const later = packages.slice(index + 1);
  const need = fc.record({
    features: someFeatures,
    optional: fc.boolean(),
    isElsewhere: rarely,
  });
  const none = fc.constant<Published['needs']>({});
  const needed =
    later.length > 0 ? fc.dictionary(fc.constantFrom(...later), need, { maxKeys: 3 }) : none;
  return needed.chain((needs) => {
    // A feature can only be about what is needed.
    const items = Object.entries(needs).flatMap(([name, { optional }]) => [
      ...features.flatMap((one) => [`${name}/${one}`, ...(optional ? [`${name}?/${one}`] : [])]),
      ...(optional ? [`dep:${name}`] : []),
    ]);
    const switched = fc.uniqueArray(fc.constantFrom(...features, ...items), { maxLength: 2 });
    return fc.record({
      needs: fc.constant(needs),
      switches: fc.record({ f: switched, g: switched }),
    });
  });
};
const bothVersions = (index: number) =>
  fc.oneof(
    fc.tuple(published(index), published(index)),
    published(index).map((one) => [one, one]),
  );
const asked = fc.uniqueArray(
  fc.record({
    package: fc.constantFrom(...packages),
    features: someFeatures,
    isForTests: fc.boolean(),
    isElsewhere: rarely,
  }),
  { maxLength: 3, selector: (one) => one.package },
);
const versions = fc.constantFrom([0], [1], [0, 1]);
const pickCount = (members.length + 2 * packages.length) * packages.length;
export const worlds: fc.Arbitrary<World> = fc.record({
  resolver: fc.constantFrom('1', '3'),
  members: fc.tuple(...members.map(() => asked)),
  published: fc.tuple(...packages.map((_, index) => bothVersions(index))),
  locked: fc.tuple(...packages.map(() => versions)),
  picks: fc.array(fc.nat(1), { minLength: pickCount, maxLength: pickCount }),
});

/** Other locked versions, another of two for one that asks, or another manifest of one member. */
export type Step =
  | { readonly update: number; readonly to: readonly number[] }
  | { readonly pick: number }
  | { readonly member: number; readonly asks: readonly Asked[] };
export const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ update: fc.nat(packages.length - 1), to: versions }),
  fc.record({ pick: fc.nat(pickCount - 1) }),
  fc.record({ member: fc.nat(members.length - 1), asks: asked }),
);

export function after(world: World, step: Step): World {
  const replaced = <T>(list: readonly T[], index: number, by: T) =>
    list.map((one, at) => (at === index ? by : one));
  if ('update' in step) return { ...world, locked: replaced(world.locked, step.update, step.to) };
  if ('pick' in step) {
    return { ...world, picks: replaced(world.picks, step.pick, 1 - world.picks[step.pick]!) };
  }
  return { ...world, members: replaced(world.members, step.member, step.asks) };
}

/** Of `m0`, or of `p0 1`. */
export function placeOfPicks(from: string): number {
  const [name = '', version = 0] = from.split(' ');
  const index = packages.indexOf(name);
  const place = index < 0 ? members.indexOf(name) : members.length + 2 * index + Number(version);
  return place * packages.length;
}

/** The version of a package that is meant where a member or a package asks for it: `p0 1`. */
export function meant(world: World, from: string, name: string): string {
  const index = packages.indexOf(name);
  const locked = world.locked[index]!;
  return `${name} ${locked[locked.length > 1 ? world.picks[placeOfPicks(from) + index]! : 0]}`;
}

export function publishedAs(world: World, id: string): Published {
  const [name = '', version] = id.split(' ');
  return world.published[packages.indexOf(name)]![Number(version)]!;
}

/** What a package needs where functions are built: under the first resolver, anywhere. */
export function needsOf(world: World, id: string): [string, Need][] {
  const { needs } = publishedAs(world, id);
  return Object.entries(needs).filter(([, need]) => world.resolver === '1' || !need.isElsewhere);
}

/** Every package of each member's closure with its version, its features and what it is linked with. */
export function resolved(world: World): string[] {
  const isCounted = ({ isForTests, isElsewhere }: Asked) =>
    world.resolver === '1' || !(isForTests || isElsewhere);
  const active = new Set<string>();
  const on = new Set<string>();
  const links = new Map<string, Set<string>>();
  const link = (from: string, name: string, wanted: readonly string[]) => {
    const to = meant(world, from, name);
    links.set(from, (links.get(from) ?? new Set()).add(to));
    active.add(to);
    wanted.forEach((feature) => on.add(`${to} ${feature}`));
  };
  const isLinked = (from: string, name: string) =>
    links.get(from)?.has(meant(world, from, name)) ?? false;
  const turnOn = (id: string, item: string) => {
    const [, name = '', weak, feature] = /^(?:dep:)?(p\d)(\?)?(?:\/(\w))?$/.exec(item) ?? [];
    if (!name) on.add(`${id} ${item}`);
    else if (!weak || isLinked(id, name)) {
      const need = needsOf(world, id).find(([needed]) => needed === name)?.[1];
      if (need) link(id, name, feature ? [...need.features, feature] : need.features);
    }
  };
  world.members.forEach((all, index) =>
    all.filter(isCounted).forEach((one) => link(`m${index}`, one.package, one.features)),
  );
  for (let before = -1; before !== sizeOf(active, on, links);) {
    before = sizeOf(active, on, links);
    for (const id of active) {
      const { switches } = publishedAs(world, id);
      for (const [name, need] of needsOf(world, id)) {
        if (!need.optional) link(id, name, need.features);
      }
      for (const feature of features.filter((one) => on.has(`${id} ${one}`))) {
        switches[feature]?.forEach((item) => turnOn(id, item));
      }
    }
  }
  return world.members.map((all, index) => {
    const linked = all
      .filter((one) => isCounted(one) && !one.isForTests)
      .map((one) => meant(world, `m${index}`, one.package));
    const closure = closureOf(linked, (id) => links.get(id) ?? []);
    const lines = [...closure].map((id) => {
      const own = features.filter((feature) => on.has(`${id} ${feature}`));
      return `${id}: ${own.join()} -> ${[...(links.get(id) ?? [])].sort().join()}`;
    });
    return [linked.sort().join(), ...lines.sort()].join('\n');
  });
}

function sizeOf(
  active: ReadonlySet<string>,
  on: ReadonlySet<string>,
  links: ReadonlyMap<string, ReadonlySet<string>>,
): number {
  return active.size + on.size + [...links.values()].reduce((sum, { size }) => sum + size, 0);
}

export function closureOf(
  from: Iterable<string>,
  next: (id: string) => Iterable<string>,
): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [...from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...next(id));
  }
  return seen;
}
