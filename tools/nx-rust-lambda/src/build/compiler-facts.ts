/** Asks cargo what a Cargo workspace gives rustc: flags and folders. */
import { join } from 'node:path';
import type { Run, RunResult } from '../process/run';
import { explainCargo } from '../toolchain/cargo-complaint';
import { UserError } from '../user-error';
import { olderGlibc } from './lambda-target';
import { decodeRustflags, lambdaRustflags } from './rustflags';
import type { CargoRun } from './build-plan';
import type { Toolchain } from './toolchain';

export interface CompilerFactsOptions {
  /** Absolute folder of the Nx workspace. */
  readonly root: string;
  readonly run: Run;
  readonly toolchain: Toolchain;
}

export interface CompilerFacts {
  readonly rustflags: readonly string[];
  /** Absolute folder of what cargo makes. */
  readonly buildFolder: string;
  /** Variables that make it so. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Of a run that compiles for Lambda.
 *
 * @throws UserError with cargo's own words if it cannot read its configuration
 */
export async function askCompilerFacts(
  { cwd, target, needs }: CargoRun,
  { root, run, toolchain }: CompilerFactsOptions,
): Promise<CompilerFacts> {
  const command = { cwd, env: toolchain.env };
  const [flags, metadata] = await Promise.all([
    run({
      ...command,
      program: 'sh',
      args: [join(__dirname, 'effective-rustflags.sh'), join(root, '.nx'), needs.triple],
    }),
    run({
      ...command,
      program: toolchain.cargo,
      args: ['metadata', '--no-deps', '--offline', '--format-version', '1'],
    }),
  ]);
  const { build, env } = foldersOf(answered(metadata, root), target);
  const theirs = decodeRustflags(answered(flags, root).trimEnd());
  const { cargoHome, sysroot, stdSource } = toolchain;
  const folders = { root, cargoHome, build, sysroot };
  return {
    rustflags: lambdaRustflags(target, theirs, folders, stdSource),
    buildFolder: build,
    env,
  };
}

function answered(result: RunResult, root: string): string {
  if (result.type === 'exited' && result.code === 0) return result.stdout;
  const said = result.type === 'exited' ? result.stderr.trim() : JSON.stringify(result);
  throw new UserError(explainCargo(said, root) ?? `cargo cannot say how it calls rustc: ${said}`);
}

/**
 * cargo-lambda has a linker for each glibc, and Cargo compiles everything again when its linker is another
 * one: an older glibc has a folder of its own, so that two runtimes do not take turns in one.
 *
 * @param metadata of `cargo metadata`; a build directory of its own is known since Cargo 1.91
 */
function foldersOf(
  metadata: string,
  target: string,
): { readonly build: string; readonly env: CompilerFacts['env'] } {
  const { build_directory, target_directory } = JSON.parse(metadata) as {
    readonly build_directory?: string;
    readonly target_directory: string;
  };
  const build = build_directory ?? target_directory;
  const glibc = olderGlibc(target);
  if (glibc === undefined) return { build, env: {} };
  const own = (folder: string) => join(folder, `glibc-${glibc}`);
  return {
    build: own(build),
    env: {
      CARGO_TARGET_DIR: own(target_directory),
      ...(build === target_directory ? {} : { CARGO_BUILD_BUILD_DIR: own(build) }),
    },
  };
}
