import { parseToml } from '../toml';
import { refuseSettings, type CargoMetadata } from './cargo-lambda-settings';

/** A workspace in /w whose root manifest and crates have this TOML as their `metadata`. */
function workspace(root: string, crates: Readonly<Record<string, string>> = {}): CargoMetadata {
  const metadata = (toml: string) => (toml === '' ? null : parseToml(toml, 'Cargo.toml'));
  return {
    workspace_root: '/w',
    metadata: metadata(root),
    packages: Object.entries(crates).map(([name, toml]) => ({
      name,
      manifest_path: `/w/apps/${name}/Cargo.toml`,
      metadata: metadata(toml),
      targets: [
        { kind: ['lib'], name: `${name}_lib` },
        { kind: ['bin'], name: `${name}-bin` },
      ],
    })),
  };
}

test.each<[what: string, metadata: CargoMetadata, bin: string]>([
  ['nothing', workspace(''), 'a'],
  [
    'what deploys or watches',
    workspace('[lambda.deploy]\nmemory = 1\n', { a: '[lambda.watch]\nport = 1\n' }),
    'a-bin',
  ],
  ['what changes no bytes', workspace('[lambda.build]\ninclude = ["x"]\njobs = 2\n'), 'a'],
  ['what is turned off', workspace('[lambda.build]\narm64 = false\n'), 'a'],
  ['another crate', workspace('', { a: '', b: '[lambda.build]\narm64 = true\n' }), 'a-bin'],
  ['another bin', workspace('[lambda.bin.b.build]\narm64 = true\n'), 'a'],
  ['no settings', workspace('lambda = 1', { a: 'lambda = { build = 1, bin = [] }' }), 'a-bin'],
])('taken: %s', (_what, metadata, bin) => {
  expect(refuseSettings(metadata, bin, '/w')).toBeUndefined();
});

const why = 'makes cargo-lambda build something else than what is cached; remove it';
test.each<[what: string, metadata: CargoMetadata, bin: string, sentence: string]>([
  [
    'of the workspace',
    workspace('[lambda.build]\nlambda_dir = "x"\n'),
    'a',
    `Cargo.toml: lambda_dir in [workspace.metadata.lambda.build] ${why}`,
  ],
  [
    'of one bin, in the workspace',
    workspace('[lambda.bin.a.build]\nflatten = "a"\n'),
    'a',
    `Cargo.toml: flatten in [workspace.metadata.lambda.bin.a.build] ${why}`,
  ],
  [
    'of a crate, after what changes nothing',
    workspace('', { a: '[lambda.build]\njobs = 2\nfeatures = ["f"]\n' }),
    'a-bin',
    `apps/a/Cargo.toml: features in [package.metadata.lambda.build] ${why}, and turn features on by the crate's default, or by the bin's required-features`,
  ],
  [
    'of a crate that is called like the bin of another',
    workspace('', { a: '', 'a-bin': '[lambda.build]\nprofile = "fast"\n' }),
    'a-bin',
    `apps/a-bin/Cargo.toml: profile in [package.metadata.lambda.build] ${why}, and set [profile.release] in the root Cargo.toml`,
  ],
  [
    "of one bin, by its crate's name",
    workspace('', { a: '[lambda.bin.a.build]\ntarget = ["x"]\n' }),
    'a-bin',
    `apps/a/Cargo.toml: target in [package.metadata.lambda.bin.a.build] ${why}, and set Architectures in template.yml`,
  ],
  [
    'a variable',
    workspace('', { a: '[lambda.build.env]\nA = "1"\n' }),
    'a-bin',
    `apps/a/Cargo.toml: env in [package.metadata.lambda.build] ${why}, and set [env] in .cargo/config.toml`,
  ],
])('refused: %s', (_what, metadata, bin, sentence) => {
  expect(refuseSettings(metadata, bin, '/w')).toBe(sentence);
});
