/**
 * What the hooks of entry.node_modules/plugin.cjs do: infer projects and edges, and refuse an environment
 * which does not exist, or a secret that would be printed. The only reader of the files that the graph is
 * inferred from.
 */
import { readCachedProjectGraph, type CreateNodesResult, type PreTasksExecution } from '@nx/devkit';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { isComplete, type FeatureRecord } from './cargo/feature-record';
import { parseLockfile, type Lockfile } from './cargo/lockfile';
import { parseManifest, type Manifest } from './cargo/manifest';
import { lockInStep } from './cargo/lock-step';
import { resolveCrates, type Files } from './cargo/workspace';
import {
  findEnvironment,
  parseEnvironments,
  type Environments,
} from './deploy/environment/environment';
import { readEnvironments } from './deploy/environment/read-environments';
import { givesParameters, refuseSecretsIn } from './deploy/environment/stack-parameters';
import { readFeatures } from './features-on-disk';
import { replaceLock } from './lock-on-disk';
import { run } from './process/run';
import { inferEdges, inferProjects, type InferredEdge } from './project-graph/projects';
import type { BrokenTemplate } from './project-graph/function-artifacts';
import {
  refuseConfiguration,
  type ConfiguredProjects,
} from './project-graph/requested-configuration';
import { parseTemplate, type SamTemplate } from './sam/sam-template';
import { UserError } from './user-error';

const templateNames = ['template.yml', 'template.yaml'];

export interface Inference {
  readonly nodes: [source: string, CreateNodesResult][];
  readonly edges: readonly InferredEdge[];
  /** What was asked of the file system besides the files' contents. */
  readonly probes: readonly Probe[];
  /** False if the same files may give another answer: a lock could not be mended, cargo has not told all. */
  readonly settled: boolean;
}

/** A question to the file system and what it answered. Paths are relative to the workspace. */
export type Probe =
  | { readonly exists: string; readonly list?: never; readonly answer: boolean }
  | { readonly exists?: never; readonly list: string; readonly answer: readonly string[] };

/** @throws UserError that names the file, for whatever would make the graph wrong */
export async function inferWorkspace(root: string, files: readonly string[]): Promise<Inference> {
  const manifests = readManifests(root, files);
  const probes: Probe[] = [];
  const seen = observed(filesBelow(root), probes);
  const { locks, inStep } = readLocks(root, files, manifests, seen);
  const features = await readAllFeatures(root, locks);
  const projects = inferProjects({
    manifests,
    locks,
    features,
    template: templateOrReason(root, files),
    environments: environmentsOrReason(root).environments,
    files: seen,
  });
  return {
    nodes: projects.map(({ root: folder, source, configuration }) => [
      source,
      { projects: { [folder]: { root: folder, ...configuration } } },
    ]),
    edges: inferEdges(manifests, seen),
    probes,
    settled:
      inStep &&
      [...locks].every(([folder, lock]) => isComplete(lock, features.get(folder) ?? new Map())),
  };
}

export const preTasksExecution: PreTasksExecution = (_options, { argv, workspaceRoot }) =>
  refuseCommand(argv, workspaceRoot, readProjects);

/** @throws UserError for a command line that cannot mean what it says */
export function refuseCommand(
  argv: readonly string[],
  workspaceRoot: string,
  projects: () => ConfiguredProjects,
): void {
  refuseSecrets(argv, workspaceRoot);
  const { environments, broken } = environmentsOrReason(workspaceRoot);
  const name = unlessBroken(broken, () =>
    refuseConfiguration(argv, projects(), [...environments.keys()]),
  );
  if (name === undefined) return;
  if (broken) throw broken;
  if (environments.has(name)) findEnvironment(environments, name);
}

/** Which environments there are is not known then. */
function unlessBroken<Value>(broken: UserError | undefined, act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    throw broken ?? error;
  }
}

/** As Nx has just made them, with what nx.json and other plugins say of them. */
function readProjects(): ConfiguredProjects {
  const { nodes } = readCachedProjectGraph();
  return Object.fromEntries(Object.entries(nodes).map(([name, { data }]) => [name, data]));
}

/** The hook runs before Nx prints its command line, or writes it anywhere. */
function refuseSecrets(argv: readonly string[], root: string): void {
  if (!givesParameters(argv)) return;
  const template = readTemplate(
    root,
    templateNames.filter((name) => existsSync(join(root, name))),
  );
  if (template) refuseSecretsIn(argv, template);
}

function readManifests(root: string, files: readonly string[]): Manifest[] {
  return files
    .filter((file) => posix.basename(file) === 'Cargo.toml')
    .map((file) => parseManifest(read(root, file), file));
}

/** Each as its crates need it, so that what is hashed is what Cargo will build with. */
function readLocks(
  root: string,
  paths: readonly string[],
  manifests: readonly Manifest[],
  files: Files,
): { locks: Map<string, Lockfile>; inStep: boolean } {
  const crates = resolveCrates(manifests, files);
  const locks = new Map<string, Lockfile>();
  let inStep = true;
  for (const file of paths.filter((path) => posix.basename(path) === 'Cargo.lock')) {
    const folder = posix.dirname(file);
    const text = read(root, file);
    const wanted = lockInStep(text, file, { root: folder, manifests, crates, files });
    const used = replaceLock(root, join(root, file), text, wanted);
    inStep &&= used === wanted;
    locks.set(folder, parseLockfile(used, file));
  }
  return { locks, inStep };
}

async function readAllFeatures(
  root: string,
  locks: ReadonlyMap<string, Lockfile>,
): Promise<Map<string, FeatureRecord>> {
  const context = { root, run, path: process.env['PATH'] };
  return new Map(
    await Promise.all(
      [...locks].map(
        async ([folder, lock]) => [folder, await readFeatures(lock, context)] as const,
      ),
    ),
  );
}

function readTemplate(root: string, files: readonly string[]): SamTemplate | undefined {
  const file = templateNames.find((name) => files.includes(name));
  return file === undefined ? undefined : parseTemplate(read(root, file), file);
}

/** What is wrong with a template is said by what needs it; everything else goes on. */
function templateOrReason(
  root: string,
  files: readonly string[],
): SamTemplate | BrokenTemplate | undefined {
  try {
    return readTemplate(root, files);
  } catch (error) {
    if (!(error instanceof UserError) || !error.place) throw error;
    return { file: error.place.file, sentence: error.message };
  }
}

/** A file that cannot be read stops what goes to an environment, and nothing else. */
function environmentsOrReason(root: string): {
  readonly environments: Environments;
  readonly broken?: UserError;
} {
  try {
    return { environments: readEnvironments(root) };
  } catch (error) {
    if (error instanceof UserError)
      return { environments: parseEnvironments(undefined), broken: error };
    throw error;
  }
}

function read(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function filesBelow(root: string): Files {
  return {
    exists: (path) => existsSync(join(root, path)),
    list: (folder) => {
      try {
        return readdirSync(join(root, folder));
      } catch {
        return [];
      }
    },
  };
}

/** The same answers, each noted. */
function observed(files: Files, probes: Probe[]): Files {
  return {
    exists: (path) => {
      const answer = files.exists(path);
      probes.push({ exists: path, answer });
      return answer;
    },
    list: (folder) => {
      const answer = files.list(folder);
      probes.push({ list: folder, answer });
      return answer;
    },
  };
}
