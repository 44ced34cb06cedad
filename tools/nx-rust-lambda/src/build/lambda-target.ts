/** Knows what Lambda's machines are to rustc: targets, glibc versions and CPUs. Pure tables. */
import type { Architecture } from '../sam/functions';

/**
 * The glibc of each custom runtime's Amazon Linux.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
const glibcOfRuntime: Readonly<Record<string, string>> = {
  provided: '2.17',
  'provided.al2': '2.26',
  'provided.al2023': '2.34',
};

/** A runtime newer than this table has at least the newest glibc known here. */
const newestGlibc = '2.34';

const tripleOf: Readonly<Record<Architecture, string>> = {
  arm64: 'aarch64-unknown-linux-gnu',
  x86_64: 'x86_64-unknown-linux-gnu',
};

/** Lambda's oldest machines of each architecture: Graviton2, and Intel with AVX2. */
const cpuOfTriple: Readonly<Record<string, string>> = {
  'aarch64-unknown-linux-gnu': 'neoverse-n1',
  'x86_64-unknown-linux-gnu': 'haswell',
};

/** cargo-lambda's `--target`: a triple with the glibc version that the runtime has. */
export function lambdaTarget(architecture: Architecture, runtime: string | undefined): string {
  const glibc = glibcOfRuntime[runtime ?? ''] ?? newestGlibc;
  return `${tripleOf[architecture]}.${glibc}`;
}

/** `aarch64-unknown-linux-gnu.2.34` -> `aarch64-unknown-linux-gnu`. */
export function tripleOfTarget(target: string): string {
  return target.split('.')[0] ?? target;
}

/** The version that a target's programs need glibc to have; undefined for the newest, and for no Lambda target. */
export function olderGlibc(target: string): string | undefined {
  const [, glibc] = /\.(\d+\.\d+)$/.exec(target) ?? [];
  return glibc === newestGlibc ? undefined : glibc;
}

/** rustc's `-C target-cpu` for a Lambda target. */
export function targetCpu(target: string): string | undefined {
  return cpuOfTriple[tripleOfTarget(target)];
}
