/**
 * What Nx loads: the hooks that infer projects and edges, and one that refuses an environment which does
 * not exist, or a secret that would be printed. The only reader of the files that the graph is inferred from.
 */
import {
  DependencyType,
  type CreateDependencies,
  type CreateNodes,
  type CreateNodesResult,
  type PreTasksExecution,
} from '@nx/devkit';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseLockfile, type Lockfile } from './cargo/lockfile';
import { parseManifest, type Manifest } from './cargo/manifest';
import type { Files } from './cargo/workspace';
import {
  findEnvironment,
  localName,
  parseEnvironments,
  samconfigFile,
} from './deploy/environment/environment';
import { givesParameters, refuseSecretsIn } from './deploy/environment/stack-parameters';
import { inferEdges, inferProjects } from './project-graph/projects';
import { requestedEnvironment } from './project-graph/requested-configuration';
import { parseTemplate, type SamTemplate } from './template/sam-template';

const templateNames = ['template.yml', 'template.yaml'];

export const createNodes: CreateNodes = [
  '{**/Cargo.{toml,lock},template.{yml,yaml},samconfig.toml}',
  (files, _options, { workspaceRoot }) => {
    const projects = inferProjects({
      manifests: readManifests(workspaceRoot, files),
      locks: readLocks(workspaceRoot, files),
      template: readTemplate(workspaceRoot, files),
      environments: readEnvironments(workspaceRoot, files),
      files: filesBelow(workspaceRoot),
    });
    return projects.map(({ root, source, configuration }): [string, CreateNodesResult] => [
      source,
      { projects: { [root]: { root, ...configuration } } },
    ]);
  },
];

export const createDependencies: CreateDependencies = (_options, context) => {
  // When the projects could not be inferred, that error is the one to show, not its consequences.
  if (!Object.values(context.projects).some(({ tags }) => tags?.includes('rust'))) return [];
  const files = Object.values(context.fileMap.projectFileMap)
    .flat()
    .concat(context.fileMap.nonProjectFiles)
    .map(({ file }) => file);
  const manifests = readManifests(context.workspaceRoot, files);
  return inferEdges(manifests, filesBelow(context.workspaceRoot)).map((edge) => ({
    ...edge,
    type: DependencyType.static,
  }));
};

export const preTasksExecution: PreTasksExecution = (_options, { argv, workspaceRoot }) => {
  refuseSecrets(argv, workspaceRoot);
  const name = requestedEnvironment(argv);
  if (name === undefined) return;
  const file = join(workspaceRoot, samconfigFile);
  findEnvironment(parseEnvironments(existsSync(file) ? readFileSync(file, 'utf8') : ''), name);
};

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

function readLocks(root: string, files: readonly string[]): Map<string, Lockfile> {
  return new Map(
    files
      .filter((file) => posix.basename(file) === 'Cargo.lock')
      .map((file) => [posix.dirname(file), parseLockfile(read(root, file), file)]),
  );
}

function readTemplate(root: string, files: readonly string[]): SamTemplate | undefined {
  const file = templateNames.find((name) => files.includes(name));
  return file === undefined ? undefined : parseTemplate(read(root, file), file);
}

function readEnvironments(root: string, files: readonly string[]): string[] {
  if (!files.includes(samconfigFile)) return [];
  const environments = parseEnvironments(read(root, samconfigFile));
  return [...environments.keys()].filter((name) => name !== localName);
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
