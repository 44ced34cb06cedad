/** Performs a build plan: runs cargo, checks what came out and puts it in its place. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { addToLock, withLock } from '../../../setup/lock.cjs';
import { formatCommand, type Run } from '../process/run';
import { explainCargo, noSpaceLeft } from '../toolchain/cargo-complaint';
import { UserError, describeError } from '../user-error';
import { recordPath, type ArtifactRecord } from './artifact';
import { refuseArtifact, warnOfSize } from './artifact-checks';
import type { CargoRun, PlannedArtifact } from './build-plan';
import { parseCompiledBin } from './cargo-messages';
import { askCompilerFacts, type CompilerFacts } from './compiler-facts';
import { ObservedReads } from './observed-reads';
import { encodeRustflags } from './rustflags';
import type { Toolchain } from './toolchain';

export interface BuildContext {
  /** Absolute folder of the Nx workspace. */
  readonly root: string;
  readonly run: Run;
  readonly toolchain: Toolchain;
  /** Shows a piece of live output. */
  readonly show: (text: string) => void;
}

export interface ArtifactResult {
  readonly artifact: PlannedArtifact;
  /** One line for the task that asked for it. */
  readonly line: string;
  readonly success: boolean;
}

/** Results come as cargo runs end; an artifact is in its place before its result is given. */
export async function* performBuild(
  runs: readonly CargoRun[],
  context: BuildContext,
): AsyncGenerator<ArtifactResult> {
  for (const cargoRun of runs) {
    // cargo-lambda moves cargo's files; two of its runs at once would take them from each other.
    yield* await withLock(
      lockFile(context),
      (holder) => context.show(`waiting for the build of process ${holder}\n`),
      () => performRun(cargoRun, context),
    );
  }
}

function lockFile({ root }: BuildContext): string {
  return join(root, '.nx', 'rust-build.lock');
}

async function performRun(cargoRun: CargoRun, context: BuildContext): Promise<ArtifactResult[]> {
  const { toolchain } = context;
  const names = [...new Set(cargoRun.artifacts.map(({ crate }) => crate))].sort();
  const platform = cargoRun.target === 'host' ? toolchain.host : cargoRun.target;
  const count = names.length === 1 ? '1 function' : `${names.length} functions`;
  context.show(`building ${count} (${cargoRun.profile}, ${platform}): ${names.join(', ')}\n`);
  let facts: CompilerFacts | undefined;
  try {
    if (cargoRun.target !== 'host') facts = await askCompilerFacts(cargoRun, context);
  } catch (error) {
    return nothingBuilt(cargoRun, describeError(error));
  }
  if (facts) context.show(`rustflags: ${facts.rustflags.join(' ')}\n`);
  context.show(`${formatCommand({ program: 'cargo', args: cargoRun.args })}\n`);

  const command = {
    program: toolchain.cargo,
    args: cargoRun.args,
    cwd: cargoRun.cwd,
    env: {
      ...toolchain.env,
      ...(facts ? { ...facts.env, CARGO_ENCODED_RUSTFLAGS: encodeRustflags(facts.rustflags) } : {}),
    },
  };
  const executables = new Map<string, string>();
  const reads = new ObservedReads({
    root: context.root,
    cwd: cargoRun.cwd,
    cargoHome: toolchain.cargoHome,
    run: context.run,
  });
  const result = await context.run(command, {
    // It goes on when this process is killed, and is waited for then.
    onStart: (pid) => addToLock(lockFile(context), pid),
    onStdoutLine: (line) => {
      reads.see(line);
      const compiled = parseCompiledBin(line);
      if (compiled) executables.set(compiled.bin, compiled.executable);
    },
    onStderr: context.show,
  });
  const end =
    result.type === 'spawn-failed'
      ? `cargo did not start: ${result.reason}`
      : result.type === 'killed'
        ? `cargo was ended by ${result.signal}`
        : undefined;
  const succeeded = result.type === 'exited' && result.code === 0;
  const complaint =
    result.type === 'exited' && !succeeded
      ? (explainCargo(result.stderr, context.root) ??
        (await explainLinker(result.stderr, facts?.buildFolder ?? cargoRun.cwd)))
      : undefined;
  if (complaint !== undefined && executables.size === 0) return nothingBuilt(cargoRun, complaint);
  const results = await Promise.all(
    cargoRun.artifacts.map(async (artifact): Promise<ArtifactResult> => {
      const executable = executables.get(artifact.spec.bin);
      if (end !== undefined || executable === undefined) {
        const line = `${artifact.crate}: ${end ?? complaint ?? 'did not compile; rustc says why above'}`;
        return { artifact, line, success: false };
      }
      try {
        const usesLambdaDir = succeeded && cargoRun.args[0] === 'lambda';
        const built = usesLambdaDir ? cargoLambdaOutput(executable) : executable;
        const { crate, keyed } = artifact;
        const unset = keyed ? await reads.refuseUnkeyed({ crate, keyed, executable, built }) : [];
        const record = await place(built, artifact, cargoRun, context);
        const warning = unset.length > 0 ? `\n${unsetWarning(artifact, unset)}` : '';
        return { artifact, line: `${summary(artifact, record)}${warning}`, success: true };
      } catch (error) {
        return { artifact, line: describeError(error), success: false };
      }
    }),
  );
  // The words of rustc go to the first result, and belong to what failed.
  return results.sort((a, b) => Number(a.success) - Number(b.success));
}

/** zig does not say that the disk is full, and removes what it could not write. */
async function explainLinker(stderr: string, folder: string): Promise<string | undefined> {
  if (!/^error: linking with .* failed/m.test(stderr)) return undefined;
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < enoughToLink ? noSpaceLeft : undefined;
}

/** Bytes; with less free, a linker that fails without a word most likely had too little. */
const enoughToLink = 16e6;

/** One sentence for all of them, said once. */
function nothingBuilt({ artifacts }: CargoRun, sentence: string): ArtifactResult[] {
  return artifacts.map((artifact, index) => ({
    artifact,
    line: index === 0 ? sentence : `${artifact.crate}: not built, for the same reason`,
    success: false,
  }));
}

/**
 * After a success cargo-lambda has moved `<target>/<triple>/<profile>/<bin>` to
 * `<target>/lambda/<bin>/bootstrap`; after a failure everything is still where cargo left it.
 */
function cargoLambdaOutput(executable: string): string {
  const bin = executable.slice(dirname(executable).length + 1);
  return join(dirname(dirname(dirname(executable))), 'lambda', bin, 'bootstrap');
}

/** The record goes first and comes last, so that an interrupted placing is never taken for an artifact. */
async function place(
  built: string,
  { crate, spec }: PlannedArtifact,
  { profile, target }: CargoRun,
  { root }: BuildContext,
): Promise<ArtifactRecord> {
  const content = await readFile(built);
  const refusal = refuseArtifact(content, target);
  if (refusal !== undefined) throw new UserError(refusal, { file: spec.path });
  const file = join(root, spec.path);
  const recordFile = join(root, recordPath(spec.path));
  const record: ArtifactRecord = {
    crate,
    sha256: createHash('sha256').update(content).digest('hex'),
    size: content.length,
    target,
    profile,
  };
  try {
    await rm(recordFile, { force: true });
    await mkdir(dirname(file), { recursive: true });
    await replace(file, content, 0o755);
    await replace(recordFile, `${JSON.stringify(record, undefined, 2)}\n`, 0o644);
  } catch (error) {
    const { message } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot be written (${message}); mend it and build again`, {
      file: spec.path,
    });
  }
  return record;
}

async function replace(file: string, content: Buffer | string, mode: number): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    await writeFile(part, content);
    await chmod(part, mode);
    await rename(part, file);
  } finally {
    // Still there only if something failed, as on a full disk.
    await rm(part, { force: true });
  }
}

function unsetWarning({ crate }: PlannedArtifact, names: readonly string[]): string {
  return `${crate}: reads ${names.join(', ')}, not set now and not in the cache key; declare env = ${JSON.stringify(names)} in [package.metadata.nx-rust-lambda]`;
}

function summary({ crate, spec }: PlannedArtifact, { size, target }: ArtifactRecord): string {
  const built = `${crate}: ${spec.path} (${(size / 1e6).toFixed(2)} MB, ${target === 'host' ? 'this machine' : target})`;
  const warning = target === 'host' ? undefined : warnOfSize(size);
  return warning === undefined ? built : `${built}\nwarning: ${spec.path} ${warning}`;
}
