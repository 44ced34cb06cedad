/** tools/sam-build/build-function.sh builds without Node.js; here its command is compared with the plan's. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { run } from '../process/run';
import { functionSettings } from '../sam/functions';
import { parseTemplate } from '../sam/sam-template';
import type { ArtifactSpec } from './artifact';
import { planBuild } from './build-plan';
import { lambdaTarget } from './lambda-target';
import { decodeRustflags, encodeRustflags, lambdaRustflags } from './rustflags';

const scripts = join(__dirname, '../../../sam-build');
let root: string;

/** What programs say here; which flags are set where is cargo's to know. */
const programs = {
  cargo: `case $1 in
  locate-project) echo "$PWD/Cargo.toml" ;;
  metadata) printf '%s\\n' '{"target_directory":"/t \\"a\\"","build_directory":"/b \\"a\\""}' ;;
  check) printf '%s' "$FLAGS" >"$RUSTFLAGS_FILE" ;;
esac`,
  node: '',
  rustc: `case $* in
  -vV) echo "commit-hash: $COMMIT"; echo release: 1.95.0 ;;
  *) echo /sys root ;;
esac`,
};

/** What the environment of those says: the user's flags, encoded; and rustc's commit. */
const answers = { FLAGS: '', COMMIT: '59807616' };

beforeAll(() => {
  root = join(realpathSync(mkdtempSync(join(tmpdir(), 'sam-build-'))), `it's a "work space"`);
  mkdirSync(join(root, 'apps/echo'), { recursive: true });
  cpSync(scripts, join(root, 'tools/sam-build'), { recursive: true });
  const asked = 'tools/nx-rust-lambda/src/build/effective-rustflags.sh';
  cpSync(join(scripts, '../..', asked), join(root, asked));
  mkdirSync(join(root, 'bin'));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(root, 'bin', name), 0o755);
  }
});
afterAll(() => rmSync(join(root, '..'), { recursive: true, force: true }));

const buildFunction = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  run({
    program: 'sh',
    args: [join(root, 'tools/sam-build/build-function.sh'), ...args],
    cwd: tmpdir(),
    cleanEnv: true,
    env: {
      PATH: [join(root, 'bin'), process.env['PATH']].join(delimiter),
      HOME: '/home/me',
      ...answers,
      ...env,
    },
  });

/** The script's `--print-command`: one word a line. */
function printCommand(template: string, environment: Readonly<Record<string, string>> = {}) {
  writeFileSync(join(root, 'template.yml'), template);
  const crate = [join(root, 'apps/echo'), 'echo', 'EchoFunction', join(root, 'artifacts')];
  return buildFunction(['--print-command', ...crate], environment);
}

function planned(
  template: string,
  environment: Readonly<{ FLAGS?: string; COMMIT?: string; CARGO_HOME?: string }> = {},
): string {
  const deployment = { region: 'us-east-1', stackName: 'echo', parameters: {} };
  const fn = functionSettings(parseTemplate(template, 'template.yml'), deployment).find(
    ({ logicalId }) => logicalId === 'EchoFunction',
  );
  if (fn?.type !== 'settled') throw new Error('the template has no EchoFunction');
  const spec: ArtifactSpec = {
    bin: 'echo',
    features: [],
    functions: ['EchoFunction'],
    target: lambdaTarget(fn.architecture, fn.runtime),
    path: 'dist/apps/echo/bootstrap',
  };
  const [cargoRun] = planBuild(
    [
      {
        task: 'echo:build',
        options: {
          crate: 'echo',
          cargoWorkspace: '.',
          artifacts: { lambda: [spec], local: [] },
          dependencyKey: '',
          destination: 'lambda',
          outputRoot: 'dist',
        },
      },
    ],
    { root, host: 'x86_64-unknown-linux-gnu' },
  );
  // How the run tells the executor what it did bears on nothing that it builds.
  const reporting = ['--keep-going', '--message-format', 'json-diagnostic-rendered-ansi'];
  const args = cargoRun!.args.filter((word) => !reporting.includes(word));
  const { FLAGS, COMMIT, CARGO_HOME = '/home/me/.cargo' } = { ...answers, ...environment };
  const folders = { root, cargoHome: CARGO_HOME, build: '/b "a"', sysroot: '/sys root' };
  const stdSource = COMMIT === 'unknown' ? '/rustc/1.95.0' : `/rustc/${COMMIT}`;
  const flags = lambdaRustflags(spec.target, decodeRustflags(FLAGS), folders, stdSource);
  return [`CARGO_ENCODED_RUSTFLAGS=${encodeRustflags(flags)}`, 'cargo', ...args, ''].join('\n');
}

const resource = (properties: string, id = 'EchoFunction') =>
  `  ${id}:\n    Type: AWS::Serverless::Function\n    Properties:\n${properties}`;
const globals = 'Globals:\n  Function:\n    Architectures: [arm64]\n    Runtime: provided.al2023\n';
const plain = `${globals}Resources:\n${resource('      CodeUri: apps/echo\n')}`;

describe('build-function.sh', () => {
  it.each<[string, string]>([
    ['Globals', plain],
    [
      'the function before Globals',
      `${globals}Resources:\n${resource('      CodeUri: apps/echo\n      Architectures: [x86_64]\n      Runtime: provided.al2\n')}`,
    ],
    [
      'the function without Globals, behind another one',
      `Resources:\n${resource('      Runtime: provided.al2\n      Architectures: [arm64]\n', 'A')}${resource('      Runtime: provided\n      CodeUri: apps/echo\n')}`,
    ],
    [
      'lists as blocks, quotes, comments and other indentation',
      `Globals:\n    # Function:\n    'Function': # all\n        Architectures: # one\n        - "arm64" # Graviton\n        Runtime: 'provided.al2023' # newest\n\nResources:\n${resource('      CodeUri: x\n')}`,
    ],
    [
      'an indented list',
      `${globals}Resources:\n${resource('      Architectures:\n        - x86_64\n      CodeUri: x\n')}`,
    ],
    [
      'look-alikes elsewhere',
      `Description: |\n  Globals:\n    Function:\n      Runtime: provided.al2\n${globals}Resources:\n${resource('      CodeUri: apps/echo\n      Environment:\n        Variables:\n          Runtime: provided.al2\n          Architectures: [x86_64]\n      Policies:\n      - Statement:\n          Runtime: provided.al2\n')}Outputs:\n  Runtime:\n    Value: provided.al2\n`,
    ],
    ['Windows line ends', plain.replaceAll('\n', '\r\n')],
  ])("runs the plan's command: %s", async (_, template) => {
    expect(await printCommand(template)).toEqual({
      type: 'exited',
      code: 0,
      stdout: planned(template),
      stderr: '',
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ["the user's flags", { FLAGS: '--cfg\x1fa "b"\x1f-Clink-arg=c d' }],
    ['a rustc of no commit', { COMMIT: 'unknown' }],
    ['CARGO_HOME', { CARGO_HOME: '/opt/my "cargo"' }],
  ])('takes %s as the plan does', async (_, environment) => {
    const result = await printCommand(plain, environment);
    expect(result).toMatchObject({ code: 0, stdout: planned(plain, environment) });
  });

  it.each<[string, string, string]>([
    [
      'a parameter',
      plain.replace('[arm64]', '[!Ref Arch]'),
      'template.yml:3: the value of Globals',
    ],
    [
      'a runtime by reference',
      plain.replace('provided.al2023', '!Ref R'),
      'template.yml:4: the value',
    ],
    ['a flow map', plain.replace('Properties:\n', 'Properties: {}\n'), 'Properties, which is not'],
    ['a merge key', plain.replace('CodeUri:', '<<: *x\n      CodeUri:'), 'a merge key (<<)'],
    ['JSON', '{"Resources": {}}', 'a template in JSON'],
    ['another runtime', plain.replace('provided.al2023', 'nodejs24.x'), 'has no custom runtime'],
    ['another architecture', plain.replace('arm64', 'armv7'), 'has architecture armv7'],
    [
      'no such function',
      plain.replace('EchoFunction', 'AFunction'),
      'has no function EchoFunction',
    ],
  ])('refuses %s', async (_, template, sentence) => {
    const result = await printCommand(template);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.type === 'exited' && result.stderr).toContain(sentence);
  });

  it.each<[string, string, string, RegExp]>([
    ['what Nx built', 'the program', 'the program', /^$/],
    [
      'what was changed since',
      'the program',
      'another',
      /^dist\/apps\/echo\/bootstrap: is not what/,
    ],
    ['what was cut off', 'the program', 'the pro', /run npx nx reset and build it again/],
  ])('ships %s, or says so', async (_, built, found, sentence) => {
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    const sha256 = createHash('sha256').update(built).digest('hex');
    write('node_modules/.bin/nx', '');
    write('dist/apps/echo.artifact.json', JSON.stringify({ sha256 }, undefined, 2));
    write('dist/apps/echo/bootstrap', found);
    const artifacts = join(root, 'artifacts');
    rmSync(artifacts, { recursive: true, force: true });
    const result = await buildFunction([
      join(root, 'apps/echo'),
      'echo',
      'EchoFunction',
      artifacts,
    ]);
    rmSync(join(root, 'node_modules'), { recursive: true });
    expect(result).toMatchObject({ code: built === found ? 0 : 1 });
    expect(result.type === 'exited' && result.stderr).toMatch(sentence);
    expect(existsSync(artifacts)).toBe(built === found);
  });
});
