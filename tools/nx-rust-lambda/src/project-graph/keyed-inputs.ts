/**
 * Which files and variables are in the key of a crate's build: the folders of the crates that it needs, and
 * what manifests declare under `metadata.nx-rust-lambda`.
 */
import type { TargetConfiguration } from '@nx/devkit';
import { posix } from 'node:path';
import { isNeverHashed } from '../build/never-hashed';
import type { KeyedInputs } from '../build/read-inputs';
import { featureRecordName } from '../cargo/feature-record';
import type { Manifest } from '../cargo/manifest';
import type { Crate } from '../cargo/workspace';
import { asArray, asString, asTable } from '../toml';
import { UserError } from '../user-error';

type Inputs = NonNullable<TargetConfiguration['inputs']>;

/** @throws UserError with the manifest, if a declaration cannot be one */
export function keyedInputs(
  crate: Crate,
  crates: readonly Crate[],
  rootManifest: Manifest | undefined,
): KeyedInputs {
  const needed = new Set<Crate>();
  const waiting = [crate];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (needed.has(next)) continue;
    needed.add(next);
    const roots = next.pathDependencies;
    waiting.push(...crates.filter(({ root }) => roots.includes(root)));
  }
  const declared = [
    ...[...needed].map(({ manifest }) => declarations(manifest, 'package')),
    ...(rootManifest ? [declarations(rootManifest, 'workspace')] : []),
  ];
  const sorted = (list: readonly string[]) => [...new Set(list)].sort();
  return {
    folders: sorted([...needed].map(({ root }) => root)),
    files: sorted([...declared.flatMap(({ files }) => files), ...patchFolders(rootManifest)]),
    variables: sorted(declared.flatMap(({ variables }) => variables)),
  };
}

function declarations(
  { file, table }: Manifest,
  key: 'package' | 'workspace',
): { readonly files: string[]; readonly variables: string[] } {
  const place = `[${key}.metadata.nx-rust-lambda]`;
  const metadata = asTable(asTable(table[key])?.['metadata']);
  const own = asTable(metadata?.['nx-rust-lambda']) ?? {};
  const list = (name: string, pattern: RegExp, what: string) => {
    const value = own[name];
    if (value !== undefined && !Array.isArray(value)) {
      throw new UserError(`${name} of ${place} is not a list of ${what}`, { file });
    }
    return asArray(value).map((item) => {
      if (typeof item === 'string' && pattern.test(item)) return item;
      throw new UserError(
        `${JSON.stringify(item)} in ${name} of ${place} is none of the ${what} that can be declared`,
        { file },
      );
    });
  };
  const folder = posix.dirname(file);
  return {
    files: list('inputs', /^[\w@%+=:,./ *?{}![\]-]+$/, 'paths').map((path) => {
      const from = path.startsWith('/') ? '' : folder;
      const joined = posix.join(from, path).replace(/\/$/, '');
      if (!isOutside(joined) || !isGlob(joined)) return joined;
      throw new UserError(
        `"${path}" in inputs of ${place} is a pattern outside the workspace; name a file or a folder`,
        { file },
      );
    }),
    variables: list('env', /^[A-Za-z_]\w*$/, 'names of variables'),
  };
}

/** Packages of the workspace's `[patch]` that lie in folders: any crate may be made of them. */
function patchFolders(rootManifest: Manifest | undefined): string[] {
  if (!rootManifest) return [];
  const sources = Object.values(asTable(rootManifest.table['patch']) ?? {});
  return sources.flatMap((source) =>
    Object.values(asTable(source) ?? {}).flatMap((replacement) => {
      const path = asString(asTable(replacement)?.['path']);
      return path === undefined ? [] : [posix.join(posix.dirname(rootManifest.file), path)];
    }),
  );
}

const pluginSource = '{workspaceRoot}/tools/nx-rust-lambda/src';
const requirements = '{workspaceRoot}/tools/requirements';

const crateSources: Inputs = [
  '{projectRoot}/**/*',
  // Of a crate that is a Cargo workspace of its own; what counts of it is in the options.
  `!{projectRoot}/${featureRecordName}`,
  { fileset: '{projectRoot}/**/*', dependencies: true },
];

const ofCargo: Inputs = [
  ...crateSources,
  '{workspaceRoot}/rust-toolchain',
  '{workspaceRoot}/rust-toolchain.toml',
  // Lies partly outside the workspace, where only a command can look: the daemon does not watch it.
  { runtime: `sh tools/nx-rust-lambda/src/build/toolchain-key.sh` },
  // npm packages have no part in what cargo does.
  { externalDependencies: [] },
];

const ofBuild: Inputs = [
  ...ofCargo,
  `${requirements}/cargo-lambda.txt`,
  `${requirements}/zig.txt`,
  ...['build', 'executors/build', 'process', 'toolchain'].flatMap((folder) => [
    `${pluginSource}/${folder}/**/*`,
    `!${pluginSource}/${folder}/**/*.spec.ts`,
    `!${pluginSource}/${folder}/testing/**/*`,
  ]),
];

/** Of what compiles a crate for this machine: tests and lints. */
export function cargoInputs(keyed: KeyedInputs): Inputs {
  return [...ofCargo, ...inputsOf(keyed)];
}

/** Of what makes an artifact. */
export function buildInputs(keyed: KeyedInputs): Inputs {
  return [...ofBuild, ...inputsOf(keyed)];
}

/** As Nx takes them. Where Nx does not look, as outside the workspace, only a command can. */
function inputsOf({ files, variables }: KeyedInputs): Inputs {
  return [
    ...files.flatMap((path): Inputs => {
      if (isOutside(path) || (isNeverHashed(path) && !isGlob(path))) {
        return [{ runtime: `sh tools/nx-rust-lambda/src/build/file-key.sh '${path}'` }];
      }
      const file = `{workspaceRoot}/${path}`;
      return isGlob(path) ? [file] : [file, `${file}/**/*`];
    }),
    ...variables.map((env) => ({ env })),
  ];
}

function isOutside(path: string): boolean {
  return path.startsWith('/') || path === '..' || path.startsWith('../');
}

function isGlob(path: string): boolean {
  return /[*?{[]/.test(path);
}
