/**
 * Knows Cargo.toml: text -> data. Knows nothing of other manifests, Nx or AWS.
 * https://doc.rust-lang.org/cargo/reference/manifest.html
 */
import type { TomlTable } from 'smol-toml';
import { asArray, asBoolean, asString, asStrings, asTable, parseToml } from '../toml';
import { UserError } from '../user-error';

export interface Manifest {
  /** Relative to the Nx workspace root, with forward slashes. */
  readonly file: string;
  readonly package: ManifestPackage | undefined;
  readonly workspace: ManifestWorkspace | undefined;
  readonly dependencies: readonly DependencyDeclaration[];
  readonly bins: readonly BinTarget[];
  /** Everything in the file, for digests of what has no reader here. */
  readonly table: TomlTable;
}

export interface ManifestPackage {
  readonly name: string;
  /** As written; undefined when it is inherited from the workspace or left out. */
  readonly version: string | undefined;
  readonly autobins: boolean;
}

export interface ManifestWorkspace {
  readonly members: readonly string[];
  readonly exclude: readonly string[];
  readonly dependencies: readonly DependencyDeclaration[];
}

export interface BinTarget {
  readonly name: string;
  /** Relative to the crate; undefined where Cargo finds it by its rules. */
  readonly path: string | undefined;
  readonly requiredFeatures: readonly string[];
}

export interface DependencyDeclaration {
  /** The key in the table: what the code calls it. */
  readonly alias: string;
  /** The package's name. */
  readonly package: string;
  readonly kind: 'normal' | 'dev' | 'build';
  /** The triple or `cfg(…)` whose table has it; undefined where it is for every platform. */
  readonly platform: string | undefined;
  /** As written, relative to the folder of the manifest that has it. */
  readonly path: string | undefined;
  /** Address of a repository. */
  readonly git: string | undefined;
  /** The version, as written. */
  readonly requirement: string | undefined;
  /** `workspace = true`: the rest stands in `[workspace.dependencies]`. */
  readonly inherited: boolean;
  readonly optional: boolean;
  readonly features: readonly string[];
  /** As written; undefined where it is left out. */
  readonly defaultFeatures: boolean | undefined;
}

/** @throws UserError with the line, if the text is not TOML or `package` has no name */
export function parseManifest(text: string, file: string): Manifest {
  const table = parseToml(text, file);
  const packageTable = asTable(table['package']);
  if (packageTable && typeof packageTable['name'] !== 'string') {
    throw new UserError('[package] has no name; add name = "…"', { file });
  }
  const workspaceTable = asTable(table['workspace']);
  return {
    file,
    table,
    package: packageTable && {
      name: packageTable['name'] as string,
      version: asString(packageTable['version']),
      autobins: packageTable['autobins'] !== false,
    },
    workspace: workspaceTable && {
      members: asStrings(workspaceTable['members']),
      exclude: asStrings(workspaceTable['exclude']),
      dependencies: declarations(workspaceTable, 'normal'),
    },
    dependencies: [
      ...allKinds(table),
      ...Object.entries(asTable(table['target']) ?? {}).flatMap(([platform, target]) =>
        allKinds(asTable(target) ?? {}).map((declared) => ({ ...declared, platform })),
      ),
    ],
    bins: asArray(table['bin']).flatMap((value): BinTarget[] => {
      const bin = asTable(value);
      if (!bin || typeof bin['name'] !== 'string') return [];
      return [
        {
          name: bin['name'],
          path: asString(bin['path']),
          requiredFeatures: asStrings(bin['required-features']),
        },
      ];
    }),
  };
}

function allKinds(table: TomlTable): DependencyDeclaration[] {
  return [
    ...declarations(table, 'normal'),
    ...declarations(table, 'dev', 'dev-dependencies'),
    ...declarations(table, 'build', 'build-dependencies'),
  ];
}

function declarations(
  table: TomlTable,
  kind: DependencyDeclaration['kind'],
  key = 'dependencies',
): DependencyDeclaration[] {
  return Object.entries(asTable(table[key]) ?? {}).map(([alias, value]) => {
    const details = asTable(value) ?? {};
    return {
      alias,
      kind,
      platform: undefined,
      package: asString(details['package']) ?? alias,
      path: asString(details['path']),
      git: asString(details['git']),
      requirement: asString(value) ?? asString(details['version']),
      inherited: details['workspace'] === true,
      optional: details['optional'] === true,
      features: asStrings(details['features']),
      defaultFeatures: asBoolean(details['default-features'] ?? details['default_features']),
    };
  });
}
