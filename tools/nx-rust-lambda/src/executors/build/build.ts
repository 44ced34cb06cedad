import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { planBuild, type BuildRequest } from '../../build/build-plan';
import type { BuildOptions } from '../../build/build-options';
import { performBuild } from '../../build/perform-build';
import { prepareToolchain } from '../../build/toolchain';
import { run } from '../../process/run';
import { findRust } from '../../toolchain/rust';
import { describeError } from '../../user-error';
import { findTerminal, liveOutput } from '../live-output';
import { RunRecord } from '../run-record';

interface TaskOutcome {
  readonly success: boolean;
  readonly terminalOutput: string;
}

/** All functions of a batch in as few cargo runs as they allow. */
export async function* batch(
  _taskGraph: TaskGraph,
  inputs: Record<string, BuildOptions>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<{ task: string; result: TaskOutcome }> {
  const all = Object.entries(inputs).map(([task, options]) => ({ task, options }));
  const requests = all.filter(({ options }) => refusalOf(options) === undefined);
  for (const { task, options } of all) {
    const sentence = refusalOf(options);
    if (sentence === undefined) continue;
    yield { task, result: { success: false, terminalOutput: `${sentence}\n` } };
  }
  if (requests.length === 0) return;
  try {
    const record = new RunRecord(context.root);
    for await (const outcome of build(requests, context.root)) {
      // Before Nx knows of it, which may have a deploy follow.
      if (outcome.result.success) record.end(outcome.task, true);
      yield outcome;
    }
  } catch (error) {
    // The same sentence for every task; shown once, because only one of them carries it.
    const sentence = `${describeError(error)}\n`;
    for (const [index, { task }] of requests.entries()) {
      yield { task, result: { success: false, terminalOutput: index === 0 ? sentence : '' } };
    }
  }
}

export default async function buildExecutor(
  options: BuildOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  let success = true;
  const task = `${context.projectName}:build`;
  for await (const { result } of batch(undefined as never, { [task]: options }, {}, context)) {
    success &&= result.success;
    process.stdout.write(result.terminalOutput);
  }
  return { success };
}

/** Why a function of the crate cannot be built for any environment. */
function refusalOf({ refusals, destination }: BuildOptions): string | undefined {
  return refusals?.[destination]?.find(({ environments }) => environments === undefined)?.sentence;
}

async function* build(
  requests: readonly BuildRequest[],
  root: string,
): AsyncGenerator<{ task: string; result: TaskOutcome }> {
  const live = liveOutput(process.stderr);
  const terminal = findTerminal();
  const rust = await findRust({ root, run });
  const runs = planBuild(requests, { root, host: rust.host });
  const toolchain = await prepareToolchain(rust, runs, { root, run, report: live.report });
  const open = new Map(
    requests.map(({ task, options }) => [
      task,
      {
        waiting: options.artifacts[options.destination].length,
        lines: [] as string[],
        success: true,
      },
    ]),
  );
  for await (const { artifact, said, line, success } of performBuild(runs, {
    root,
    run,
    toolchain,
    show: live.show,
    terminal,
  })) {
    const state = open.get(artifact.task);
    if (!state) continue;
    state.lines.push(`${said}${line}\n`);
    state.success &&= success;
    state.waiting -= 1;
    if (state.waiting > 0) continue;
    // Of a success the whole is told by what belongs to it alone.
    const common = state.success ? '' : live.take();
    const terminalOutput = `${common}${state.lines.join('')}`;
    yield { task: artifact.task, result: { success: state.success, terminalOutput } };
  }
}
