/**
 * Applies one mutation at a time to a workspace, builds it with Nx, and compares with an oracle: the plan's
 * own command in an empty target directory.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildOptions } from '../../src/build/build-options';
import { planBuild } from '../../src/build/build-plan';
import { performBuild } from '../../src/build/perform-build';
import { prepareToolchain } from '../../src/build/toolchain';
import { inferWorkspace } from '../../src/plugin';
import { run, type Run } from '../../src/process/run';
import { findRust } from '../../src/toolchain/rust';
import { createWorkspace, repository, testEnvironment, type Workspace } from '../workspace';
import {
  firstVersions,
  functions,
  laterVersions,
  layCargoHome,
  layWorkspace,
  publish,
} from './crates';
import { layToolchains } from './toolchains';

export interface Mutation {
  readonly name: string;
  /** New text by path relative to the workspace; `undefined` if the file is not there yet. */
  readonly files?: Readonly<Record<string, string | ((text: string) => string)>>;
  readonly env?: Readonly<Record<string, string>>;
  /** What ships, instead of what runs on this machine. */
  readonly release?: boolean;
  /** The functions whose bytes do change. */
  readonly changes: readonly string[];
  /** The functions that are built again though their bytes stay. */
  readonly needless?: readonly string[];
  /** The functions whose build fails with the line that declares what it read. */
  readonly refused?: readonly string[];
}

export interface Outcome {
  readonly changes: readonly string[];
  readonly needless: readonly string[];
  readonly refused: readonly string[];
  /** Functions whose artifact is not what the oracle makes: never to be seen. */
  readonly wrong: readonly string[];
  /** What Nx said, to be shown with a difference. */
  readonly output: string;
}

/** Undefined where there is no artifact. */
type Artifacts = Readonly<Record<string, Buffer | undefined>>;

export class Bench {
  private readonly baselines = new Map<boolean, Artifacts>();

  private constructor(
    private readonly workspace: Workspace,
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async create(daemon: boolean): Promise<Bench> {
    const workspace = await createWorkspace({ name: 'cache-key/workspace' });
    const { root } = workspace;
    const folder = dirname(root);
    for (const path of ['apps', 'libs', 'Cargo.lock'])
      rmSync(join(root, path), { recursive: true });
    for (const path of ['target', 'cargo-home', 'rustup-home', 'vendor', '.cargo']) {
      rmSync(join(folder, path), { recursive: true, force: true });
    }
    layWorkspace(root);
    publish(join(folder, 'vendor'), firstVersions);
    layCargoHome(join(folder, 'cargo-home'), join(folder, 'vendor'));
    const { sysroot } = await findRust({ root, run });
    layToolchains(join(folder, 'rustup-home'), sysroot);
    const bench = new Bench(workspace, folder, {
      CARGO_HOME: join(folder, 'cargo-home'),
      RUSTUP_HOME: join(folder, 'rustup-home'),
      CARGO_TARGET_DIR: join(folder, 'target'),
      NX_DAEMON: String(daemon),
    });
    const locked = await workspace.exec('cargo', ['generate-lockfile', '--offline'], bench.env);
    if (locked.code !== 0) throw new Error(locked.output);
    publish(join(folder, 'vendor'), laterVersions);
    await workspace.commit();
    // Nx remembers the hash of a link from its second command on, whatever becomes of what it leads to.
    await workspace.nx(['show', 'projects'], bench.env);
    return bench;
  }

  /** What happened, and what the row says. */
  async apply(mutation: Mutation): Promise<{ seen: Outcome; expected: Outcome }> {
    const { files = {}, env = {}, release = false } = mutation;
    const baseline = await this.baseline(release);
    const undo = this.change(files);
    try {
      const { output } = await this.build(release, env);
      const now = this.artifacts(this.workspace.root, release);
      const right = await this.oracle(release, env);
      const built = builtIn(output);
      const isSame = (x: Buffer | undefined, y: Buffer | undefined) =>
        x === y || (x !== undefined && y !== undefined && x.equals(y));
      const refused = functions.filter((name) => failedIn(output).includes(`- ${name}:build`));
      const ended = functions.filter((name) => !refused.includes(name));
      const changes = ended.filter((name) => !isSame(right[name], baseline[name]));
      const seen = {
        changes,
        needless: ended.filter((name) => built.has(name) && !changes.includes(name)),
        refused,
        wrong: ended.filter((name) => !isSame(now[name], right[name])),
        output,
      };
      const { needless = [], refused: refusals = [] } = mutation;
      const said = { changes: mutation.changes, needless, refused: refusals };
      return { seen, expected: { ...said, wrong: [], output } };
    } finally {
      undo();
    }
  }

  async dispose(): Promise<void> {
    if (this.env['NX_DAEMON'] === 'true') await this.workspace.nx(['daemon', '--stop'], this.env);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async baseline(release: boolean): Promise<Artifacts> {
    const known = this.baselines.get(release);
    if (known) return known;
    const { code, output } = await this.build(release, {});
    if (code !== 0) throw new Error(output);
    const made = this.artifacts(this.workspace.root, release);
    this.baselines.set(release, made);
    return made;
  }

  private build(release: boolean, env: Readonly<Record<string, string>>) {
    const configuration = release ? [] : ['-c', 'local'];
    return this.workspace.nx(['run-many', '-t', 'build', ...configuration], {
      ...this.env,
      ...env,
    });
  }

  /** At the path of the real target directory, which may be in the bytes. */
  private async oracle(
    release: boolean,
    env: Readonly<Record<string, string>>,
  ): Promise<Artifacts> {
    const { root } = this.workspace;
    const out = join(this.folder, 'oracle');
    const [target, aside] = [join(this.folder, 'target'), join(this.folder, 'target.aside')];
    rmSync(out, { recursive: true, force: true });
    renameSync(target, aside);
    try {
      const runHere: Run = (command, options) =>
        run(
          { ...command, env: { ...testEnvironment, ...this.env, ...env, ...command.env } },
          options,
        );
      const rust = await findRust({ root, run: runHere });
      const runs = planBuild(await this.requests(release), {
        root,
        host: rust.host,
      });
      const report = () => {};
      const toolchain = await prepareToolchain(rust, runs, { root: repository, run, report });
      const context = { root: out, run: runHere, toolchain, show: report };
      // Nothing but the artifacts is asked for: what failed has none.
      for await (const _ of performBuild(runs, context));
      return this.artifacts(out, release);
    } finally {
      rmSync(target, { recursive: true, force: true });
      renameSync(aside, target);
    }
  }

  private async requests(release: boolean) {
    const { root } = this.workspace;
    const listed = await this.workspace.exec('git', ['ls-files', '-co', '--exclude-standard']);
    const files = listed.stdout
      .split('\n')
      .filter((file) => /(^|\/)(Cargo\.(toml|lock)|template\.yml|samconfig\.toml)$/.test(file));
    const { nodes } = await inferWorkspace(root, files);
    const projects = nodes.flatMap(([, { projects }]) => Object.values(projects ?? {}));
    return projects.flatMap(({ name, targets }) => {
      const build = targets?.['build'];
      if (!build) return [];
      const local = release ? {} : build.configurations?.['local'];
      // What is built for comparison is not checked for what it read.
      const options: BuildOptions = { ...build.options, ...local, keyedInputs: undefined };
      return [{ task: `${name}:build`, options }];
    });
  }

  private artifacts(root: string, release: boolean): Artifacts {
    return Object.fromEntries(
      functions.map((name) => {
        const file = join(root, release ? 'dist' : 'dist/local', 'apps', name, 'bootstrap');
        return [name, existsSync(file) ? readFileSync(file) : undefined];
      }),
    );
  }

  private change(files: NonNullable<Mutation['files']>): () => void {
    const undone = Object.entries(files).map(([path, change]) => {
      const file = join(this.workspace.root, path);
      const before = existsSync(file) ? readFileSync(file) : undefined;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof change === 'string' ? change : change(String(before ?? '')));
      return () => (before ? writeFileSync(file, before) : rmSync(file));
    });
    return () => undone.forEach((undo) => undo());
  }
}

/** The projects whose build ran, without those that came from the cache. */
function builtIn(output: string): ReadonlySet<string> {
  const lines = output.matchAll(/^building \d+ functions? \(.*\): (.*)$/gm);
  return new Set([...lines].flatMap(([, names = '']) => names.split(', ')));
}

/** What Nx says at the end. */
function failedIn(output: string): string {
  const at = output.lastIndexOf('Failed tasks:');
  return at < 0 ? '' : output.slice(at);
}
