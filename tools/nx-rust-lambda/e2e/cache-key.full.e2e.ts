/** Every mutation, as its row says, without and with Nx's daemon. */
import { Bench } from './cache-key/bench';
import { cargoMutations } from './cache-key/cargo-mutations';
import { machineMutations } from './cache-key/machine-mutations';
import { sourceMutations } from './cache-key/source-mutations';
import { toolchainMutations } from './cache-key/toolchains';

const mutations = [
  ...sourceMutations,
  ...cargoMutations,
  ...machineMutations,
  ...toolchainMutations,
];

describe.each([[false], [true]])('with the daemon: %s', (daemon) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.create(daemon);
  });
  afterAll(() => bench.dispose());

  test.each(mutations.map((mutation) => [mutation.name, mutation] as const))(
    '%s',
    async (_name, mutation) => {
      const { seen, expected } = await bench.apply(mutation);
      expect(seen).toEqual(expected);
    },
  );
});
