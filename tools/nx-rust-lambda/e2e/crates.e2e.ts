/** Crates that are laid out in other ways than the generator's: each gets its own artifact. */
import { join } from 'node:path';
import { createWorkspace, type Workspace } from './workspace';

let workspace: Workspace;

const main = (name: string) => `fn main() {\n    println!("${name}");\n}\n`;
const manifest = (name: string, more: string) =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2024"\n\n${more}`;
const resource = (id: string, crate: string, binary?: string) =>
  [
    `  ${id}:`,
    '    Type: AWS::Serverless::Function',
    '    Properties:',
    `      CodeUri: apps/${crate}`,
    ...(binary ? ['    Metadata:', `      BuildProperties: { Binary: ${binary} }`] : []),
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
      resource('OneFunction', 'several', 'one'),
      resource('TwoFunction', 'several', 'two'),
      resource('PlainFunction', 'plain'),
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

test('every artifact is the program that it should be, in as few cargo runs as that allows', async () => {
  const crates = 'several,plain,gated,alone';
  const { code, output } = await workspace.nx([
    'run-many',
    '-t',
    'build',
    '-c',
    'local',
    '-p',
    crates,
  ]);
  expect(output).not.toMatch(/error/i);
  expect(code).toBe(0);
  // One for the shared workspace, one for required features, one for the workspace of its own.
  expect(output.match(/^building /gm)).toHaveLength(3);
  const artifacts = ['several/one', 'several/two', 'plain', 'gated', 'alone'];
  const said = await Promise.all(
    artifacts.map(async (artifact) => {
      const file = join(workspace.root, 'dist/local/apps', artifact, 'bootstrap');
      return (await workspace.exec(file, [])).stdout.trim();
    }),
  );
  expect(said).toEqual(['one', 'two', 'plain', 'gated', 'alone']);
});

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
