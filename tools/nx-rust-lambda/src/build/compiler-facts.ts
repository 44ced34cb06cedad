/** Asks cargo what a Cargo workspace gives rustc, flags and folders, and what it gives cargo-lambda. */
import { join } from 'node:path';
import type { Run, RunResult } from '../process/run';
import { explainCargo } from '../toolchain/cargo-complaint';
import { UserError } from '../user-error';
import { refuseSettings, type CargoMetadata } from './cargo-lambda-settings';
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
  /** By bin, why it cannot be built as planned. */
  readonly refusals: ReadonlyMap<string, string>;
  /** Undefined for this machine: what is made for it is nobody else's, and cargo finds them by itself. */
  readonly settings: CompilerSettings | undefined;
}

export interface CompilerSettings {
  readonly rustflags: readonly string[];
  /** Absolute folder of what cargo makes. */
  readonly buildFolder: string;
  /** Variables that make it so. */
  readonly env: Readonly<Record<string, string>>;
}

/** @throws UserError with cargo's own words if it cannot read its configuration */
export async function askCompilerFacts(
  cargoRun: CargoRun,
  options: CompilerFactsOptions,
): Promise<CompilerFacts> {
  const { artifacts, needs, target } = cargoRun;
  if (!needs.cargoLambda) return { refusals: new Map(), settings: undefined };
  const [flags, metadata] = await Promise.all([
    target === 'host' ? undefined : askRustflags(cargoRun, options),
    askMetadata(cargoRun, options),
  ]);
  const refusals = artifacts.flatMap(({ spec: { bin } }): [string, string][] => {
    const refusal = refuseSettings(metadata, bin, options.root);
    return refusal === undefined ? [] : [[bin, refusal]];
  });
  const settings = flags && settingsOf(target, flags, metadata, options);
  return { refusals: new Map(refusals), settings };
}

function settingsOf(
  target: string,
  theirs: readonly string[],
  metadata: Folders,
  { root, toolchain: { cargoHome, sysroot, stdSource } }: CompilerFactsOptions,
): CompilerSettings {
  const { build, env } = foldersOf(metadata, target);
  const folders = { root, cargoHome, build, sysroot };
  return {
    rustflags: lambdaRustflags(target, theirs, folders, stdSource),
    buildFolder: build,
    env,
  };
}

async function askRustflags(
  { cwd, needs }: CargoRun,
  { root, run, toolchain }: CompilerFactsOptions,
): Promise<readonly string[]> {
  const script = join(__dirname, 'effective-rustflags.sh');
  const args = [script, join(root, '.nx'), needs.triple];
  const result = await run({ program: 'sh', args, cwd, env: toolchain.env });
  return decodeRustflags(answered(result, root).trimEnd());
}

async function askMetadata(
  { cwd }: CargoRun,
  { root, run, toolchain }: CompilerFactsOptions,
): Promise<CargoMetadata & Folders> {
  const args = ['metadata', '--no-deps', '--offline', '--format-version', '1'];
  const result = await run({ program: toolchain.cargo, args, cwd, env: toolchain.env });
  return JSON.parse(answered(result, root)) as CargoMetadata & Folders;
}

function answered(result: RunResult, root: string): string {
  if (result.type === 'exited' && result.code === 0) return result.stdout;
  const said = result.type === 'exited' ? result.stderr.trim() : JSON.stringify(result);
  throw new UserError(explainCargo(said, root) ?? `cargo cannot say how it calls rustc: ${said}`);
}

/** Of `cargo metadata`. */
interface Folders {
  /** Known since Cargo 1.91. */
  readonly build_directory?: string;
  readonly target_directory: string;
}

/**
 * cargo-lambda has a linker for each glibc, and Cargo compiles everything again when its linker is another
 * one: an older glibc has a folder of its own, so that two runtimes do not take turns in one.
 */
function foldersOf(
  { build_directory, target_directory }: Folders,
  target: string,
): { readonly build: string; readonly env: CompilerSettings['env'] } {
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
