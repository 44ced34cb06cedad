import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseLockfile } from '../cargo/lockfile';
import {
  crateToml,
  filesOf,
  functionToml,
  manifestsOf,
  type Texts,
} from '../cargo/testing/workspace-of';
import { parseTemplate } from '../sam/sam-template';
import { inferEdges, inferProjects } from './projects';
import { deployments } from './testing/deployments';

const workspace = (rest = '') => `[workspace]\nmembers = ["apps/*", "libs/*"]\n${rest}`;
const template = (functions: Readonly<Record<string, string>> = {}) =>
  [
    'Resources:',
    '  Table: { Type: AWS::DynamoDB::Table }',
    ...Object.entries(functions).map(
      ([id, folder]) =>
        `  ${id}: { Type: AWS::Serverless::Function, Properties: { Runtime: provided.al2023, CodeUri: ${folder} } }`,
    ),
  ].join('\n');

function infer(texts: Texts) {
  const text = texts['template.yml'];
  return inferProjects({
    manifests: manifestsOf(texts),
    locks: new Map(),
    features: new Map(),
    template: text === undefined ? undefined : parseTemplate(text, 'template.yml'),
    environments: deployments({ production: {} }),
    files: filesOf(texts),
  });
}

/** `folder kind name`, one for each project. */
const listed = (texts: Texts) =>
  infer(texts).map(({ root, configuration: { name, tags } }) => {
    return `${root} ${tags?.[1]?.replace('rust:', '') ?? 'root'} ${name}`;
  });
const edges = (texts: Texts) =>
  inferEdges(manifestsOf(texts), filesOf(texts)).map(
    ({ source, target }) => `${source} -> ${target}`,
  );

const libs = { 'libs/telemetry/Cargo.toml': crateToml('telemetry') };
const onTelemetry = 'telemetry = { path = "../../libs/telemetry" }';

test.each<[string, Texts, string[], string[]]>([
  [
    'a function and a library',
    { 'apps/echo/Cargo.toml': functionToml('echo', onTelemetry), ...libs },
    ['apps/echo function echo', 'libs/telemetry library telemetry', '. root stack'],
    ['echo -> telemetry'],
  ],
  [
    'a renamed crate: the project has the name, the folder stays',
    { 'apps/echo/Cargo.toml': functionToml('shout', onTelemetry), ...libs },
    ['apps/echo function shout', 'libs/telemetry library telemetry', '. root stack'],
    ['shout -> telemetry'],
  ],
  [
    'a moved crate',
    {
      'apps/team/echo/Cargo.toml': functionToml('echo', 'telemetry.workspace = true'),
      'shared/log/Cargo.toml': crateToml('telemetry'),
      'Cargo.toml':
        '[workspace]\nmembers = ["apps/team/*"]\n[workspace.dependencies]\ntelemetry = { path = "shared/log" }',
    },
    ['apps/team/echo function echo', 'shared/log library telemetry', '. root stack'],
    ['echo -> telemetry'],
  ],
  [
    'a nested crate',
    {
      'apps/echo/Cargo.toml': functionToml('echo', 'rules = { path = "rules" }'),
      'apps/echo/rules/Cargo.toml': crateToml('rules'),
    },
    ['apps/echo function echo', 'apps/echo/rules library rules', '. root stack'],
    ['echo -> rules'],
  ],
  [
    'an excluded crate, with an edge into the workspace',
    {
      'Cargo.toml': workspace('exclude = ["apps/echo"]'),
      'apps/echo/Cargo.toml': functionToml('echo', onTelemetry),
      ...libs,
    },
    ['apps/echo function echo', 'libs/telemetry library telemetry', '. root stack'],
    ['echo -> telemetry'],
  ],
  [
    'a member called like a crate of the registry, which others need',
    {
      'apps/echo/Cargo.toml': functionToml('echo', 'tracing = "0.1"'),
      'libs/tracing/Cargo.toml': crateToml(
        'tracing',
        '[dependencies]\nreal = { package = "tracing", version = "0.1" }',
      ),
    },
    ['apps/echo function echo', 'libs/tracing library tracing', '. root stack'],
    [],
  ],
  [
    'a crate called like an npm package',
    {
      'apps/echo/Cargo.toml': functionToml('yaml', 'typescript = "1"'),
      'libs/t/Cargo.toml': crateToml('typescript'),
    },
    ['apps/echo function yaml', 'libs/t library typescript', '. root stack'],
    [],
  ],
  [
    'a dependency under another name',
    {
      'apps/echo/Cargo.toml': functionToml(
        'echo',
        'log = { package = "telemetry", path = "../../libs/telemetry" }',
      ),
      ...libs,
    },
    ['apps/echo function echo', 'libs/telemetry library telemetry', '. root stack'],
    ['echo -> telemetry'],
  ],
  [
    'a program that is no Lambda function',
    { 'apps/tool/Cargo.toml': crateToml('tool'), 'apps/tool/src/main.rs': '' },
    ['apps/tool library tool', '. root stack'],
    [],
  ],
])('%s', (_case, texts, projects, dependencies) => {
  const all = { 'Cargo.toml': workspace(), 'template.yml': template(), ...texts };
  expect(listed(all)).toEqual(projects);
  expect(edges(all)).toEqual(dependencies);
});

test('without a template there are crates, but no function and no stack', () => {
  expect(
    listed({ 'Cargo.toml': workspace(), 'apps/echo/Cargo.toml': functionToml('echo') }),
  ).toEqual(['apps/echo library echo']);
});

test('a folder that two functions of the template run is one project', () => {
  const texts = {
    'Cargo.toml': workspace(),
    'template.yml': template({ Echo: 'apps/echo', Again: './apps/echo/' }),
    'apps/echo/Cargo.toml': functionToml('echo'),
  };
  expect(listed(texts)).toEqual(['apps/echo function echo', '. root stack']);
});

test.each<[string, Texts, RegExp[]]>([
  [
    'two crates that claim one name',
    { 'apps/one/Cargo.toml': functionToml('same'), 'apps/two/Cargo.toml': functionToml('same') },
    [/two crates are called same/, /apps\/one\/Cargo\.toml/, /apps\/two\/Cargo\.toml/],
  ],
  [
    'a crate called stack',
    { 'apps/s/Cargo.toml': functionToml('stack') },
    [/^apps\/s\/Cargo\.toml: a crate cannot be called stack/, /template\.yml/],
  ],
  [
    'a function whose crate Cargo would not build',
    { 'other/a/Cargo.toml': functionToml('a'), 'template.yml': template({ AFunction: 'other/a' }) },
    [
      /^other\/a\/Cargo\.toml: crate a, which AFunction runs, is not a member/,
      /add other\/a to members/,
    ],
  ],
  [
    'a crate in the root folder',
    { 'Cargo.toml': `${crateToml('top')}[workspace]` },
    [/^Cargo\.toml: /, /move crate top to a folder of its own/],
  ],
])('%s: an error that says where', (_case, texts, messages) => {
  const all = { 'Cargo.toml': workspace(), 'template.yml': template(), ...texts };
  for (const message of messages) expect(() => infer(all)).toThrow(message);
});

const repository = join(__dirname, '../../../..');
const own = (): Texts => {
  const crates = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(repository, folder)).map((name) => `${folder}/${name}/Cargo.toml`),
  );
  const files = ['Cargo.toml', 'template.yml', ...crates];
  return Object.fromEntries(
    files.map((file) => [file, readFileSync(join(repository, file), 'utf8')]),
  );
};

test("this repository's own projects", () => {
  const lock = parseLockfile(readFileSync(join(repository, 'Cargo.lock'), 'utf8'), 'Cargo.lock');
  const texts = own();
  const projects = inferProjects({
    manifests: manifestsOf(texts),
    locks: new Map([['.', lock]]),
    features: new Map(),
    template: parseTemplate(texts['template.yml']!, 'template.yml'),
    environments: deployments(),
    files: filesOf(texts),
  });
  const echo = projects.find(({ configuration }) => configuration.name === 'echo');
  expect(echo?.configuration.targets?.['build']?.options).toMatchObject({
    crate: 'echo',
    cargoWorkspace: '.',
    artifacts: {
      lambda: [
        {
          bin: 'echo',
          functions: ['EchoFunction'],
          target: 'aarch64-unknown-linux-gnu.2.34',
          path: 'dist/apps/echo/bootstrap',
        },
      ],
      local: [{ target: 'host', path: 'dist/local/apps/echo/bootstrap' }],
    },
  });
  expect(edges(texts)).toContain('echo -> telemetry');
});

test('a template that cannot be read stops the build of functions, and nothing else', () => {
  const sentence = 'template.yml:1: is not valid YAML';
  const texts = {
    'Cargo.toml': workspace(),
    'apps/echo/Cargo.toml': functionToml('echo', onTelemetry),
    ...libs,
  };
  const projects = inferProjects({
    manifests: manifestsOf(texts),
    locks: new Map(),
    features: new Map(),
    template: { file: 'template.yml', sentence },
    environments: deployments(),
    files: filesOf(texts),
  });
  expect(projects.map(({ configuration }) => configuration.name).join()).toBe(
    'echo,telemetry,stack',
  );
  expect(Object.keys(projects[0]?.configuration.targets ?? {})).toEqual(
    expect.arrayContaining(['build', 'deploy', 'test', 'lint']),
  );
  expect(projects[0]?.configuration.targets?.['build']?.options).toMatchObject({
    refusals: { lambda: [{ sentence }], local: [{ sentence }] },
  });
});
