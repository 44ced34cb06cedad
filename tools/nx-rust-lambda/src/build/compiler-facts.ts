/** Asks cargo what a Cargo workspace gives rustc: flags and folders. */
import { join } from 'node:path';
import type { Run, RunResult } from '../process/run';
import { explainCargo } from '../toolchain/cargo-complaint';
import { UserError } from '../user-error';
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
  const build = buildFolderOf(answered(metadata, root));
  const theirs = decodeRustflags(answered(flags, root).trimEnd());
  const { cargoHome, sysroot, stdSource } = toolchain;
  const folders = { root, cargoHome, build, sysroot };
  return {
    rustflags: lambdaRustflags(target, theirs, folders, stdSource),
    buildFolder: build,
  };
}

function answered(result: RunResult, root: string): string {
  if (result.type === 'exited' && result.code === 0) return result.stdout;
  const said = result.type === 'exited' ? result.stderr.trim() : JSON.stringify(result);
  throw new UserError(explainCargo(said, root) ?? `cargo cannot say how it calls rustc: ${said}`);
}

/** Of `cargo metadata`; a build directory of its own is known since Cargo 1.91. */
function buildFolderOf(metadata: string): string {
  const { build_directory, target_directory } = JSON.parse(metadata) as {
    readonly build_directory?: string;
    readonly target_directory: string;
  };
  return build_directory ?? target_directory;
}
