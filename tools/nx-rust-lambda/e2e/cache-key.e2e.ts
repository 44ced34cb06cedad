/** A few of the mutations of cache-key.full.e2e.ts: one of each kind of input. */
import { Bench } from './cache-key/bench';
import { cargoMutations } from './cache-key/cargo-mutations';
import { machineMutations } from './cache-key/machine-mutations';
import { sourceMutations } from './cache-key/source-mutations';

const few = [
  'nothing',
  'source of a path dependency, one and two levels down',
  'a file of include_str! outside the crate',
  'a file outside the crate that is read without a declaration',
  'what a link in the crate leads to',
  'a feature of a shared crate, turned on by another crate',
  'a lock entry that one function uses, and that needs what another needs, too',
  'the record of features, with a conflict',
  'a lock entry that turns on a feature of what another function needs',
  'config.toml in CARGO_HOME',
  'RUSTFLAGS',
];
const mutations = [...sourceMutations, ...cargoMutations, ...machineMutations].filter(({ name }) =>
  few.includes(name),
);

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.create(false);
});
afterAll(() => bench.dispose());

test('every name is one of a row', () => expect(mutations).toHaveLength(few.length));

test.each(mutations.map((mutation) => [mutation.name, mutation] as const))(
  '%s',
  async (_name, mutation) => {
    const { seen, expected } = await bench.apply(mutation);
    expect(seen).toEqual(expected);
  },
);
