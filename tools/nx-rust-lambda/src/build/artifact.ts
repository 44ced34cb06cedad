/**
 * Knows where an artifact lies and whether it is whole. Knows nothing of cargo or of AWS.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../user-error';

/** Where a build is meant to run: Lambda, or this machine. */
export type Destination = 'lambda' | 'local';

/** One `bootstrap` that a project's build makes. */
export interface ArtifactSpec {
  /** Cargo's bin target. */
  readonly bin: string;
  /** The bin's required-features; it is then compiled in a cargo run of its own. */
  readonly features: readonly string[];
  /** Other crates of its Cargo workspace with a bin of this name; it is then compiled without them. */
  readonly namesakes?: readonly string[];
  /** Logical ids of functions that run it in every environment; empty for a crate the template lacks. */
  readonly functions: readonly string[];
  /** Environment -> logical ids that run it there and not everywhere; only where environments differ. */
  readonly functionsIn?: Readonly<Record<string, readonly string[]>>;
  /** cargo-lambda's `--target`, glibc version included; `host` for this machine. */
  readonly target: string;
  /** `bootstrap`, relative to the workspace root; the folder holds nothing else. */
  readonly path: string;
}

/** Logical ids of the functions that run an artifact in an environment. */
export function functionsRunning(
  { functions, functionsIn = {} }: ArtifactSpec,
  environment: string,
): string[] {
  const own = Object.hasOwn(functionsIn, environment) ? functionsIn[environment] : undefined;
  return [...functions, ...(own ?? [])];
}

/** Logical ids of the functions that run an artifact anywhere. */
export function allFunctions({ functions, functionsIn = {} }: ArtifactSpec): string[] {
  return [...new Set([...functions, ...Object.values(functionsIn).flat()])];
}

/** A function for which nothing can be built in some environments, or in any. */
export interface BuildRefusal {
  readonly functions: readonly string[];
  /** Names in samconfig.toml; undefined for all of them. */
  readonly environments?: readonly string[];
  /** With file and line. */
  readonly sentence: string;
}

/** Written beside the artifact's folder by the build, and restored with it from the cache. */
export interface ArtifactRecord {
  readonly crate: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly target: string;
  readonly profile: string;
}

export interface Artifact extends ArtifactRecord {
  readonly spec: ArtifactSpec;
  /** Absolute path of `bootstrap`. */
  readonly file: string;
  readonly content: Buffer;
}

/** `dist/apps/echo/bootstrap` -> `dist/apps/echo.artifact.json`. */
export function recordPath(artifactPath: string): string {
  return `${dirname(artifactPath)}.artifact.json`;
}

/**
 * The artifact on disk, checked against its record.
 *
 * @throws UserError if it is missing, was built for another target, or is not what the build wrote
 */
export async function readArtifact(root: string, spec: ArtifactSpec): Promise<Artifact> {
  const place = { file: spec.path };
  const file = join(root, spec.path);
  const content = await readFile(file).catch(() => undefined);
  const recorded = await readFile(join(root, recordPath(spec.path)), 'utf8').catch(() => undefined);
  if (!content || !recorded) {
    const configuration = spec.target === 'host' ? ' -c local' : '';
    throw new UserError(
      `is missing; build it with npx nx run <function>:build${configuration}`,
      place,
    );
  }
  const record = parseRecord(recorded, spec.path);
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (sha256 !== record?.sha256) {
    throw new UserError(
      'is not what the build wrote (its checksum differs); run nx reset and build it again',
      place,
    );
  }
  if (record.target !== spec.target) {
    throw new UserError(
      `was built for ${record.target}, not for ${spec.target}; build it again`,
      place,
    );
  }
  return { ...record, spec, file, content };
}

function parseRecord(text: string, path: string): ArtifactRecord | null {
  try {
    return JSON.parse(text) as ArtifactRecord | null;
  } catch {
    throw new UserError(`its record ${recordPath(path)} is not valid; build it again`, {
      file: path,
    });
  }
}
