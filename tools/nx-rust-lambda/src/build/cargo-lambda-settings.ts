/**
 * Knows cargo-lambda's own settings in manifests. No option turns them off, and it takes those of a crate only
 * while a single bin is built: a function would get other bytes alone than with others.
 * https://www.cargo-lambda.info/guide/configuration.html
 */
import { posix } from 'node:path';
import type { TomlTable } from 'smol-toml';
import { asTable } from '../toml';

/** What is read here of `cargo metadata --no-deps`. */
export interface CargoMetadata {
  /** Absolute. */
  readonly workspace_root: string;
  /** `[workspace.metadata]` */
  readonly metadata?: TomlTable | null;
  readonly packages: readonly {
    readonly name: string;
    /** Absolute. */
    readonly manifest_path: string;
    /** `[package.metadata]` */
    readonly metadata?: TomlTable | null;
    readonly targets: readonly { readonly kind: readonly string[]; readonly name: string }[];
  }[];
}

/**
 * Why a bin cannot be built as planned, with the mend; undefined if no setting changes it.
 *
 * @param root absolute folder of the Nx workspace
 */
export function refuseSettings(
  { workspace_root, metadata, packages }: CargoMetadata,
  bin: string,
  root: string,
): string | undefined {
  // As cargo-lambda finds the package of a bin: whichever has one of that name, or that name.
  const found = packages.filter(
    ({ name, targets }) =>
      name === bin || targets.some((target) => target.name === bin && target.kind.includes('bin')),
  );
  const names = [bin, ...found.map(({ name }) => name)];
  const manifests = [
    { table: 'workspace', file: posix.join(workspace_root, 'Cargo.toml'), metadata },
    ...found.map((of) => ({ table: 'package', file: of.manifest_path, metadata: of.metadata })),
  ];
  for (const { table, file, metadata: settings } of manifests) {
    const lambda = asTable(settings?.['lambda']) ?? {};
    const bins = asTable(lambda['bin']) ?? {};
    const places = [
      { path: 'build', build: lambda['build'] },
      ...names.map((name) => ({
        path: `bin.${name}.build`,
        build: asTable(bins[name])?.['build'],
      })),
    ];
    for (const { path, build } of places) {
      const key = Object.entries(asTable(build) ?? {}).find(
        ([name, value]) => value !== false && !harmless.has(name),
      )?.[0];
      if (key === undefined) continue;
      return `${posix.relative(root, file)}: ${key} in [${table}.metadata.lambda.${path}] makes cargo-lambda build something else than what is cached; remove it${insteadOf(key)}`;
    }
  }
  return undefined;
}

/** Of archives, of what is shown, of how; or given by every build plan. */
const harmless: ReadonlySet<string> = new Set([
  'color',
  'disable_optimizations',
  'frozen',
  'ignore_rust_version',
  'include',
  'jobs',
  'keep_going',
  'locked',
  'message_format',
  'offline',
  'quiet',
  'skip_target_check',
  'timings',
  'verbose',
]);

const elsewhere: readonly [keys: readonly string[], place: string][] = [
  [
    ['features', 'all_features', 'no_default_features'],
    "turn features on by the crate's default, or by the bin's required-features",
  ],
  [['profile', 'release', 'config'], 'set [profile.release] in the root Cargo.toml'],
  [['target', 'arm64', 'x86_64'], 'set Architectures in template.yml'],
  [['env', 'env_var', 'env_file'], 'set [env] in .cargo/config.toml'],
];

function insteadOf(key: string): string {
  const place = elsewhere.find(([keys]) => keys.includes(key))?.[1];
  return place === undefined ? '' : `, and ${place}`;
}
