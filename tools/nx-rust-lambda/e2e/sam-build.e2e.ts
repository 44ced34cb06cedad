/** Plain `sam build` on the same files: the bytes that Nx builds, from Nx's cache. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { run } from '../src/process/run';
import { ensureTool } from '../src/toolchain/tools';
import { createWorkspace, repository, type Outcome, type Workspace } from './workspace';

const functions = { EchoFunction: 'echo', AuthFunction: 'auth' };

let workspace: Workspace;
let sam: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Outcome>;

beforeAll(async () => {
  workspace = await createWorkspace();
  const { bin } = await ensureTool('sam', { root: repository, run, report: () => {} });
  sam = (args, env) => workspace.exec(join(bin, 'sam'), args, { SAM_CLI_TELEMETRY: '0', ...env });
  expect(await workspace.nx(['g', 'rust-lambda', 'auth'])).toMatchObject({ code: 0 });
});
afterAll(() => workspace.dispose());

const shipped = (logicalId: string) =>
  readFileSync(join(workspace.root, '.aws-sam/build', logicalId, 'bootstrap'));
const artifact = (project: string) =>
  readFileSync(join(workspace.root, 'dist/apps', project, 'bootstrap'));

function expectNxBytes() {
  for (const [logicalId, project] of Object.entries(functions)) {
    expect(shipped(logicalId).equals(artifact(project))).toBe(true);
  }
}

/** A folder with a program that fails, to be put before all others. */
function failing(program: string): string {
  const folder = mkdtempSync(join(workspace.root, '.nx', 'failing-'));
  writeFileSync(join(folder, program), '#!/bin/sh\necho "must not be started" >&2\nexit 97\n');
  chmodSync(join(folder, program), 0o755);
  return [folder, process.env['PATH']].join(delimiter);
}

test('sam build ships the bytes of nx build, in parallel and one after the other', async () => {
  // samconfig.toml turns `parallel` on for its default environment only.
  expect(await sam(['build'])).toMatchObject({ code: 0 });
  expectNxBytes();
  rmSync(join(workspace.root, '.aws-sam'), { recursive: true });
  expect(await sam(['build', '--config-env', 'production'])).toMatchObject({ code: 0 });
  expectNxBytes();
});

test('a second sam build compiles nothing', async () => {
  rmSync(join(workspace.root, '.aws-sam'), { recursive: true });
  rmSync(join(workspace.root, 'dist'), { recursive: true });
  expect(await sam(['build'], { PATH: failing('cargo') })).toMatchObject({ code: 0 });
  expectNxBytes();
});

test.each<[string, () => Readonly<Record<string, string>>, boolean]>([
  ['inside a task of Nx', () => ({ NX_TASK_TARGET_PROJECT: 'echo', PATH: failing('node') }), false],
  ['without node_modules', () => ({}), true],
])('%s the same command runs without Nx', async (_, environment, removed) => {
  const packages = join(workspace.root, 'node_modules');
  rmSync(join(workspace.root, '.aws-sam'), { recursive: true });
  if (removed) renameSync(packages, `${packages}.aside`);
  const result = await sam(['build'], environment());
  if (removed) renameSync(`${packages}.aside`, packages);
  expect(result).toMatchObject({ code: 0 });
  expectNxBytes();
});

test('a function that does not compile fails with what rustc says', async () => {
  workspace.edit('apps/auth/main.rs', 'telemetry::init();', 'telemetry::launch();');
  const result = await sam(['build', 'AuthFunction']);
  workspace.edit('apps/auth/main.rs', 'telemetry::launch();', 'telemetry::init();');
  expect(result.code).not.toBe(0);
  expect(result.output).toContain('cannot find function `launch` in crate `telemetry`');
});

test('a container build is refused with a sentence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sam-container-'));
  cpSync(join(workspace.root, 'apps/echo'), folder, { recursive: true });
  const result = await make(join(folder, 'Makefile'));
  rmSync(folder, { recursive: true });
  expect(result.code).not.toBe(0);
  expect(result.stderr).toContain('container builds are not supported');
  expect(result.stderr).toContain('run sam build without --use-container');
});

test('the Makefile finds the workspace from anywhere, in a folder with any name', async () => {
  const root = join(mkdtempSync(join(tmpdir(), 'sam-make-')), `it's my  "work" space`);
  mkdirSync(join(root, 'tools/sam-build'), { recursive: true });
  writeFileSync(join(root, 'tools/sam-build/build-function.sh'), 'printf "%s\\n" "$@"\n');
  cpSync(join(workspace.root, 'apps/echo'), join(root, 'apps/echo'), { recursive: true });
  const result = await make(join(root, 'apps/echo/Makefile'));
  rmSync(join(root, '..'), { recursive: true });
  expect(result).toMatchObject({
    code: 0,
    stdout: [join(root, 'apps/echo'), 'echo', 'EchoFunction', '/some/where/art facts', ''].join(
      '\n',
    ),
  });
});

/** As SAM's makefile builds do it. */
const make = (makefile: string) =>
  workspace.exec('make', ['--makefile', makefile, 'build-EchoFunction'], {
    ARTIFACTS_DIR: '/some/where/art facts',
  });
