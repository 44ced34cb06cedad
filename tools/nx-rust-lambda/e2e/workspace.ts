/**
 * A copy of this repository in a temporary folder, for tests that change it. It has its own git history,
 * Nx state and local AWS; npm packages, Python tools and cargo's target directory are this repository's.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stopLocalAws } from '../src/deploy/local-aws/local-aws';
import { run } from '../src/process/run';

export const repository = resolve(__dirname, '../../..');

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, for messages that may be on either. */
  readonly output: string;
}

export interface Workspace {
  readonly root: string;
  /** Runs Nx as a user would; never throws for a failing command. */
  nx(args: readonly string[], env?: Readonly<Record<string, string | undefined>>): Promise<Outcome>;
  exec(
    program: string,
    args: readonly string[],
    env?: Readonly<Record<string, string | undefined>>,
  ): Promise<Outcome>;
  read(path: string): string;
  write(path: string, text: string): void;
  edit(path: string, from: string, to: string): void;
  commit(): Promise<void>;
  dispose(): Promise<void>;
}

/** The variables that every program of a test gets over this process's own. */
export const testEnvironment: Readonly<Record<string, string | undefined>> = {
  CI: 'true',
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
  FORCE_COLOR: '0',
  NO_COLOR: '1',
  CARGO_TARGET_DIR: join(repository, '.e2e', 'target'),
  // A test that runs inside `nx run-many -t test` is not a part of that run.
  ...Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^NX_(TASK_|INVOCATION_|CLI_SET|WORKSPACE_ROOT|LOAD_DOT)/.test(name))
      .map((name) => [name, undefined]),
  ),
  ...Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => name.startsWith('AWS_'))
      .map((name) => [name, undefined]),
  ),
};

export interface WorkspaceOptions {
  /** Without packages and tools: what a newcomer's clone is. */
  readonly bare?: boolean;
  /** For a test that has more than one. */
  readonly name?: string;
}

export async function createWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const { bare = false, name = bare ? 'bare' : 'workspace' } = options;
  const parent = parentFolder();
  const root = join(parent, name);
  // A killed test run may have left its own.
  await stopLocalAws({ root });
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const exec = execIn(root);
  const listed = await execIn(repository)('git', ['ls-files', '-co', '--exclude-standard']);
  for (const file of listed.stdout.split('\n').filter((line) => line !== '')) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    // A file that was deleted but not committed is still listed.
    cpSync(join(repository, file), join(root, file), { force: true, errorOnExist: false });
  }
  if (!bare) {
    linkPackages(root);
    mkdirSync(join(repository, '.tools'), { recursive: true });
    symlinkSync(join(repository, '.tools'), join(root, '.tools'));
  }
  const workspace: Workspace = {
    root,
    exec,
    nx: (args, env) => exec(process.execPath, ['node_modules/nx/dist/bin/nx.js', ...args], env),
    read: (path) => readFileSync(join(root, path), 'utf8'),
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    },
    edit: (path, from, to) => {
      const text = readFileSync(join(root, path), 'utf8');
      if (!text.includes(from)) throw new Error(`${path} does not contain ${from}`);
      writeFileSync(join(root, path), text.replace(from, to));
    },
    commit: async () => {
      await exec('git', ['add', '--all']);
      await exec('git', [...author, 'commit', '--quiet', '--allow-empty', '--message', 'test']);
    },
    dispose: async () => {
      await stopLocalAws({ root });
      rmSync(root, { recursive: true, force: true });
      if (readdirSync(parent).length === 0) rmdirSync(parent);
    },
  };
  await exec('git', ['init', '--quiet', '--initial-branch', 'main']);
  await workspace.commit();
  return workspace;
}

/**
 * The same for every test of this clone: the workspace's path is in the flags of every release build, and
 * another one would compile all dependencies again.
 */
function parentFolder(): string {
  const clone = createHash('sha256').update(repository).digest('hex').slice(0, 12);
  return join(realpathSync(tmpdir()), `nx-rust-lambda-${clone}`);
}

const author = ['-c', 'user.name=test', '-c', 'user.email=test@localhost'];

/** Every package is a link, except that the plugin is the copy's own. */
function linkPackages(root: string): void {
  const from = join(repository, 'node_modules');
  const to = join(root, 'node_modules');
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name !== 'nx-rust-lambda') symlinkSync(join(from, name), join(to, name));
  }
  symlinkSync(join(root, 'tools', 'nx-rust-lambda'), join(to, 'nx-rust-lambda'));
}

function execIn(root: string): Workspace['exec'] {
  return async (program, args, env = {}) => {
    const result = await run({ program, args, cwd: root, env: { ...testEnvironment, ...env } });
    if (result.type !== 'exited') throw new Error(`${program}: ${JSON.stringify(result)}`);
    const { code, stdout, stderr } = result;
    return { code, stdout, stderr, output: stdout + stderr };
  };
}
