// @ts-check
/** What the benchmarks have in common: programs and what they cost, medians, tables. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)], sorted[middle]];
  return (low + high) / 2;
}

/** Seconds of all processes that have ended and been waited for; proc(5), in ticks of 10 ms. */
export function cpuOfChildren() {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

/**
 * Seconds that a program takes, and the CPU of it and of all that it waits for.
 *
 * @typedef {object} Cost
 * @property {number} wall
 * @property {number} cpu
 *
 * @param {string} program @param {string[]} args
 * @param {{ cwd: string, env?: Record<string, string | undefined> }} where
 * @returns {Cost}
 */
export function costOf(program, args, { cwd, env = {} }) {
  const cpu = cpuOfChildren();
  const start = performance.now();
  const result = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.status !== 0) {
    const said = result.error ?? `${result.stdout}${result.stderr}`;
    throw new Error(`${program} ${args.join(' ')} in ${cwd}: ${said}`);
  }
  return { wall: (performance.now() - start) / 1000, cpu: cpuOfChildren() - cpu };
}

/**
 * The medians of two sides and of their ratios, to be shown.
 *
 * @param {{ ours: Cost, other: Cost }[]} pairs @param {'wall' | 'cpu'} what
 */
export function compared(pairs, what) {
  return [
    median(pairs.map(({ ours }) => ours[what])),
    median(pairs.map(({ other }) => other[what])),
    median(pairs.map(({ ours, other }) => ours[what] / other[what])),
  ].map((value) => value.toFixed(2));
}

/** A whole number from 1 at that place of the command line. @param {number} at @param {number} otherwise */
export function countFrom(at, otherwise) {
  const given = process.argv[at];
  const count = Number(given ?? otherwise);
  if (Number.isInteger(count) && count >= 1) return count;
  console.error(`RUNS is ${given}; give a whole number from 1`);
  process.exit(1);
}

/** As Markdown. @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, at) => (at === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map(line).join('\n');
}
