/**
 * `nx g rust-lambda <name>`: a new function's crate, its resources in template.yml and its entry in
 * Cargo.lock. Everything that can be wrong is found before the first write.
 */
import { generateFiles, getProjects, visitNotIgnoredFiles, type Tree } from '@nx/devkit';
import { join, posix } from 'node:path';
import { checkCrateName, logicalIdOf, pascalCase } from '../../cargo/crate-name';
import { lockDependencies } from '../../cargo/lock-step';
import { addPathCrate, type LockDependency } from '../../cargo/lockfile-edit';
import { parseManifest, type Manifest } from '../../cargo/manifest';
import { resolveCrates } from '../../cargo/workspace';
import { run as startProgram, type Run } from '../../process/run';
import { addFunction } from '../../template/function-resources';
import { parseTemplate, type SamTemplate } from '../../sam/sam-template';
import { rustupEnvironment } from '../../toolchain/rust';
import { UserError } from '../../user-error';
import { generatedManifest, missingFromWorkspace } from './generated-crate';

export interface RustLambdaOptions {
  readonly name: string;
  readonly directory?: string;
}

/** What runs after the files are written; Nx leaves it out with `--dry-run`. */
type AfterWriting = () => Promise<void>;

const templateNames = ['template.yml', 'template.yaml'];
const workspaceManifest = 'Cargo.toml';
const lockFile = 'Cargo.lock';
const description = 'Answers a message three times';

export default async function rustLambda(
  tree: Tree,
  options: RustLambdaOptions,
  run: Run = startProgram,
): Promise<AfterWriting | undefined> {
  try {
    return generate(tree, options, run);
  } catch (error) {
    // Nx points at the stack of an error that has one, which helps nobody with a mistake in a name.
    if (error instanceof UserError) error.stack = undefined;
    throw error;
  }
}

function generate(tree: Tree, options: RustLambdaOptions, run: Run): AfterWriting | undefined {
  const { name } = options;
  checkCrateName(name);
  const root = posix.join(folderOf(options.directory ?? 'apps'), name);
  if (tree.exists(root)) {
    throw new UserError('already exists; choose another name or remove it', { file: root });
  }
  const manifests = readManifests(tree);
  refuseTakenName(tree, name, manifests);
  const needs = needsOfNewCrate(tree, manifests, name, root);
  const template = readTemplate(tree);
  const logicalId = logicalIdOf(name);
  const codeUri = posix.relative(posix.dirname(template.file), root);
  const templateText = addFunction(template, { logicalId, codeUri, description });
  const lock = tree.read(lockFile, 'utf8');
  // Without a crate that uses the same dependencies only Cargo can choose their versions.
  const lockText =
    lock !== null
      ? addPathCrate(lock, lockFile, { name, version: '0.1.0', dependencies: needs })
      : undefined;

  const pascal = pascalCase(name);
  const toRoot = `${posix.relative(root, '.')}/`;
  const signature = signatureOf(pascal);
  generateFiles(tree, join(__dirname, 'files'), root, {
    name,
    pascal,
    logicalId,
    toRoot,
    signature,
  });
  tree.write(template.file, templateText);
  if (lockText !== undefined) tree.write(lockFile, lockText);
  return lockText === undefined ? () => letCargoLock(tree.root, run) : undefined;
}

/** As rustfmt wants it: on one line of at most 100 characters, or on several. */
function signatureOf(pascal: string): string {
  const result = `-> Result<${pascal}Response, Error> {`;
  const line = `async fn handler(event: LambdaEvent<${pascal}Request>) ${result}`;
  return line.length <= 100
    ? line
    : `async fn handler(\n    event: LambdaEvent<${pascal}Request>,\n) ${result}`;
}

function folderOf(directory: string): string {
  const folder = posix.normalize(directory).replace(/\/$/, '');
  if (posix.isAbsolute(folder) || folder.startsWith('..') || directory.includes('\\')) {
    throw new UserError(
      `the directory ${JSON.stringify(directory)} is not inside the workspace; give it from the workspace root, as in apps`,
    );
  }
  return folder;
}

function readManifests(tree: Tree): Manifest[] {
  const manifests: Manifest[] = [];
  visitNotIgnoredFiles(tree, '.', (path) => {
    const file = path.replaceAll('\\', '/');
    if (posix.basename(file) !== workspaceManifest) return;
    manifests.push(parseManifest(tree.read(file, 'utf8') ?? '', file));
  });
  return manifests;
}

function refuseTakenName(tree: Tree, name: string, manifests: readonly Manifest[]): void {
  const crate = manifests.find((manifest) => manifest.package?.name === name);
  if (crate) {
    throw new UserError(`is a crate called ${name} already; choose another name`, {
      file: crate.file,
    });
  }
  const project = getProjects(tree).get(name);
  // The root project has a name of its own, whatever its package.json says.
  if (project && project.root !== '.') {
    throw new UserError(`is a project called ${name} already; choose another name`, {
      file: project.root,
    });
  }
}

/** What the crate will need, once it is sure that the workspace takes it. */
function needsOfNewCrate(
  tree: Tree,
  manifests: Manifest[],
  name: string,
  root: string,
): LockDependency[] {
  const place = { file: workspaceManifest };
  const workspace = manifests.find(({ file }) => file === workspaceManifest);
  if (!workspace?.workspace) {
    throw new UserError('has no [workspace]; a function is a member of one', place);
  }
  const manifest = generatedManifest(name, `${root}/Cargo.toml`);
  const files = {
    exists: (path: string) => tree.exists(path),
    list: (folder: string) => tree.children(folder),
  };
  const crate = resolveCrates([...manifests, manifest], files).find((one) => one.root === root);
  if (crate?.workspaceRoot !== '.') {
    throw new UserError(
      `[workspace] does not cover ${root}; add "${posix.dirname(root)}/*" to its members, or take it out of exclude`,
      place,
    );
  }
  const missing = missingFromWorkspace(manifest, workspace);
  if (missing) {
    throw new UserError(`has no ${missing}, which generated functions inherit; add it`, place);
  }
  return lockDependencies(crate);
}

function readTemplate(tree: Tree): SamTemplate {
  const file = templateNames.find((name) => tree.exists(name));
  if (file === undefined) {
    throw new UserError('is missing; add a SAM template with Resources', { file: 'template.yml' });
  }
  return parseTemplate(tree.read(file, 'utf8') ?? '', file);
}

async function letCargoLock(root: string, run: Run): Promise<void> {
  const args = ['metadata', '--format-version', '1'];
  const result = await run({ program: 'cargo', args, cwd: root, env: rustupEnvironment() });
  if (result.type === 'exited' && result.code === 0) return;
  const reason =
    result.type === 'spawn-failed'
      ? result.reason
      : result.type === 'killed'
        ? `it was ended by ${result.signal}`
        : (result.stderr.trim().split('\n').at(-1) ?? '');
  throw new UserError(
    `cargo could not add the new crate: ${reason}; run cargo update --workspace`,
    { file: lockFile },
  );
}
