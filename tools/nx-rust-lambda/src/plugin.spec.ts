import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inferWorkspace, refuseCommand } from './plugin';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plugin-'));
  writeFileSync(join(root, 'template.yml'), 'Resources:\n  T: { Type: AWS::SNS::Topic }\n');
});
afterEach(() => rmSync(root, { recursive: true }));

const broken = `version = 0.1
[production.deploy.parameters]
stack_name = "p"
parameter_overrides = "file://no.yaml"
[ci.build.parameters]
cached = true
[staging.deploy.parameters]
stack_name = "s"
`;

function write(text: string, name = 'samconfig.toml'): void {
  writeFileSync(join(root, name), text);
}

async function environmentsInGraph(): Promise<string[]> {
  const { nodes } = await inferWorkspace(root, ['samconfig.toml', 'template.yml']);
  const { projects = {} } = nodes[0]?.[1] ?? {};
  return Object.keys(projects['.']?.targets?.['deploy-all']?.configurations ?? {});
}

const target = (name: string) => ({
  executor: `nx-rust-lambda:${name}`,
  configurations: { default: {}, local: {} },
});
const projects = { echo: { targets: { build: target('build'), deploy: target('deploy') } } };
const running = (...words: readonly string[]) =>
  refuseCommand(['node', 'nx', ...words], root, () => projects);

test('one wrong environment leaves the graph and the others as they are', async () => {
  write(broken);
  expect(await environmentsInGraph()).toEqual(['default', 'production', 'ci', 'staging', 'local']);
  expect(() => running('run', 'echo:deploy', '-c', 'staging')).not.toThrow();
  expect(() => running('run', 'echo:deploy:local')).not.toThrow();
  expect(() => running('run', 'echo:deploy', '-c', 'production')).toThrow(
    /^samconfig\.toml:4: environment 'production' has parameter_overrides 'file:\/\/no\.yaml', which is not there/,
  );
  expect(() => running('affected', '-t', 'deploy', '--configuration=ci')).toThrow(
    /^samconfig\.toml:5: environment 'ci' has no stack_name/,
  );
});

test('a file that is not TOML stops what goes to an environment, and not the graph', async () => {
  write('version = 0.1\n[production.deploy.parameters\n');
  expect(await environmentsInGraph()).toEqual(['default', 'local']);
  expect(() => running('run', 'echo:build')).not.toThrow();
  for (const name of ['production', 'local']) {
    expect(() => running('run', 'echo:deploy', '-c', name)).toThrow(
      /^samconfig\.toml:2: is not valid TOML/,
    );
  }
});

test('samconfig.yaml alone, which SAM would read, is a sentence', () => {
  write('version: 0.1\n', 'samconfig.yaml');
  expect(() => running('run', 'echo:deploy', '-c', 'production')).toThrow(
    /^samconfig\.yaml: is not read here, and SAM would read it/,
  );
  write(broken);
  expect(() => running('run', 'echo:deploy', '-c', 'staging')).not.toThrow();
});
