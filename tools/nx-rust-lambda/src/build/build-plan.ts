/**
 * Functions + options -> cargo runs: as few as give every function the bytes that it gets when built alone.
 * Knows cargo's and cargo-lambda's command lines; starts nothing.
 */
import { posix } from 'node:path';
import type { ArtifactSpec } from './artifact';
import type { BuildOptions } from './build-options';
import { tripleOfTarget } from './lambda-target';
import type { KeyedInputs } from './read-inputs';

export interface BuildRequest {
  /** Nx's task id. */
  readonly task: string;
  readonly options: BuildOptions;
}

export interface BuildSettings {
  /** Absolute folder of the Nx workspace. */
  readonly root: string;
  /** rustc's host triple. */
  readonly host: string;
}

export interface PlannedArtifact {
  readonly task: string;
  readonly crate: string;
  readonly spec: ArtifactSpec;
  /** What it may be made of; anything, where nothing is cached. */
  readonly keyed?: KeyedInputs | undefined;
}

export interface CargoRun {
  /** Absolute folder of the Cargo workspace. */
  readonly cwd: string;
  /** After `cargo`. */
  readonly args: readonly string[];
  readonly artifacts: readonly PlannedArtifact[];
  readonly profile: 'release' | 'dev';
  /** As in `ArtifactSpec`: a Lambda target, or `host`. */
  readonly target: string;
  readonly needs: {
    readonly cargoLambda: boolean;
    readonly zig: boolean;
    /** Whose standard library has to be there. */
    readonly triple: string;
  };
}

/** One run for each Cargo workspace, target and set of required features, and for each bin of a name that others have. */
export function planBuild(
  requests: readonly BuildRequest[],
  settings: BuildSettings,
): readonly CargoRun[] {
  const groups = new Map<string, [BuildOptions, PlannedArtifact[]]>();
  for (const { task, options } of requests) {
    for (const spec of options.artifacts[options.destination]) {
      const features = spec.features.map((feature) => `${options.crate}/${feature}`);
      const key = JSON.stringify([options.cargoWorkspace, spec.target, features, spec.namesakes]);
      const group = groups.get(key) ?? [options, []];
      group[1].push({ task, crate: options.crate, spec, keyed: options.keyedInputs });
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(([options, artifacts]) => cargoRun(options, artifacts, settings));
}

function cargoRun(
  { cargoWorkspace, destination }: BuildOptions,
  artifacts: readonly PlannedArtifact[],
  settings: BuildSettings,
): CargoRun {
  const [{ spec, crate }] = artifacts as readonly [PlannedArtifact];
  const bins = [...new Set(artifacts.map((artifact) => artifact.spec.bin))].sort();
  const select = [
    '--locked',
    // With the whole workspace selected, features do not depend on which bins are built.
    '--workspace',
    // Of two bins of one name Cargo would overwrite one with the other.
    ...(spec.namesakes ?? []).flatMap((other) => ['--exclude', other]),
    ...bins.flatMap((bin) => ['--bin', bin]),
    ...(spec.features.length > 0
      ? ['--features', spec.features.map((feature) => `${crate}/${feature}`).join(',')]
      : []),
    // One function that does not compile leaves the others alone.
    '--keep-going',
    '--message-format',
    'json-diagnostic-rendered-ansi',
  ];
  const run = {
    cwd: posix.join(settings.root, cargoWorkspace),
    artifacts,
    target: spec.target,
  };
  if (destination === 'lambda') {
    return {
      ...run,
      args: [...lambdaBuild, ...lambdaFlags, '--target', spec.target, ...select],
      profile: 'release',
      needs: { cargoLambda: true, zig: true, triple: tripleOfTarget(spec.target) },
    };
  }
  // cargo-lambda makes Linux binaries only; elsewhere this machine's own come from cargo alone.
  const linux = settings.host.includes('-linux-');
  return {
    ...run,
    args: linux
      ? [...lambdaBuild, '--compiler', 'cargo', '--target', settings.host, ...select]
      : ['build', '--target', settings.host, ...select],
    profile: 'dev',
    needs: { cargoLambda: linux, zig: false, triple: settings.host },
  };
}

/** Without a CargoLambda.toml, which it looks for in this folder and in all above: nothing of it is in the key. */
const lambdaBuild = ['lambda', 'build', '--global', '/dev/null'];

/**
 * cargo-lambda's own optimisations would put panic=abort and more over the profile of Cargo.toml, and its
 * check of the target would install it unasked.
 */
const lambdaFlags = ['--release', '--disable-optimizations', '--skip-target-check'];
