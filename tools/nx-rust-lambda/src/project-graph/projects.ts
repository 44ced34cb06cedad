/**
 * The whole workspace as Nx projects: manifests + locks + template + environments -> projects and edges.
 */
import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { posix } from 'node:path';
import type { Destination } from '../build/artifact';
import type { BuildOptions } from '../build/build-options';
import type { FeatureRecord } from '../cargo/feature-record';
import type { Lockfile } from '../cargo/lockfile';
import type { Manifest } from '../cargo/manifest';
import { resolveCrates, type Crate, type Files } from '../cargo/workspace';
import type { Deployment } from '../sam/resolve-value';
import type { SamTemplate } from '../sam/sam-template';
import { UserError } from '../user-error';
import { dependencyKeys } from './dependency-key';
import {
  artifactsOf,
  folderOf,
  functionsByEnvironment,
  type EnvironmentFunctions,
} from './functions';
import { keyedInputs } from './keyed-inputs';
import { crateTargets, functionTargets, stackTargets } from './targets';

/** The environment that is this machine. */
const localName = 'local';

/** The root project's name. */
export const stackProject = 'stack';

export interface WorkspaceSources {
  readonly manifests: readonly Manifest[];
  /** By the folder of their Cargo workspace. */
  readonly locks: ReadonlyMap<string, Lockfile>;
  /** By the folder of their Cargo workspace, as far as they are known. */
  readonly features: ReadonlyMap<string, FeatureRecord>;
  /** Undefined in a workspace that has none yet. */
  readonly template: SamTemplate | BrokenTemplate | undefined;
  /** Environments of samconfig.toml, `local` among them, and what each gives the template. */
  readonly environments: ReadonlyMap<string, Deployment | UserError>;
  readonly files: Files;
}

/** A template that cannot be read concerns what needs it, and nothing else. */
export interface BrokenTemplate {
  readonly file: string;
  /** With file and line. */
  readonly sentence: string;
}

export interface InferredProject {
  readonly root: string;
  /** The file that the project is inferred from. */
  readonly source: string;
  readonly configuration: Omit<ProjectConfiguration, 'root'> & { readonly name: string };
}

export interface InferredEdge {
  readonly source: string;
  readonly target: string;
  /** The manifest that says so. */
  readonly sourceFile: string;
}

/** @throws UserError that names the file, for whatever would make the graph wrong */
export function inferProjects(sources: WorkspaceSources): InferredProject[] {
  const { template } = sources;
  const crates = resolveCrates(sources.manifests, sources.files);
  const functions = functionsIn(sources);
  refuseStrays(sources, functions, crates);
  const keys = keysByCrate(sources, crates);
  const names = [...sources.environments.keys()].filter((name) => name !== localName);
  const projects = crates.map((crate): InferredProject => {
    const about = {
      crate,
      dependencyKey: keys.get(crate.name) ?? '',
      keyedInputs: keyedInputs(crate, crates, rootManifestOf(sources, crate.workspaceRoot)),
    };
    const built = template && builtOf(crate, crates, template, functions);
    const targets = built
      ? functionTargets({
          ...about,
          ...built,
          environments: names,
          affectedBy: affectedBy(crate, template),
        })
      : crateTargets(about);
    return {
      root: crate.root,
      source: crate.manifest.file,
      configuration: {
        name: crate.name,
        projectType: built ? 'application' : 'library',
        sourceRoot: crate.root,
        tags: ['rust', built ? 'rust:function' : 'rust:library'],
        targets: settled(targets),
      },
    };
  });
  return template ? [...projects, stack(template, names, projects)] : projects;
}

export function inferEdges(manifests: readonly Manifest[], files: Files): InferredEdge[] {
  const crates = resolveCrates(manifests, files);
  const nameOf = new Map(crates.map((crate) => [crate.root, crate.name]));
  return crates.flatMap((crate) =>
    crate.pathDependencies.flatMap((root) => {
      const target = nameOf.get(root);
      return target === undefined || target === crate.name
        ? []
        : [{ source: crate.name, target, sourceFile: crate.manifest.file }];
    }),
  );
}

interface FunctionsByDestination {
  readonly lambda: readonly EnvironmentFunctions[];
  readonly local: readonly EnvironmentFunctions[];
}

function functionsIn({ template, environments }: WorkspaceSources): FunctionsByDestination {
  const all =
    template && 'data' in template ? functionsByEnvironment(template, settledIn(environments)) : [];
  return {
    lambda: all.filter(({ name }) => name !== localName),
    local: all.filter(({ name }) => name === localName),
  };
}

/** What is wrong with an environment is said by what goes there. */
function settledIn(environments: WorkspaceSources['environments']): Map<string, Deployment> {
  return new Map(
    [...environments].flatMap(([name, found]): [string, Deployment][] =>
      found instanceof UserError ? [] : [[name, found]],
    ),
  );
}

/** Undefined for a library. */
function builtOf(
  crate: Crate,
  crates: readonly Crate[],
  template: SamTemplate | BrokenTemplate,
  functions: FunctionsByDestination,
): Pick<BuildOptions, 'artifacts' | 'refusals'> | undefined {
  if ('sentence' in template) {
    const refusals = [{ functions: [], sentence: template.sentence }];
    // Nobody knows what the template runs: whatever could be a function says so when it is built.
    return crate.bins.length > 0
      ? { artifacts: { lambda: [], local: [] }, refusals: { lambda: refusals, local: refusals } }
      : undefined;
  }
  const of = (destination: Destination) =>
    artifactsOf({
      crate,
      crates,
      template,
      environments: functions[destination],
      destination,
    });
  const [lambda, local] = [of('lambda'), of('local')];
  const refusals = { lambda: lambda.refusals, local: local.refusals };
  const isRefused = refusals.lambda.length + refusals.local.length > 0;
  if (lambda.artifacts.length + local.artifacts.length === 0 && !isRefused) return undefined;
  return {
    artifacts: { lambda: lambda.artifacts, local: local.artifacts },
    ...(isRefused ? { refusals } : {}),
  };
}

function stack(
  template: Pick<SamTemplate, 'file'>,
  environments: readonly string[],
  projects: readonly InferredProject[],
): InferredProject {
  const clash = projects.find(({ configuration }) => configuration.name === stackProject);
  if (clash) {
    throw new UserError(
      `a crate cannot be called ${stackProject}, which is the project of ${template.file}; rename the crate`,
      { file: clash.source },
    );
  }
  const functions = projects.filter(({ configuration }) =>
    configuration.tags?.includes('rust:function'),
  );
  return {
    root: '.',
    source: template.file,
    configuration: {
      name: stackProject,
      targets: settled(
        stackTargets({
          template: template.file,
          environments,
          functionProjects: functions.map(({ configuration }) => configuration.name),
          functionRoots: functions.map(({ root }) => root),
        }),
      ),
    },
  };
}

/** Where nothing says whether a target is continuous, Nx reads every executor's schema to find out. */
function settled(targets: Readonly<Record<string, TargetConfiguration>>) {
  return Object.fromEntries(
    Object.entries(targets).map(([name, target]) => [name, { continuous: false, ...target }]),
  );
}

/** A function of the template whose folder has a Cargo.toml that Cargo itself would not build. */
function refuseStrays(
  { manifests, template }: WorkspaceSources,
  functions: FunctionsByDestination,
  crates: readonly Crate[],
): void {
  const built = new Set(crates.map(({ root }) => root));
  for (const fn of [...functions.lambda, ...functions.local].flatMap(({ settings }) => settings)) {
    if (fn.codeUri === undefined || !template) continue;
    const folder = folderOf(fn.codeUri, template.file);
    const stray = manifests.find(({ file }) => posix.dirname(file) === folder);
    if (stray?.package && !built.has(folder)) {
      throw new UserError(
        `crate ${stray.package.name}, which ${fn.logicalId} runs, is not a member of the Cargo workspace above it; add ${folder} to members or exclude in the workspace's Cargo.toml`,
        { file: stray.file },
      );
    }
  }
  const root = crates.find((crate) => crate.root === '.');
  if (root && template) {
    throw new UserError(
      `the workspace's root cannot be a crate itself, it is the project of ${template.file}; move crate ${root.name} to a folder of its own`,
      { file: root.manifest.file },
    );
  }
}

function keysByCrate(sources: WorkspaceSources, crates: readonly Crate[]): Map<string, string> {
  const workspaces = new Set(crates.map(({ workspaceRoot }) => workspaceRoot));
  return new Map(
    [...workspaces].flatMap((root) => [
      ...dependencyKeys({
        rootManifest: rootManifestOf(sources, root),
        lock: sources.locks.get(root),
        features: sources.features.get(root) ?? new Map(),
        crates: crates.filter(({ workspaceRoot }) => workspaceRoot === root),
      }),
    ]),
  );
}

function rootManifestOf({ manifests }: WorkspaceSources, root: string): Manifest | undefined {
  return manifests.find(({ file }) => posix.dirname(file) === root);
}

function affectedBy(crate: Crate, template: Pick<SamTemplate, 'file'>): string[] {
  const inCargoWorkspace = (file: string) => posix.join(crate.workspaceRoot, file);
  return [template.file, inCargoWorkspace('Cargo.lock'), inCargoWorkspace('Cargo.toml')];
}
