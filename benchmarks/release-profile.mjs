// @ts-check
/**
 * What a release profile costs and gives: the size of echo, the CPU of a cold build and of one changed
 * line, the time from the start of a process to its first request for an event, and handlers that keep
 * the processor busy or allocate much (`work.rs`):
 *
 *   node benchmarks/release-profile.mjs [--sizes] [--arm64] [--rounds=N] [PROFILE...]
 *
 * A PROFILE is `<opt-level>-<lto>-<codegen-units>`, `3-fat-1`, or with another opt-level for crates that
 * are not the workspace's own, `3+s-fat-1`. The first one is what the others are compared with. All are
 * built in a copy of this repository, by the command that `nx build` runs, one after another; what is
 * timed is timed in turn, N rounds (20 by default) of all profiles, so that what else the machine does
 * hits all of them. Times of handlers are CPU time.
 *
 * `--sizes` stops after the sizes. `--arm64` builds for arm64, and does not time what it cannot run here;
 * with qemu-aarch64-static it sees whether a panic is answered.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cpuOfChildren, median } from './measuring.mjs';
import { runFunction } from './run-function.mjs';

const require = createRequire(import.meta.url);
require('@swc-node/register');
const { createWorkspace } = require('../tools/nx-rust-lambda/e2e/workspace');

const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const profiles = named.length > 0 ? named : ['3-thin-1', '3-fat-1', '3+s-fat-1', 's-fat-1'];
const sizesOnly = options.includes('--sizes');
const architecture = options.includes('--arm64') ? 'arm64' : 'x86_64';
const rounds = Number(/--rounds=(\d+)/.exec(options.join(' '))?.[1] ?? 20);
const relinks = 3;
const kinds = ['integers', 'floats', 'json', 'allocations'];
const emulator = '/usr/bin/qemu-aarch64-static';
const native = architecture === (process.arch === 'x64' ? 'x86_64' : process.arch);

/**
 * Figures of one profile, a value for each time it was measured.
 *
 * @typedef {Record<string, number[]>} Figures
 */

const profilePattern = /^([0-3sz])(?:\+([0-3sz]))?-(off|thin|fat)-(\d+)$/;
for (const profile of profiles) {
  if (!profilePattern.test(profile)) {
    console.error(`PROFILE is ${profile}; give <opt-level>-<off, thin or fat>-<codegen-units>`);
    process.exit(1);
  }
}

/** @type {import('../tools/nx-rust-lambda/e2e/workspace').Workspace} */
const workspace = await createWorkspace({ name: 'benchmark-of-profiles' });
const target = join(workspace.root, 'target');
const manifest = workspace.read('Cargo.toml');
const source = workspace.read('apps/echo/main.rs');

try {
  workspace.edit('template.yml', '[arm64]', `[${architecture}]`);
  workspace.write('apps/work/main.rs', workspace.read('benchmarks/work.rs'));
  workspace.write(
    'apps/work/Cargo.toml',
    workspace
      .read('apps/echo/Cargo.toml')
      .replaceAll('"echo"', '"work"')
      .replace('tracing.workspace = true', 'serde_json = "1"'),
  );
  const lock = await workspace.exec('cargo', ['metadata', '--offline', '--format-version', '1']);
  if (lock.code !== 0) throw new Error(lock.output);

  /** @type {Map<string, Figures>} */
  const all = new Map(profiles.map((profile) => [profile, {}]));
  for (const [profile, figures] of all) {
    figures['cold build, CPU s'] = [build(profile, 'echo')];
    figures['size of echo, kB'] = [statSync(artifact(profile, 'echo')).size / 1000];
    if (sizesOnly) continue;
    build(profile, 'work');
    figures['panic answered'] = [(await answersPanic(profile)) ? 1 : 0];
  }
  if (!sizesOnly) {
    for (let round = 0; round < relinks; round++) {
      for (const [profile, figures] of all) {
        workspace.write('apps/echo/main.rs', `${source}\n// ${round} ${profile}\n`);
        add(figures, 'one line changed, CPU s', build(profile, 'echo'));
      }
    }
  }
  if (!sizesOnly && native) {
    for (let round = 0; round < rounds; round++) {
      for (const [profile, figures] of all) await time(profile, figures);
    }
  }
  console.log(`${architecture}, ${rounds} rounds\n${table(all)}`);
} finally {
  rmSync(target, { recursive: true, force: true });
  await workspace.dispose();
}

/** @param {string} profile @param {'echo' | 'work'} crate */
function artifact(profile, crate) {
  return join(target, 'benchmark', `${profile}-${crate}`, 'bootstrap');
}

/**
 * CPU seconds of the build of one function.
 *
 * @param {string} profile @param {'echo' | 'work'} crate
 */
function build(profile, crate) {
  const [, level, others, lto, units] = profilePattern.exec(profile) ?? [];
  const opt = (/** @type {string | undefined} */ value) =>
    /\d/.test(value ?? '') ? value : `"${value}"`;
  const section = `[profile.release]
codegen-units = ${units}
lto = "${lto}"
opt-level = ${opt(level)}
panic = "unwind"
strip = true
${others ? `[profile.release.package."*"]\nopt-level = ${opt(others)}\n` : ''}`;
  workspace.write(
    'Cargo.toml',
    `${manifest.replace(/\[profile\.release[^[]*(\n(?=\[)|$)/g, '')}\n${section}`,
  );
  const before = cpuOfChildren();
  const result = spawnSync(
    'sh',
    // The logical id says only for which architecture and runtime.
    [
      'tools/sam-build/build-function.sh',
      `apps/${crate}`,
      crate,
      'EchoFunction',
      dirname(artifact(profile, crate)),
    ],
    {
      cwd: workspace.root,
      encoding: 'utf8',
      // Inside a task of Nx it runs cargo itself.
      env: { ...process.env, CARGO_TARGET_DIR: target, NX_TASK_TARGET_PROJECT: 'benchmark' },
    },
  );
  if (result.status !== 0) throw new Error(`${profile}, ${crate}: ${result.stderr}`);
  const cpu = cpuOfChildren() - before;
  const { size } = statSync(artifact(profile, crate));
  console.error(`${profile}: ${crate} built, ${cpu.toFixed(1)} s of CPU, ${size} bytes`);
  return cpu;
}

/** Whether a panic gets an error as its answer, and the next event is answered. @param {string} profile */
async function answersPanic(profile) {
  const copy = join(target, 'benchmark', 'panicking');
  cpSync(artifact(profile, 'work'), copy);
  const runtime = await runFunction(native ? [copy] : [emulator, copy]);
  const panicked = await runtime.invoke({ kind: 'panic' });
  const after = await runtime.invoke({ kind: 'start' });
  await runtime.stop();
  return !panicked.ok && panicked.body.includes('as asked') && after.ok;
}

/** @param {string} profile @param {Figures} figures */
async function time(profile, figures) {
  const echo = await runFunction([artifact(profile, 'echo')]);
  await echo.stop();
  add(figures, 'start to first request, ms', echo.start);
  add(figures, 'of these CPU, ms', echo.startCpu);
  const work = await runFunction([artifact(profile, 'work')]);
  for (const kind of kinds) {
    // The first time pays for pages and for memory that the second one has.
    await work.invoke({ kind });
    const { ok, body, cpu } = await work.invoke({ kind });
    if (!ok) throw new Error(`${profile}, ${kind}: ${body}`);
    add(figures, `${kind}, ms`, cpu);
  }
  await work.stop();
}

/** @param {Figures} figures @param {string} name @param {number} value */
function add(figures, name, value) {
  (figures[name] ??= []).push(value);
}

/** Medians, and of what is timed in turn the median ratio to the first profile. @param {Map<string, Figures>} all */
function table(all) {
  const [base = {}] = all.values();
  const names = Object.keys(base);
  const rows = [...all].map(([profile, figures]) => [
    profile,
    ...names.map((name) => {
      const values = figures[name] ?? [];
      const middle = median(values);
      const shown = middle.toFixed(middle < 100 ? 2 : 0);
      if (values.length < rounds) return shown;
      const ratio = median(values.map((value, at) => value / (base[name]?.[at] ?? value)));
      return `${shown} (${ratio.toFixed(2)})`;
    }),
  ]);
  return [['profile', ...names], names.map(() => '---:'), ...rows]
    .map((cells, at) => `| ${(at === 1 ? ['---', ...cells] : cells).join(' | ')} |`)
    .join('\n');
}
