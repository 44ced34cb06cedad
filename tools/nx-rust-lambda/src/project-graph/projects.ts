/**
 * The whole workspace as Nx projects: manifests + locks + template + environments -> projects and edges.
 */
import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { posix } from 'node:path';
import type { FeatureRecord } from '../cargo/feature-record';
import type { Lockfile } from '../cargo/lockfile';
import type { Manifest } from '../cargo/manifest';
import { resolveCrates, type Crate, type Files } from '../cargo/workspace';
import type { SamTemplate } from '../sam/sam-template';
import { UserError } from '../user-error';
import { dependencyKeys } from './dependency-key';
import {
  builtOf,
  functionsIn,
  localName,
  type BrokenTemplate,
  type Deployments,
  type FunctionsByDestination,
} from './function-artifacts';
import { folderOf } from '../sam/local-paths';
import { keyedInputs } from './keyed-inputs';
import { crateTargets, functionTargets, stackTargets } from './targets';

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
  readonly environments: Deployments;
  readonly files: Files;
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
