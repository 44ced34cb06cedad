/** Crates that are laid out in other ways than the generator's: each gets its own artifact. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkspace, type Workspace } from './workspace';

let workspace: Workspace;

const main = (name: string) => `fn main() {\n    println!("${name}");\n}\n`;
const manifest = (name: string, more: string) =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2024"\n\n${more}`;
interface Settings {
  readonly binary?: string;
  readonly architecture?: string;
  readonly runtime?: string;
}
const resource = (id: string, crate: string, settings: Settings = {}) =>
  [
    `  ${id}:`,
    '    Type: AWS::Serverless::Function',
    '    Properties:',
    `      CodeUri: apps/${crate}`,
    `      Architectures: [${settings.architecture ?? 'x86_64'}]`,
    `      Runtime: ${settings.runtime ?? 'provided.al2023'}`,
    ...(settings.binary
      ? ['    Metadata:', `      BuildProperties: { Binary: ${settings.binary} }`]
      : []),
    '',
  ].join('\n');

beforeAll(async () => {
  workspace = await createWorkspace();
  const { write, edit } = workspace;
  write('apps/several/Cargo.toml', manifest('several', ''));
  write('apps/several/src/bin/one.rs', main('one'));
  write('apps/several/src/bin/two.rs', main('two'));
  // As many posts about Lambda have it.
  write(
    'apps/plain/Cargo.toml',
    manifest('plain', '[[bin]]\nname = "bootstrap"\npath = "main.rs"\n'),
  );
  write('apps/plain/main.rs', main('plain'));
  write(
    'apps/second/Cargo.toml',
    manifest('second', '[[bin]]\nname = "bootstrap"\npath = "main.rs"\n'),
  );
  write('apps/second/main.rs', main('second'));
  write('apps/both/Cargo.toml', manifest('both', ''));
  write('apps/both/src/lib.rs', 'pub fn say() {\n    println!("both");\n}\n');
  write('apps/both/src/main.rs', 'fn main() {\n    both::say();\n}\n');
  write(
    'apps/gated/Cargo.toml',
    manifest(
      'gated',
      '[features]\nextra = []\n\n[[bin]]\nname = "gated"\npath = "main.rs"\nrequired-features = ["extra"]\n',
    ),
  );
  write('apps/gated/main.rs', main('gated'));
  write('apps/alone/Cargo.toml', manifest('alone', '[workspace]\n'));
  write('apps/alone/src/main.rs', main('alone'));
  edit(
    'Cargo.toml',
    'members = ["apps/*", "libs/*"]',
    'exclude = ["apps/alone"]\nmembers = ["apps/*", "libs/*"]',
  );
  edit(
    'template.yml',
    'Outputs:',
    [
      resource('OneFunction', 'several', { binary: 'one' }),
      resource('TwoFunction', 'several', { binary: 'two', architecture: 'arm64' }),
      resource('TwoAgainFunction', 'several', { binary: 'two', runtime: 'provided.al2' }),
      resource('PlainFunction', 'plain'),
      resource('SecondFunction', 'second'),
      resource('BothFunction', 'both'),
      resource('BothAgainFunction', 'both'),
      resource('BothOnArmFunction', 'both', { architecture: 'arm64' }),
      resource('GatedFunction', 'gated'),
      resource('AloneFunction', 'alone'),
      'Outputs:',
    ].join('\n'),
  );
  for (const folder of ['', 'apps/alone/']) {
    const updated = await workspace.exec('cargo', [
      'update',
      '--workspace',
      '--offline',
      '--manifest-path',
      `${folder}Cargo.toml`,
    ]);
    expect(updated).toMatchObject({ code: 0 });
  }
});
afterAll(() => workspace.dispose());

const crates = 'several,plain,second,both,gated,alone';
/** What the program of each artifact says. */
const words = ['one', 'two', 'plain', 'second', 'both', 'gated', 'alone'];
const build = (...more: string[]) =>
  workspace.nx(['run-many', '-t', 'build', '-p', crates, '--skip-nx-cache', ...more]);

test('every artifact is the program that it should be, in as few cargo runs as that allows', async () => {
  const { code, output } = await build('-c', 'local');
  expect(output).not.toMatch(/error/i);
  expect(code).toBe(0);
  // The shared workspace, required features, two bins of one name, a workspace of its own.
  expect(runsIn(output)).toEqual(['2', '1', '1', '1', '1'].map((count) => `${count} dev`).sort());
  const artifacts = ['several/one', 'several/two', 'plain', 'second', 'both', 'gated', 'alone'];
  expect(await saidBy('dist/local/apps', artifacts)).toEqual(words);
});

const [intel, older, arm] = [
  'x86_64-unknown-linux-gnu-2-34',
  'x86_64-unknown-linux-gnu-2-26',
  'aarch64-unknown-linux-gnu-2-34',
];

test('several architectures and runtimes: a run each, and none compiles what another has', async () => {
  const { code, output } = await build();
  expect(output).not.toMatch(/error/i);
  expect(code).toBe(0);
  const runs = runsIn(output);
  expect(runs).toEqual(
    [
      // The shared workspace for each target.
      '2 release x86_64-unknown-linux-gnu.2.34',
      '2 release aarch64-unknown-linux-gnu.2.34',
      '1 release x86_64-unknown-linux-gnu.2.26',
      // Two bins of one name, required features, a workspace of its own.
      ...Array.from({ length: 4 }, () => '1 release x86_64-unknown-linux-gnu.2.34'),
    ].sort(),
  );
  const natives = [
    'several/one',
    `several/two/${older}`,
    'plain',
    'second',
    `both/${intel}`,
    'gated',
    'alone',
  ];
  expect(await saidBy('dist/apps', natives)).toEqual(words);
  for (const name of ['two', 'both']) {
    const folder = name === 'two' ? 'several/two' : name;
    const file = join(workspace.root, 'dist/apps', folder, arm, 'bootstrap');
    expect(readFileSync(file).includes(`${name}\n`)).toBe(true);
  }

  const again = await build();
  expect(again.code).toBe(0);
  expect(runsIn(again.output)).toEqual(runs);
  expect(again.output).not.toMatch(/^ *Compiling /m);
});

/** Number of crates, profile and target of each cargo run. */
function runsIn(output: string): string[] {
  const runs = output.matchAll(/^building (\d+) functions? \((\w+), (.*?)\):/gm);
  return [...runs]
    .map(([, count, profile, target]) => [count, profile, profile === 'dev' ? '' : target])
    .map((run) => run.join(' ').trim())
    .sort();
}

function saidBy(folder: string, artifacts: readonly string[]): Promise<string[]> {
  return Promise.all(
    artifacts.map(async (artifact) => {
      const file = join(workspace.root, folder, artifact, 'bootstrap');
      return (await workspace.exec(file, [])).stdout.trim();
    }),
  );
}

test('two crates of one name are refused, and both are named', async () => {
  workspace.write('libs/echo/Cargo.toml', manifest('echo', ''));
  workspace.write('libs/echo/src/lib.rs', '');
  const { code, output } = await workspace.nx(['show', 'projects']);
  await workspace.exec('rm', ['-r', 'libs/echo']);
  expect(output).toContain(
    'libs/echo/Cargo.toml: two crates are called echo: this one and apps/echo/Cargo.toml; rename one of them',
  );
  expect(code).not.toBe(0);
});

test('a crate may be called like an npm package, or like a crate it uses', async () => {
  await workspace.exec('git', ['mv', 'apps/echo', 'apps/tracing']);
  workspace.edit('apps/tracing/Cargo.toml', 'name = "echo"', 'name = "typescript"');
  workspace.edit('template.yml', 'CodeUri: apps/echo', 'CodeUri: apps/tracing');
  const { code, output } = await workspace.nx(['show', 'project', 'typescript', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(output)).toMatchObject({ root: 'apps/tracing', name: 'typescript' });
});
