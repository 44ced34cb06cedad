/**
 * `npm test` and `npm run test:full`: cargo's tests, then jest's, then those on real parts. The last
 * line is the true sum of all of them. `--arm64` and `--browser` insist on what the machine may not have.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { run, startAttached, type Command } from '../process/run';
import { findRust, hasStd, stdMend, type Rust } from '../toolchain/rust';
import { ensureTool, type ToolName } from '../toolchain/tools';
import { describeError, UserError } from '../user-error';
import { runCommand, type Interruption } from './interruption';
import { describeLeftOut, machineNeeds, unmetInsistence, type MachineNeed } from './machine-needs';
import { root } from './nx';
import * as counting from './test-counts';
import { leftOutPatterns, type TestSets } from './test-sets';

/** What the functions of template.yml are compiled for. */
const lambdaTarget = 'aarch64-unknown-linux-gnu';

const plugin = join(root, 'tools', 'nx-rust-lambda');
const toolNames: readonly ToolName[] = ['cargo-lambda', 'zig', 'ministack', 'sam'];

/** No daemon of Nx's outlives a test, and none is asked: it would answer for another state. */
const env = { NX_DAEMON: 'false', NX_TUI: 'false' };

runCommand(describeError, async (interruption) => {
  const full = process.argv.includes('--full');
  const { platform, arch } = process;
  const needs = machineNeeds({ platform, arch, path: process.env['PATH'] });
  const refusal = unmetInsistence(needs, process.argv);
  if (refusal !== undefined) throw new UserError(refusal);
  const rust = await findRust({ root, run });
  await addStd(rust, interruption);
  for (const name of toolNames) {
    await ensureTool(name, { root, run, report: console.log, signal: interruption.signal });
  }

  const ends: counting.RunnerEnd[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'counts-'));
  try {
    ends.push(await cargoTest(rust, interruption));
    for (const [config, more] of [
      ['jest.config.cjs', []],
      ['jest.e2e.config.cjs', leftOut(full, needs)],
    ] as const) {
      if (interruption.signal.aborted) return 1;
      ends.push(await jest({ config, more, report: join(folder, config) }, interruption));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  if (interruption.signal.aborted) return 1;
  const counts = counting.totalCounts(ends);
  for (const line of describeLeftOut(needs)) console.log(line);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counting.isSuccess(counts) ? 0 : 1;
});

async function cargoTest(rust: Rust, { signal }: Interruption): Promise<counting.RunnerEnd> {
  const color = process.stdout.isTTY ? 'always' : 'auto';
  const result = await run(
    {
      program: rust.cargo,
      args: ['test', '--workspace', '--locked'],
      cwd: root,
      env: { ...env, CARGO_TERM_COLOR: color },
    },
    {
      signal,
      onStdoutLine: (line) => console.log(line),
      onStderr: (text) => process.stderr.write(text),
    },
  );
  if (result.type !== 'exited') return { exitCode: 1, counts: undefined };
  return {
    exitCode: result.code,
    counts: counting.readCargoCounts(stripVTControlCharacters(result.stdout)),
  };
}

function leftOut(full: boolean, needs: readonly MachineNeed[]): readonly string[] {
  const met = Object.fromEntries(needs.map(({ name, isMet }) => [name, isMet]));
  const sets = { full, ...met } as TestSets;
  return leftOutPatterns(sets).flatMap((pattern) => ['--testPathIgnorePatterns', pattern]);
}

interface JestRun {
  readonly config: string;
  readonly more: readonly string[];
  /** Absolute path of the file that jest writes its counts to. */
  readonly report: string;
}

async function jest(
  { config, more, report }: JestRun,
  { follow }: Interruption,
): Promise<counting.RunnerEnd> {
  const script = require.resolve('jest/bin/jest', { paths: [root] });
  const written = ['--json', `--outputFile=${report}`];
  const command: Command = {
    program: process.execPath,
    args: [script, '-c', join(plugin, config), ...written, ...more],
    cwd: root,
    env,
  };
  const exitCode = await follow(startAttached(command));
  const text = await readFile(report, 'utf8').catch(() => '');
  return { exitCode, counts: counting.readJestCounts(text) };
}

/** Setting tests up may change the toolchain, which a build never does. */
async function addStd(rust: Rust, { signal }: Interruption): Promise<void> {
  // The first of two calls is known to crash now and then, and to work when called again.
  for (let attempt = 1; attempt <= 2; attempt++) {
    if (hasStd(rust, lambdaTarget)) return;
    if (rust.rustup === undefined) break;
    console.log(`rust: adding the standard library for ${lambdaTarget}`);
    await run(
      { program: rust.rustup, args: ['target', 'add', lambdaTarget], cwd: root },
      { signal, onStderr: (text) => process.stderr.write(text) },
    );
  }
  if (hasStd(rust, lambdaTarget)) return;
  throw new UserError(
    `Rust's standard library for ${lambdaTarget} is missing, which the tests need; ${stdMend(rust, lambdaTarget)}`,
  );
}
