import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, Run } from '../../process/run';
import { UserError } from '../../user-error';
import rustLambda, { type RustLambdaOptions } from './rust-lambda';

const repository = join(__dirname, '../../../../..');
const echoFiles = ['Cargo.toml', 'main.rs', 'Makefile', 'events/default.json'];

/** This repository's own files, as far as the generator looks at them. */
function workspace(changes: Record<string, string | null> = {}): Tree {
  const tree = createTreeWithEmptyWorkspace();
  const files = [
    'Cargo.toml',
    'Cargo.lock',
    'template.yml',
    'libs/telemetry/Cargo.toml',
    ...echoFiles.map((file) => `apps/echo/${file}`),
  ];
  for (const file of files) tree.write(file, readFileSync(join(repository, file), 'utf8'));
  tree.write('package.json', '{ "name": "functions", "workspaces": ["tools/*"] }');
  tree.write('tools/plugin/package.json', '{ "name": "npm-package" }');
  for (const [file, text] of Object.entries(changes)) {
    if (text === null) tree.delete(file);
    else tree.write(file, text);
  }
  return tree;
}

function text(tree: Tree, file: string): string {
  return tree.read(file, 'utf8') ?? '';
}

function contents(tree: Tree): Record<string, string> {
  return Object.fromEntries(
    tree.listChanges().map(({ path, type, content }) => [path, `${type} ${content?.toString()}`]),
  );
}

const noPrograms: Run = () => Promise.reject(new Error('starts no program'));
const generate = (tree: Tree, options: RustLambdaOptions) => rustLambda(tree, options, noPrograms);

const ownLock = readFileSync(join(repository, 'Cargo.lock'), 'utf8');
const ownTemplate = readFileSync(join(repository, 'template.yml'), 'utf8');
const ownManifest = readFileSync(join(repository, 'Cargo.toml'), 'utf8');

describe('rust-lambda', () => {
  it('generates echo as it is in apps/echo', async () => {
    const others = Object.fromEntries(echoFiles.map((file) => [`apps/echo/${file}`, null]));
    const tree = workspace({
      ...others,
      'Cargo.lock': ownLock.replace(/\[\[package\]\]\nname = "echo"\n[^[]*\[[^\]]*\]\n\n/, ''),
      'template.yml': ownTemplate.replaceAll('EchoFunction', 'FirstFunction'),
    });
    expect(text(tree, 'Cargo.lock')).not.toBe(ownLock);
    expect(await generate(tree, { name: 'echo' })).toBeUndefined();
    for (const file of echoFiles) {
      expect(text(tree, `apps/echo/${file}`)).toBe(
        readFileSync(join(repository, 'apps/echo', file), 'utf8'),
      );
    }
    expect(text(tree, 'Cargo.lock')).toBe(ownLock);
  });

  it("writes the crate, its resources and its lock entry, and keeps the user's edits", async () => {
    const tree = workspace();
    await generate(tree, { name: 'auth' });
    expect(text(tree, 'apps/auth/Cargo.toml')).toContain('name = "auth"');
    expect(text(tree, 'apps/auth/main.rs')).toContain('-> Result<AuthResponse, Error> {');
    expect(text(tree, 'apps/auth/Makefile')).toContain('\nbuild-AuthFunction:\n');
    expect(text(tree, 'Cargo.lock')).toContain('name = "auth"');

    tree.write('apps/auth/main.rs', '// mine\n');
    tree.write('template.yml', text(tree, 'template.yml').replace('apps/auth', 'apps/auth # mine'));
    tree.write('Cargo.toml', `# mine\n${text(tree, 'Cargo.toml')}`);
    const before = contents(tree);
    await generate(tree, { name: 'sign-up', directory: 'libs/' });
    const after = contents(tree);
    expect(Object.keys(after).filter((file) => !(file in before))).toEqual(
      ['Cargo.toml', 'Makefile', 'events/default.json', 'main.rs'].map(
        (file) => `libs/sign-up/${file}`,
      ),
    );
    const changed = Object.keys(before).filter((file) => before[file] !== after[file]);
    expect(changed).toEqual(['Cargo.lock', 'template.yml']);
    expect(text(tree, 'template.yml')).toMatch(
      /CodeUri: apps\/auth # mine\n[^]*\n {2}SignUpFunction:\n {4}Type: AWS::Serverless::Function\n {4}Properties:\n {6}CodeUri: libs\/sign-up\n/,
    );
  });

  it.each<[string, RustLambdaOptions, Record<string, string | null>, string]>([
    ['a bad name', { name: '../auth' }, {}, 'the name "../auth" does not start with a letter'],
    ['the name of the stack', { name: 'stack' }, {}, 'the name "stack" is that of the workspace'],
    [
      'a folder that exists',
      { name: 'auth' },
      { 'apps/auth/notes': '' },
      'apps/auth: already exists',
    ],
    [
      'a crate that exists',
      { name: 'telemetry' },
      {},
      'libs/telemetry/Cargo.toml: is a crate called',
    ],
    [
      'a crate that no workspace has',
      { name: 'auth' },
      { 'experiments/x/Cargo.toml': '[package]\nname = "auth"\n' },
      'experiments/x/Cargo.toml: is a crate called auth already',
    ],
    [
      'an npm package',
      { name: 'npm-package' },
      {},
      'tools/plugin: is a project called npm-package',
    ],
    [
      'a function in the template',
      { name: 'sign_up' },
      { 'template.yml': ownTemplate.replaceAll('EchoFunction', 'SignUpFunction') },
      'template.yml:19: Resources already has SignUpFunction; choose another name',
    ],
    ['a folder outside', { name: 'auth', directory: '../apps' }, {}, 'is not inside the workspace'],
    ['an absolute folder', { name: 'auth', directory: '/apps' }, {}, 'is not inside the workspace'],
    [
      'a folder that the workspace does not cover',
      { name: 'auth', directory: 'services' },
      {},
      'Cargo.toml: [workspace] does not cover services/auth; add "services/*" to its members',
    ],
    [
      'a folder that the workspace excludes',
      { name: 'auth' },
      { 'Cargo.toml': ownManifest.replace('members', 'exclude = ["apps/auth"]\nmembers') },
      'Cargo.toml: [workspace] does not cover apps/auth',
    ],
    ['no workspace', { name: 'auth' }, { 'Cargo.toml': null }, 'Cargo.toml: has no [workspace]'],
    [
      'a dependency that the workspace lacks',
      { name: 'auth' },
      { 'Cargo.toml': ownManifest.replace(/^serde = .*\n/m, '') },
      'Cargo.toml: has no serde in [workspace.dependencies]',
    ],
    [
      'a field that the workspace lacks',
      { name: 'auth' },
      { 'Cargo.toml': ownManifest.replace(/^edition = .*\n/m, '') },
      'Cargo.toml: has no edition in [workspace.package]',
    ],
    ['no template', { name: 'auth' }, { 'template.yml': null }, 'template.yml: is missing'],
    [
      'an old lock',
      { name: 'auth' },
      { 'Cargo.lock': ownLock.replace('version = 4\n', '') },
      'Cargo.lock: has a format older than version 3',
    ],
  ])('refuses %s and changes nothing', async (_, options, changes, sentence) => {
    const tree = workspace(changes);
    const before = contents(tree);
    const error = await generate(tree, options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toContain(sentence);
    // Nx would offer to show the stack.
    expect((error as UserError).stack).toBeUndefined();
    expect(contents(tree)).toEqual(before);
  });

  it('lets Cargo choose the versions where no other crate has', async () => {
    const tree = workspace({ 'Cargo.lock': 'version = 4\n' });
    const started: Command[] = [];
    const after = await rustLambda(tree, { name: 'auth' }, (command) => {
      started.push(command);
      return Promise.resolve({
        type: 'exited',
        code: 101,
        stdout: '',
        stderr: 'error: no network',
      });
    });
    expect(text(tree, 'Cargo.lock')).toBe('version = 4\n');
    expect(started).toEqual([]);
    await expect(after?.()).rejects.toThrow(
      'Cargo.lock: cargo could not add the new crate: error: no network; run cargo update --workspace',
    );
    expect(started.map(({ program, cwd }) => [program, cwd])).toEqual([['cargo', tree.root]]);
  });

  it.each([
    ['a', /^async fn handler\(event: LambdaEvent<ARequest>\) -> Result<AResponse, Error> \{$/m],
    ['abcdefghijklm', /^async fn handler\(event: LambdaEvent<AbcdefghijklmRequest>\) .* \{$/m],
    [
      'abcdefghijklmn',
      /^async fn handler\(\n {4}event: LambdaEvent<AbcdefghijklmnRequest>,\n\) ->/m,
    ],
  ])('breaks the lines of %s as rustfmt does', async (name, signature) => {
    const tree = workspace();
    await generate(tree, { name });
    expect(text(tree, `apps/${name}/main.rs`)).toMatch(signature);
  });
});
