/** The options of the `build` executor, as the project graph writes them and others read them. */
import type { TargetConfiguration } from '@nx/devkit';
import type { ArtifactSpec, BuildRefusal, Destination } from './artifact';
import type { KeyedInputs } from './read-inputs';

/** Everything that the executor does follows from these, so they are in its hash. */
export interface BuildOptions extends DestinationOptions {
  readonly crate: string;
  /** Folder of the Cargo workspace, relative to the Nx workspace. */
  readonly cargoWorkspace: string;
  readonly artifacts: Readonly<Record<Destination, readonly ArtifactSpec[]>>;
  /** Functions that nothing is built for, and why; only where there are any. */
  readonly refusals?: Readonly<Partial<Record<Destination, readonly BuildRefusal[]>>>;
  /** What of Cargo.lock and other crates' manifests the bytes depend on; only for the hash. */
  readonly dependencyKey: string;
  /** What a build may read; it fails when it has read something else. Undefined where nothing is cached. */
  readonly keyedInputs?: KeyedInputs | undefined;
}

/** The part that configuration `local` changes, the same for every function: `deploy` forwards it. */
export interface DestinationOptions {
  readonly destination: Destination;
  readonly outputRoot: string;
}

/** `dist` holds what ships, `dist/local` what runs on this machine. */
export const destinationOptions: Readonly<Record<Destination, DestinationOptions>> = {
  lambda: { destination: 'lambda', outputRoot: 'dist' },
  local: { destination: 'local', outputRoot: 'dist/local' },
};

/** The options of a project's build; undefined for a project that is no function. */
export function buildOptionsOf(project: {
  readonly targets?: Readonly<Record<string, TargetConfiguration>>;
}): BuildOptions | undefined {
  const build = project.targets?.['build'];
  return build?.executor === 'nx-rust-lambda:build' ? (build.options as BuildOptions) : undefined;
}
