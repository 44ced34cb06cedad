import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command, Run, RunResult } from '../process/run';
import { readArtifact, type ArtifactSpec } from './artifact';
import type { CargoRun } from './build-plan';
import { performBuild } from './perform-build';
import { elfOf } from './testing/elf-of';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'perform-build-'))));
afterEach(() => rmSync(root, { recursive: true }));

const target = 'aarch64-unknown-linux-gnu.2.34';
const arm = elfOf({ machine: 183 });
const intel = elfOf({ machine: 62 });

const spec = (bin: string): ArtifactSpec => ({
  bin,
  features: [],
  functions: [],
  target,
  path: `dist/apps/${bin}/bootstrap`,
});
const cargoRun = (bins: string[], more: Partial<CargoRun> = {}): CargoRun => ({
  cwd: root,
  args: ['lambda', 'build', '--target', target],
  artifacts: bins.map((bin) => ({ task: `${bin}:build`, crate: bin, spec: spec(bin) })),
  profile: 'release',
  target,
  needs: { cargoLambda: true, zig: true, triple: 'aarch64-unknown-linux-gnu' },
  ...more,
});

function write(path: string, content: Buffer | string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const exited = (code: number) => ({ type: 'exited' as const, code, stdout: '', stderr: '' });

function metadata(): RunResult {
  const said = { target_directory: '/t', workspace_root: root, packages: [] };
  return { ...exited(0), stdout: JSON.stringify(said) };
}

/** A cargo that says it compiled these bins, does `work` and ends so. */
function cargo(bins: string[], work: () => void, result: RunResult, seen: Command[] = []): Run {
  return async (command, options) => {
    if (command.program === 'sh') return { ...exited(0), stdout: '-g\n' };
    if (command.args[0] === 'metadata') return metadata();
    seen.push(command);
    work();
    for (const name of bins) {
      const executable = join(root, 'target/aarch64-unknown-linux-gnu/release', name);
      const message = { reason: 'compiler-artifact', target: { kind: ['bin'], name }, executable };
      options?.onStdoutLine?.(JSON.stringify(message));
    }
    options?.onStderr?.(result.type === 'exited' ? result.stderr : '');
    return result;
  };
}

async function build(runs: CargoRun[], run: Run) {
  const shown: string[] = [];
  const results: string[] = [];
  const context = {
    root,
    run,
    toolchain: {
      cargo: '/rust/bin/cargo',
      host: 'x86_64-unknown-linux-gnu',
      sysroot: '/rust',
      stdSource: '/rustc/1',
      cargoHome: '/c',
      env: { PATH: '/rust/bin' },
    },
    show: (text: string) => void shown.push(text),
  };
  for await (const { artifact, success, said, line } of performBuild(runs, context)) {
    results.push(`${artifact.task} ${success}: ${said}${line}`);
  }
  return { results, shown: shown.join('') };
}

const moved = (bin: string) => `target/lambda/${bin}/bootstrap`;
const left = (bin: string) => `target/aarch64-unknown-linux-gnu/release/${bin}`;

test('after a success, what cargo-lambda moved is placed, executable, with its record', async () => {
  const seen: Command[] = [];
  const work = () => void write(moved('a'), arm);
  const end = { ...exited(0), stderr: '   Compiling a\n' };
  const { results, shown } = await build([cargoRun(['a'])], cargo(['a'], work, end, seen));
  expect(results).toEqual([`a:build true: a: dist/apps/a/bootstrap (0.00 MB, ${target})`]);
  const artifact = await readArtifact(root, spec('a'));
  expect(artifact).toMatchObject({ content: arm, size: arm.length, target, profile: 'release' });
  expect(statSync(artifact.file).mode & 0o777).toBe(0o755);
  expect(readdirSync(join(root, 'dist/apps')).sort()).toEqual(['a', 'a.artifact.json']);
  expect(readdirSync(join(root, 'dist/apps/a'))).toEqual(['bootstrap']);
  const flags = [
    '-C',
    'target-cpu=neoverse-n1',
    `--remap-path-prefix=${root}=/workspace`,
    '--remap-path-prefix=/c=/cargo',
    '--remap-path-prefix=/t=/target',
    '--remap-path-prefix=/rust/lib/rustlib/src/rust=/rustc/1',
    '-g',
  ];
  expect(seen).toEqual([
    {
      program: '/rust/bin/cargo',
      args: ['lambda', 'build', '--target', target],
      cwd: root,
      env: {
        PATH: '/rust/bin',
        NO_COLOR: '1',
        FORCE_COLOR: undefined,
        CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f'),
      },
    },
  ]);
  expect(shown).toBe(
    `building 1 function (release, ${target}): a\nrustflags: ${flags.join(' ')}\ncargo lambda build --target ${target}\n   Compiling a\n`,
  );
});

test('after a partial failure, the good one is taken from where cargo left it, the other fails alone', async () => {
  const work = () => {
    write(left('good'), arm);
    // What an older build left: neither is to be taken.
    write(moved('good'), Buffer.concat([arm, Buffer.from('old')]));
    write(moved('bad'), arm);
  };
  const { results } = await build([cargoRun(['bad', 'good'])], cargo(['good'], work, exited(101)));
  expect(results).toEqual([
    'bad:build false: bad: did not compile; cargo says why above',
    `good:build true: good: dist/apps/good/bootstrap (0.00 MB, ${target})`,
  ]);
  expect((await readArtifact(root, spec('good'))).content).toEqual(arm);
  expect(existsSync(join(root, 'dist/apps/bad'))).toBe(false);
});

test('a binary for another machine is refused, and the others are placed', async () => {
  const work = () => {
    write(moved('a'), intel);
    write(moved('b'), '#!/bin/sh\necho no program at all\n');
    write(moved('c'), arm);
  };
  const { results } = await build(
    [cargoRun(['a', 'b', 'c'])],
    cargo(['a', 'b', 'c'], work, exited(0)),
  );
  expect(results).toEqual([
    expect.stringMatching(
      /^a:build false: dist\/apps\/a\/bootstrap: was built for x86_64 where aarch64 was asked for/,
    ),
    expect.stringMatching(
      /^b:build false: .* was built for no machine that Lambda has where aarch64/,
    ),
    expect.stringMatching(/^c:build true/),
  ]);
  expect(readdirSync(join(root, 'dist/apps')).sort()).toEqual(['c', 'c.artifact.json']);
});

test("this machine's own binary may have any format", async () => {
  const local = { ...spec('a'), target: 'host', path: 'dist/local/apps/a/bootstrap' };
  const run = cargoRun([], {
    args: ['build', '--target', 'aarch64-apple-darwin'],
    artifacts: [{ task: 'a:build', crate: 'a', spec: local }],
    profile: 'dev',
    target: 'host',
  });
  const work = () => void write(left('a'), 'Mach-O');
  const { results } = await build([run], cargo(['a'], work, exited(0)));
  expect(results).toEqual(['a:build true: a: dist/local/apps/a/bootstrap (0.00 MB, this machine)']);
  expect(await readArtifact(root, local)).toMatchObject({ target: 'host', profile: 'dev' });
});

test.each<[string, RunResult, string]>([
  ['killed', { type: 'killed', signal: 'SIGKILL' }, 'cargo was ended by SIGKILL'],
  ['not started', { type: 'spawn-failed', reason: 'ENOENT' }, 'cargo did not start: ENOENT'],
])(
  'a cargo that was %s: nothing is placed, whatever it had compiled',
  async (_case, result, line) => {
    const work = () => void write(left('a'), arm);
    const { results } = await build([cargoRun(['a', 'b'])], cargo(['a'], work, result));
    expect(results).toEqual([`a:build false: a: ${line}`, `b:build false: b: ${line}`]);
    expect(existsSync(join(root, 'dist'))).toBe(false);
  },
);

test('a cargo that gives up before it compiles says why in one sentence, once', async () => {
  const stderr = `error: cannot update the lock file ${root}/Cargo.lock because --locked was passed\n`;
  const run = cargo([], () => {}, { ...exited(101), stderr });
  const { results } = await build([cargoRun(['a', 'b'])], run);
  expect(results).toEqual([
    'a:build false: Cargo.lock: does not fit the manifests; run cargo update --workspace and commit it',
    'b:build false: b: not built, for the same reason',
  ]);
});

test('two builds of one workspace take turns, and a failed run does not stop the next', async () => {
  let running = 0;
  const turns: number[] = [];
  const slow: Run = async ({ program, args }) => {
    if (program === 'sh') return exited(0);
    if (args[0] === 'metadata') return metadata();
    turns.push(++running);
    await new Promise((resolve) => setTimeout(resolve, 30));
    running -= 1;
    return exited(101);
  };
  const builds = await Promise.all([
    build([cargoRun(['a']), cargoRun(['b'])], slow),
    build([cargoRun(['c'])], slow),
  ]);
  expect(turns).toEqual([1, 1, 1]);
  expect(builds.map(({ results }) => results.length)).toEqual([2, 1]);
});
