// @ts-check
/**
 * What Nx and the plugin add to plain cargo for one function on this machine, in wall seconds:
 *
 *   node benchmarks/build.mjs [RUNS]
 *
 * Both sides are measured in turn, in one process, RUNS times (5 by default) after one warm-up; the
 * median and the ratio of the pairs are printed. The edit is taken back at the end.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { median } from './measuring.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'apps/echo/main.rs');
const original = readFileSync(source, 'utf8');
const runs = Number(process.argv[2] ?? 5);
if (!Number.isInteger(runs) || runs < 1) {
  console.error(`RUNS is ${process.argv[2]}; give a whole number from 1`);
  process.exit(1);
}

const host = /^host: (.*)$/m.exec(output('rustc', ['-vV']))?.[1] ?? '';
const nx = [
  'node_modules/nx/dist/bin/nx.js',
  'build',
  'echo',
  '-c',
  'local',
  '--output-style=static',
];
const cargo = ['build', '--locked', '--workspace', '--bin', 'echo', '--target', host];

/** @type {{ name: string, edit: boolean }[]} */
const cases = [
  { name: 'no change', edit: false },
  { name: 'one line of echo changed', edit: true },
];

try {
  for (const { name, edit } of cases) {
    const pairs = Array.from({ length: runs + 1 }, (_, i) => {
      if (edit) writeFileSync(source, `${original}\n// ${process.pid} ${i} nx\n`);
      const ours = seconds(process.execPath, nx);
      if (edit) writeFileSync(source, `${original}\n// ${process.pid} ${i} cargo\n`);
      const plain = seconds('cargo', cargo);
      return { ours, plain };
    }).slice(1);
    const row = {
      'nx build (s)': median(pairs.map(({ ours }) => ours)),
      'cargo build (s)': median(pairs.map(({ plain }) => plain)),
      'difference (s)': median(pairs.map(({ ours, plain }) => ours - plain)),
      ratio: median(pairs.map(({ ours, plain }) => ours / plain)),
    };
    const figures = Object.entries(row).map(([label, value]) => `${label} ${value.toFixed(2)}`);
    console.log(`${name}: ${figures.join(', ')} (median of ${runs})`);
  }
} finally {
  writeFileSync(source, original);
}

/** @param {string} program @param {string[]} args */
function seconds(program, args) {
  const start = performance.now();
  output(program, args);
  return (performance.now() - start) / 1000;
}

/** @param {string} program @param {string[]} args */
function output(program, args) {
  const result = spawnSync(program, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}
