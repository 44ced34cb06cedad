// @ts-check
/**
 * Release builds of functions like echo with this repository and with what else builds them, each as its
 * own documentation says:
 *
 *   node benchmarks/build/other-tools.mjs [RUNS] [SIZE...]
 *
 * For each SIZE (1, 4 and 12 functions): everything cold, nothing changed, one function changed. All tools
 * take turns, RUNS times (once by default); medians are printed. It takes hours for 5 runs of 12 functions
 * on two cores. `@monodon/rust` is installed from npm, into a folder of its own.
 */
import { countFrom, median, table } from '../measuring.mjs';
import { changeOne } from './functions.mjs';
import { tools } from './tools.mjs';

const runs = countFrom(2, 1);
const given = process.argv.slice(3).map(Number);
const sizes = given.length > 0 ? given : [1, 4, 12];

/** @typedef {import('../measuring.mjs').Cost} Cost */

for (const size of sizes) {
  /** @type {Map<string, { cold: Cost, none: Cost, one: Cost }[]>} */
  const costs = new Map();
  for (let round = 0; round < runs; round++) {
    for (const [name, prepare] of Object.entries(tools)) {
      const { workspace, build } = await prepare(size);
      try {
        const cold = build();
        const none = build();
        changeOne(workspace);
        costs.set(name, [...(costs.get(name) ?? []), { cold, none, one: build() }]);
      } finally {
        await workspace.dispose();
      }
    }
  }
  console.log(`${size} function(s), release: wall and CPU seconds, median of ${runs}`);
  const rows = [...costs].map(([name, all]) => [
    name,
    .../** @type {const} */ (['cold', 'none', 'one']).flatMap((which) =>
      /** @type {const} */ (['wall', 'cpu']).map((what) =>
        median(all.map((of) => of[which][what])).toFixed(1),
      ),
    ),
  ]);
  const head = ['cold', 'none changed', 'one changed'].flatMap((what) => [what, 'CPU']);
  console.log(`${table(['', ...head], rows)}\n`);
}
