/**
 * Compares what a compilation read with what is in its cache key: reads + key -> what is missing there, and
 * the line that declares it. Knows nothing of how either was found.
 */
import { posix } from 'node:path';
import { minimatch } from 'minimatch';
import { isNeverHashed } from './never-hashed';

/** What of the files and the environment a function's key has. Paths are relative to the Nx workspace. */
export interface KeyedInputs {
  /** Folders whose every file is hashed. */
  readonly folders: readonly string[];
  /** Files, folders and globs that manifests declare. */
  readonly files: readonly string[];
  /** Variables that manifests declare. */
  readonly variables: readonly string[];
}

/** What one package of a function's closure read. */
export interface PackageReads {
  readonly package: string;
  /** Its folder relative to the Nx workspace; undefined for one of a registry or a repository. */
  readonly root: string | undefined;
  /** Absolute, without links. */
  readonly files: readonly string[];
  /** Files that were read through links to folders, both absolute. */
  readonly linked?: readonly { readonly file: string; readonly folder: string }[];
  readonly variables: readonly string[];
}

export interface ReadContext {
  /** Absolute folder of the Nx workspace. */
  readonly workspaceRoot: string;
  /** Folder of the Cargo workspace, relative to it. */
  readonly cargoWorkspace: string;
  /** Absolute folders of which cargo itself takes care: its target directory, its registry, the toolchain. */
  readonly ownFolders: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether every build's key has a variable. */
  readonly isKeyed: (variable: string) => boolean;
  /** The line of .nxignore that a file (absolute) needs to be hashed; undefined if it is. */
  readonly hiddenBy: (file: string) => string | undefined;
}

/** What a manifest has to say for a key to be whole. */
export interface Declaration {
  /** Relative to the Nx workspace. */
  readonly manifest: string;
  /** Whose `metadata.nx-rust-lambda` it belongs to. */
  readonly table: 'package' | 'workspace';
  readonly key: 'inputs' | 'env';
  readonly value: string;
}

export interface Findings {
  /** Each makes an artifact that the cache would give out though it is another one now. */
  readonly missing: readonly string[];
  /** What would mend those that a declaration can mend. */
  readonly undeclared: readonly Declaration[];
  /** Variables that are not set, and would change the artifact if they were. */
  readonly unset: readonly string[];
}

export function compareReads(
  reads: readonly PackageReads[],
  keyed: KeyedInputs,
  context: ReadContext,
): Findings {
  const files = reads.flatMap((of) =>
    [...new Set(of.files)].flatMap((file) => missingFile(file, of, keyed, context)),
  );
  const read = reads.flatMap((of) =>
    of.variables
      .filter((name) => !setByCargo.test(name) && !context.isKeyed(name))
      .filter((name) => !keyed.variables.includes(name))
      .map((name) => ({ name, of })),
  );
  const isSet = ({ name }: { name: string }) => context.environment[name] !== undefined;
  const variables = read.filter(isSet).map(({ name, of }): Missing => {
    const declaration = declare('env', name, of, context);
    const sentence = `${of.package} reads the variable ${name}, which is set and not in the cache key; ${mend(declaration)}`;
    return { sentence, declaration };
  });
  const linked = reads.flatMap((of) =>
    (of.linked ?? [])
      .filter(({ file }) => !isCargos(file, context))
      .map(({ folder }): Missing => ({ sentence: linkedSentence(folder, of, context) })),
  );
  const all = [...files, ...linked, ...variables];
  return {
    missing: [...new Set(all.map(({ sentence }) => sentence))],
    undeclared: all.flatMap(({ declaration }) => declaration ?? []),
    unset: [...new Set(read.filter((one) => !isSet(one)).map(({ name }) => name))].sort(),
  };
}

/**
 * Of each compilation's own; not of the environment.
 * https://doc.rust-lang.org/cargo/reference/environment-variables.html
 */
const setByCargo =
  /^(CARGO|CARGO_(MANIFEST|PKG|BIN|CFG|FEATURE)_\w+|CARGO_(CRATE_NAME|PRIMARY_PACKAGE|MAKEFLAGS|TARGET_TMPDIR)|OUT_DIR|TARGET|HOST|NUM_JOBS|OPT_LEVEL|DEBUG|PROFILE|RUSTDOC|DEP_\w+)$/;

/** Made by a build script; the path is that of another target directory where this one is a copy. */
const generated = /\/build\/[^/]+-[0-9a-f]{16}\/out\//;

interface Missing {
  readonly sentence: string;
  /** Undefined where only another file can mend it. */
  readonly declaration?: Declaration;
}

function missingFile(
  file: string,
  of: PackageReads,
  { folders, files }: KeyedInputs,
  context: ReadContext,
): Missing[] {
  if (isCargos(file, context)) return [];
  const path = posix.relative(context.workspaceRoot, file);
  // There a declaration is hashed by a script, which knows no patterns; folders and patterns are Nx's.
  const byNx = !isNeverHashed(path);
  const hashed =
    (byNx && folders.some((folder) => isInside(path, folder))) ||
    files.some((pattern) => {
      const compared = pattern.startsWith('/') ? file : path;
      const isFound = isInside(compared, pattern);
      return byNx
        ? isFound || minimatch(compared, pattern, { dot: true })
        : isFound && isNeverHashed(pattern);
    });
  if (!hashed) {
    // What a package of a registry reads outside belongs to the machine: its place is absolute.
    const ofMachine = of.root === undefined && path.startsWith('..');
    const from = of.root ?? context.cargoWorkspace;
    const declared = ofMachine ? file : posix.relative(from, path);
    const declaration = declare('inputs', declared, of, context);
    const sentence = `${of.package} reads ${ofMachine ? file : path}, which is not in the cache key; ${mend(declaration)}`;
    return [{ sentence, declaration }];
  }
  const line = isNeverHashed(path) ? undefined : context.hiddenBy(file);
  if (line === undefined) return [];
  const sentence = `${of.package} reads ${path}, which Nx does not see, because git or .nxignore ignores it; add ${line} at the end of .nxignore`;
  return [{ sentence }];
}

/** What cargo itself takes care of. */
function isCargos(file: string, { ownFolders }: ReadContext): boolean {
  return ownFolders.some((folder) => isInside(file, folder)) || generated.test(file);
}

function linkedSentence(folder: string, of: PackageReads, { workspaceRoot }: ReadContext): string {
  const path = posix.relative(workspaceRoot, folder);
  return `${of.package} reads through ${path}, a link to a folder, behind which Nx does not look; name what it reads by where it lies, and declare that`;
}

/** A package of the workspace declares for itself; for what comes from elsewhere the workspace does. */
function declare(
  key: Declaration['key'],
  value: string,
  { root }: PackageReads,
  { cargoWorkspace }: ReadContext,
): Declaration {
  const table = root === undefined ? 'workspace' : 'package';
  return { manifest: posix.join(root ?? cargoWorkspace, 'Cargo.toml'), table, key, value };
}

function mend(declaration: Declaration): string {
  return `${declarationLine(declaration)}, or run npx nx sync`;
}

/** What to do by hand. */
export function declarationLine({ key, value, table, manifest }: Declaration): string {
  return `add ${key} = ${JSON.stringify([value])} to [${table}.metadata.nx-rust-lambda] of ${manifest}`;
}

/** Of two paths that are both absolute, or both relative to one folder. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
