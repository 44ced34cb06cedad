// @ts-check
/**
 * What a release build of 12 functions like echo costs with `nx run-many -t build`, against plain
 * `cargo build --release` of the same bins, target and profile, both with target directories of their own:
 *
 *   node benchmarks/build/against-cargo.mjs [RUNS] [COLD_RUNS]
 *
 * `cold` begins with nothing compiled; `one changed` with a changed line in one function; `none changed`
 * is Nx's own time beside it. Sides are measured in turn, RUNS times (5 by default) after one warm-up,
 * COLD_RUNS times (as often) without; the medians, and the median ratios of the pairs, are printed.
 */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compared, costOf, countFrom, table } from '../measuring.mjs';
import { changeOne, functionsLikeEcho, namesOf } from './functions.mjs';

const require = createRequire(import.meta.url);
const { testEnvironment } = require('../../tools/nx-rust-lambda/e2e/workspace');

const size = 12;
const runs = countFrom(2, 5);
const coldRuns = countFrom(3, runs);
const target = `${process.arch === 'x64' ? 'x86_64' : 'aarch64'}-unknown-linux-gnu`;
const workspace = await functionsLikeEcho(size, 'benchmark-against-cargo');
const { root } = workspace;
const folders = { nx: join(root, 'target'), cargo: join(root, 'target-of-cargo') };

function nx() {
  const args = ['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build'];
  const env = { ...testEnvironment, CARGO_TARGET_DIR: folders.nx };
  return costOf(process.execPath, args, { cwd: root, env });
}

function cargo() {
  const bins = namesOf(size).flatMap((name) => ['--bin', name]);
  const args = ['build', '--release', '--locked', '--workspace', '--target', target, ...bins];
  return costOf('cargo', args, { cwd: root, env: { CARGO_TARGET_DIR: folders.cargo } });
}

/** @typedef {{ ours: import('../measuring.mjs').Cost, other: import('../measuring.mjs').Cost }} Pair */

/** @param {number} count @param {() => void} prepare @returns {Pair[]} */
function pairsOf(count, prepare) {
  return Array.from({ length: count }, () => {
    prepare();
    const ours = nx();
    prepare();
    return { ours, other: cargo() };
  });
}

try {
  const cold = pairsOf(coldRuns, () => {
    for (const path of [folders.nx, folders.cargo, join(root, 'dist'), join(root, '.nx')])
      rmSync(path, { recursive: true, force: true });
  });
  // The last cold one was cargo's.
  nx();
  const changed = pairsOf(runs + 1, () => changeOne(workspace)).slice(1);
  const none = pairsOf(runs + 1, () => {}).slice(1);
  console.log(`${size} functions, release, ${target}: seconds, median of ${coldRuns} and ${runs}`);
  const sides = ['nx', 'cargo', 'ratio'];
  const head = ['wall', 'CPU'].flatMap((what) => sides.map((side) => `${what}: ${side}`));
  const rows = Object.entries({ cold, 'one changed': changed, 'none changed': none }).map(
    ([name, pairs]) => [name, ...compared(pairs, 'wall'), ...compared(pairs, 'cpu')],
  );
  console.log(table(['', ...head], rows));
} finally {
  await workspace.dispose();
}
