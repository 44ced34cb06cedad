/**
 * Finds what a build plan needs and turns it into an environment for cargo: which cargo, cargo-lambda and
 * zig. Installs cargo-lambda and zig if they are missing; never touches the user's Rust.
 */
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import type { Run } from '../process/run';
import { assertStd, rustupEnvironment, type Rust } from '../toolchain/rust';
import { ensureTool, ensureZig } from '../toolchain/tools';
import type { CargoRun } from './build-plan';

export interface Toolchain {
  /** Absolute. */
  readonly cargo: string;
  /** rustc's host triple. */
  readonly host: string;
  /** Absolute folder of the toolchain. */
  readonly sysroot: string;
  /** The folder that std calls its own in every binary: `/rustc/<commit>`. */
  readonly stdSource: string;
  /** The absolute CARGO_HOME that cargo will use. */
  readonly cargoHome: string;
  /** Laid over the environment of every cargo run. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ToolchainOptions {
  /** Absolute folder of the Nx workspace. */
  readonly root: string;
  readonly run: Run;
  readonly report: (line: string) => void;
}

/** @throws UserError with the mend, if something is missing that is not ours to install */
export async function prepareToolchain(
  rust: Rust,
  runs: readonly CargoRun[],
  options: ToolchainOptions,
): Promise<Toolchain> {
  for (const triple of new Set(runs.map(({ needs }) => needs.triple))) assertStd(rust, triple);
  const cargoLambda = runs.some(({ needs }) => needs.cargoLambda)
    ? await ensureTool('cargo-lambda', options)
    : undefined;
  const zig = runs.some(({ needs }) => needs.zig) ? await ensureZig(options) : undefined;
  return {
    cargo: rust.cargo,
    host: rust.host,
    sysroot: rust.sysroot,
    stdSource: rust.stdSource,
    // Cargo takes an empty one for none.
    cargoHome: resolve(options.root, process.env['CARGO_HOME'] || join(homedir(), '.cargo')),
    env: {
      ...rustupEnvironment(),
      // cargo finds its subcommands on PATH, and its own folder comes first so that they find it again.
      PATH: [dirname(rust.cargo), cargoLambda?.bin, process.env['PATH']]
        .filter((folder) => folder !== undefined)
        .join(delimiter),
      ...(zig ? { CARGO_ZIGBUILD_ZIG_PATH: zig.zig, CARGO_ZIGBUILD_PYTHON_PATH: noPython } : {}),
    },
  };
}

/**
 * cargo-lambda looks for Python's zig before it looks for the one it is told to take, a dozen times a build,
 * and would take another version of it. What cannot be run ends that search at once.
 */
const noPython = '/dev/null';
