/** Performs a build plan: runs cargo, checks what came out and says what each function's task is to say. */
import { readFile, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { addToLock, withLock } from '../../../setup/lock.cjs';
import { lockGraph, parseLockfile } from '../cargo/lockfile';
import { formatCommand, type Run } from '../process/run';
import { explainCargo, noSpaceLeft } from '../toolchain/cargo-complaint';
import { describeError } from '../user-error';
import type { CargoRun, PlannedArtifact } from './build-plan';
import type { Terminal } from './cargo-stderr';
import { countWarnings, reportCompilation, type Compilation } from './compile-report';
import { askCompilerFacts, type CompilerFacts } from './compiler-facts';
import { ObservedReads } from './observed-reads';
import { describeArtifact, placeArtifact } from './place-artifact';
import { runCargo } from './run-cargo';
import type { Toolchain } from './toolchain';

export interface BuildContext {
  /** Absolute folder of the Nx workspace. */
  readonly root: string;
  readonly run: Run;
  readonly toolchain: Toolchain;
  /** Shows a piece of live output: what belongs to no function alone. */
  readonly show: (text: string) => void;
  /** Where it is shown; undefined for a file, a pipe and CI. */
  readonly terminal?: Terminal | undefined;
}

export interface ArtifactResult {
  readonly artifact: PlannedArtifact;
  /** What rustc said of it, or nothing. */
  readonly said: string;
  /** One line for the task that asked for it. */
  readonly line: string;
  readonly success: boolean;
}

/**
 * Results come as cargo runs end; an artifact is in its place before its result is given. None of a run comes
 * sooner: cargo-lambda moves what was compiled only after cargo has ended.
 */
export async function* performBuild(
  runs: readonly CargoRun[],
  context: BuildContext,
): AsyncGenerator<ArtifactResult> {
  const shown = new Set<string>();
  for (const cargoRun of runs) {
    // cargo-lambda moves cargo's files; two of its runs at once would take them from each other.
    yield* await withLock(
      lockFile(context),
      (holder) => context.show(`waiting for the build of process ${holder}\n`),
      () => performRun(cargoRun, context, shown),
    );
  }
}

function lockFile({ root }: BuildContext): string {
  return join(root, '.nx', 'rust-build.lock');
}

async function performRun(
  cargoRun: CargoRun,
  context: BuildContext,
  shown: Set<string>,
): Promise<ArtifactResult[]> {
  const { toolchain } = context;
  const names = [...new Set(cargoRun.artifacts.map(({ crate }) => crate))].sort();
  const platform = cargoRun.target === 'host' ? toolchain.host : cargoRun.target;
  const count = names.length === 1 ? '1 function' : `${names.length} functions`;
  context.show(`building ${count} (${cargoRun.profile}, ${platform}): ${names.join(', ')}\n`);
  let facts: CompilerFacts;
  try {
    facts = await askCompilerFacts(cargoRun, context);
  } catch (error) {
    return nothingBuilt(cargoRun, describeError(error));
  }
  const { refusals, settings } = facts;
  const refusalOf = ({ spec }: PlannedArtifact) => refusals.get(spec.bin);
  if (cargoRun.artifacts.every(refusalOf))
    return nothingBuilt(cargoRun, [...new Set(refusals.values())].join('\n'));
  if (settings) context.show(`rustflags: ${settings.rustflags.join(' ')}\n`);
  context.show(`${formatCommand({ program: 'cargo', args: cargoRun.args })}\n`);

  const reads = new ObservedReads({
    root: context.root,
    cwd: cargoRun.cwd,
    cargoHome: toolchain.cargoHome,
    run: context.run,
  });
  const compiled = await runCargo(cargoRun, {
    ...context,
    settings,
    // It goes on when this process is killed, and is waited for then.
    onStart: (pid) => addToLock(lockFile(context), pid),
    onMessage: (line) => reads.see(line),
  });
  const { end, succeeded, executables, diagnostics, stderr } = compiled;
  const words = `${stderr}${diagnostics.map(({ text }) => stripVTControlCharacters(text)).join('')}`;
  const complaint =
    end === undefined && !succeeded
      ? (explainCargo(words, context.root) ??
        (await explainLinker(words, settings?.buildFolder ?? cargoRun.cwd)))
      : undefined;
  for (const line of countWarnings(diagnostics, shown)) context.show(`${line}\n`);

  const isCompiled = ({ spec }: PlannedArtifact) => end === undefined && executables.has(spec.bin);
  // What failed comes first, so that a message of a library stands with a function that it broke.
  const artifacts = [...cargoRun.artifacts].sort((a, b) => +isCompiled(a) - +isCompiled(b));
  const closure = diagnostics.length > 0 ? await closureIn(cargoRun.cwd) : () => new Set<string>();
  const report = reportCompilation({ artifacts, diagnostics, isCompiled, closure, shown });
  const finish = async (artifact: PlannedArtifact): Promise<Omit<ArtifactResult, 'said'>> => {
    const refusal = refusalOf(artifact);
    if (refusal !== undefined) return { artifact, line: refusal, success: false };
    const executable = executables.get(artifact.spec.bin);
    if (end !== undefined || executable === undefined) {
      const reason = end ?? complaint ?? report.get(artifact)?.reason ?? 'did not compile';
      return { artifact, line: `${artifact.crate}: ${reason}`, success: false };
    }
    try {
      const usesLambdaDir = succeeded && cargoRun.args[0] === 'lambda';
      const built = usesLambdaDir ? cargoLambdaOutput(executable) : executable;
      const { crate, keyed } = artifact;
      const unset = keyed ? await reads.refuseUnkeyed({ crate, keyed, executable, built }) : [];
      const placed = await placeArtifact(built, artifact, cargoRun, context.root);
      const warning = unset.length > 0 ? `\n${unsetWarning(artifact, unset)}` : '';
      const line = `${describeArtifact(artifact, placed.record, placed.warnings)}${warning}`;
      return { artifact, line, success: true };
    } catch (error) {
      return { artifact, line: describeError(error), success: false };
    }
  };
  const results =
    complaint !== undefined && executables.size === 0
      ? nothingBuilt({ artifacts }, complaint)
      : await Promise.all(artifacts.map(finish));
  return results
    .map((of): ArtifactResult => {
      const said = report.get(of.artifact)?.text ?? '';
      // A success is cached, and may be shown again where there are no colors.
      const isColored = context.terminal?.hasColor === true && !of.success;
      return { ...of, said: isColored ? said : stripVTControlCharacters(said) };
    })
    .sort((a, b) => Number(a.success) - Number(b.success));
}

async function closureIn(cwd: string): Promise<Compilation['closure']> {
  const file = join(cwd, 'Cargo.lock');
  const graph = lockGraph(parseLockfile(await readFile(file, 'utf8'), file));
  return (crate) =>
    new Set([...graph.closure(crate)].map(({ name, version }) => `${name} ${version}`));
}

/** zig does not say that the disk is full, and removes what it could not write. */
async function explainLinker(words: string, folder: string): Promise<string | undefined> {
  if (!/^error: linking with .* failed/m.test(words)) return undefined;
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < enoughToLink ? noSpaceLeft : undefined;
}

/** Bytes; with less free, a linker that fails without a word most likely had too little. */
const enoughToLink = 16e6;

/** One sentence for all of them, said once. */
function nothingBuilt(
  { artifacts }: Pick<CargoRun, 'artifacts'>,
  sentence: string,
): ArtifactResult[] {
  return artifacts.map((artifact, index) => ({
    artifact,
    said: '',
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

function unsetWarning({ crate }: PlannedArtifact, names: readonly string[]): string {
  return `${crate}: reads ${names.join(', ')}, not set now and not in the cache key; declare env = ${JSON.stringify(names)} in [package.metadata.nx-rust-lambda]`;
}
