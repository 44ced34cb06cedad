/** Finds what a cargo run read, from the files that cargo and rustc leave in the target directory. */
import { mkdir, readFile, readdir, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { lockGraph, parseLockfile } from '../cargo/lockfile';
import type { Run } from '../process/run';
import { UserError } from '../user-error';
import { parseCompiledUnit, type CompiledUnit } from './cargo-messages';
import { parseDepInfo, parseScriptOutput, type Reads } from './cargo-reads';
import { behindLinks, followLinks, type Followed } from './follow-links';
import { findHidden, seenByNx } from './hidden-files';
import { noteUndeclared } from './undeclared-note';
import { compareReads, type KeyedInputs, type PackageReads } from './read-inputs';

/** Names of variables that were read while they were not set: `toolchain-key.sh` looks whether they are now. */
const watchedFile = '.nx/rust-build-variables';

export interface ObservedRun {
  /** Absolute folder of the Nx workspace. */
  readonly root: string;
  /** Absolute folder of the Cargo workspace. */
  readonly cwd: string;
  /** Absolute. */
  readonly cargoHome: string;
  readonly run: Run;
}

export interface ObservedBin {
  readonly crate: string;
  readonly keyed: KeyedInputs;
  /** Where cargo says that it left the bin. */
  readonly executable: string;
  /** Where it lies now. */
  readonly built: string;
}

export class ObservedReads {
  private readonly units: CompiledUnit[] = [];
  private readonly parsed = new Map<string, Promise<Reads>>();
  private readonly followed = new Map<string, Promise<Followed>>();
  private seen: Promise<ReadonlySet<string>> | undefined;
  private noted: Promise<void> = Promise.resolve();

  constructor(private readonly of: ObservedRun) {}

  /** A line of cargo's standard output. */
  see(line: string): void {
    const unit = parseCompiledUnit(line);
    if (unit) this.units.push(unit);
  }

  /**
   * Names of variables that the crates of this workspace read and that are not set.
   *
   * @throws UserError with the line that declares it, if the bin was made of what is not in its key
   */
  async refuseUnkeyed(bin: ObservedBin): Promise<readonly string[]> {
    const [root, cwd] = await Promise.all([realpath(this.of.root), realpath(this.of.cwd)]);
    const packages = await this.packagesOf(bin, root, cwd);
    const keyedNames = await keyedVariables();
    const ownFolders = [
      dirname(dirname(dirname(bin.executable))),
      this.of.cargoHome,
      ...this.units.flatMap(({ root: folder, isLocal, scriptOutput }) => [
        ...(folder && !isLocal ? [folder] : []),
        // A `build.build-dir` lies elsewhere.
        ...(scriptOutput ? [dirname(scriptOutput)] : []),
      ]),
    ];
    const context = {
      workspaceRoot: root,
      cargoWorkspace: relative(root, cwd),
      ownFolders: [...ownFolders, ...(await Promise.all(ownFolders.map(behindLinks)))],
      environment: process.env,
      isKeyed: (name: string) => keyedNames.test(name),
      hiddenBy: await this.hidden(packages, root),
    };
    const { missing, undeclared, unset } = compareReads(packages, bin.keyed, context);
    // One after the other: the bins of a run are checked at the same time.
    this.noted = this.noted.then(async () => {
      await noteUndeclared(this.of.root, bin.crate, undeclared);
      if (missing.length === 0) await this.watch(unset);
    });
    await this.noted;
    if (missing.length > 0) throw new UserError(missing.join('\n'));
    const local = packages.filter((of) => of.root !== undefined);
    return unset.filter((name) => local.some(({ variables }) => variables.includes(name)));
  }

  private async packagesOf(
    { crate, executable, built }: ObservedBin,
    root: string,
    cwd: string,
  ): Promise<PackageReads[]> {
    const lock = parseLockfile(await readFile(join(cwd, 'Cargo.lock'), 'utf8'), 'Cargo.lock');
    const closure = [...lockGraph(lock).closure(crate)];
    const inClosure = new Set(closure.map(({ name, version }) => `${name} ${version}`));
    const folders = new Map(
      this.units.map(({ id, root: folder }) => [id, folder] as const).reverse(),
    );
    for (const { id, root: folder } of this.units) if (folder) folders.set(id, folder);
    const all = await Promise.all(
      this.units
        .filter((unit) => inClosure.has(unit.package))
        .map(async ({ id, isLocal, package: name, depInfo, scriptOutput }) => {
          const folder = folders.get(id) ?? cwd;
          const reads = await this.reads(depInfo, scriptOutput);
          // rustc runs in the Cargo workspace for its members, and in the package for others.
          const from = scriptOutput || !isLocal ? folder : cwd;
          return {
            package: name.split(' ')[0] ?? name,
            root: isLocal ? relative(root, folder) : undefined,
            // The source of a registry's package is in the lock, with its checksum.
            files: (isLocal || scriptOutput ? reads.files : []).map((file) => resolve(from, file)),
            variables: reads.variables,
            own: reads.ownVariables,
          };
        }),
    );
    const bin = await this.readsOfBin(executable, built);
    const known = new Set(all.flatMap(({ files }) => files));
    const own = this.units.find((unit) => unit.isLocal && unit.package.startsWith(`${crate} `));
    all.push({
      package: crate,
      root: relative(root, own?.root ?? cwd),
      files: bin.files.map((file) => resolve(cwd, file)).filter((file) => !known.has(file)),
      variables: bin.variables,
      own: [],
    });
    const packages = all.map(async ({ own: _own, files, ...of }) => {
      const followed = await Promise.all(files.map((file) => this.follow(file, root)));
      return {
        ...of,
        files: followed.flatMap((one) => one.files),
        linked: followed.flatMap((one) => one.linked),
        // What a package's build script sets is no longer the environment's.
        variables: of.variables.filter(
          (name) => !all.some((other) => other.package === of.package && other.own.includes(name)),
        ),
      };
    });
    return Promise.all(packages);
  }

  /** Bins of a run read the same libraries. */
  private follow(file: string, root: string): Promise<Followed> {
    const known = this.followed.get(file) ?? followLinks(file, root);
    this.followed.set(file, known);
    return known;
  }

  private reads(depInfo: string | undefined, scriptOutput: string | undefined): Promise<Reads> {
    const file = depInfo ?? scriptOutput;
    if (file === undefined) return Promise.resolve({ files: [], variables: [], ownVariables: [] });
    const parse = depInfo === undefined ? parseScriptOutput : parseDepInfo;
    const known = this.parsed.get(file) ?? readFile(file, 'utf8').then(parse);
    this.parsed.set(file, known);
    return known;
  }

  /**
   * cargo's dep-info has the files of the whole closure, but cargo writes it only once everything is built:
   * after a failure of another bin it is missing, or an old one. rustc's has those of the bin itself.
   */
  private async readsOfBin(executable: string, built: string): Promise<Reads> {
    const folder = join(dirname(executable), 'deps');
    const stem = basename(executable).replaceAll('-', '_');
    const content = await readFile(built);
    const compiled: { readonly isBuilt: boolean; readonly reads: Reads }[] = [];
    for (const name of await readdir(folder)) {
      if (!name.startsWith(`${stem}-`) || !name.endsWith('.d')) continue;
      const file = join(folder, name.slice(0, -2));
      const isBuilt =
        (await sizeOf(file)) === content.length && content.equals(await readFile(file));
      compiled.push({ isBuilt, reads: parseDepInfo(await readFile(join(folder, name), 'utf8')) });
    }
    // cargo-lambda copies what rustc made; those of other settings lie beside it.
    const made = compiled.filter(({ isBuilt }) => isBuilt);
    const own = (made.length > 0 ? made : compiled).map(({ reads }) => reads);
    const isWhole = built !== executable;
    const files = isWhole
      ? parseDepInfo(await readFile(`${executable}.d`, 'utf8')).files
      : own.flatMap((reads) => reads.files);
    return { files, variables: own.flatMap(({ variables }) => variables), ownVariables: [] };
  }

  private async hidden(packages: readonly PackageReads[], root: string) {
    const files = packages.flatMap((of) => (of.root === undefined ? [] : of.files));
    const paths = [...new Set(files.map((file) => relative(root, file)))];
    const hidden = await findHidden(
      paths.filter((path) => path !== '' && !path.startsWith('..')),
      root,
      this.of.run,
      () => (this.seen ??= seenByNx(root)),
    );
    return (file: string) => hidden.get(relative(root, file));
  }

  private async watch(names: readonly string[]): Promise<void> {
    const file = join(this.of.root, watchedFile);
    const known = (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean);
    const all = [...new Set([...known, ...names])].sort();
    if (all.length === known.length) return;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${all.join('\n')}\n`);
  }
}

async function keyedVariables(): Promise<RegExp> {
  const text = await readFile(join(__dirname, 'keyed-variables.txt'), 'utf8');
  return new RegExp(`^(?:${text.trim().split('\n').join('|')})$`);
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ size }) => size,
    () => undefined,
  );
}
