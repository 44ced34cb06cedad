/**
 * Makes a Python environment from a hash-locked requirements file. Knows venv and pip; knows neither
 * which tools there are nor when an environment counts as whole.
 */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findProgram } from '../../../setup/search-path.cjs';
import type { Run, RunOptions, RunResult } from '../process/run';
import { UserError } from '../user-error';
import { pipComplaint } from './tool-table';

export interface EnvironmentOptions {
  /** The tool it is for. */
  readonly name: string;
  /** Absolute; what is there is removed first. */
  readonly folder: string;
  /** Absolute path of the requirements file. */
  readonly requirements: string;
  /** The lock file that the caller holds. */
  readonly lock: string;
  readonly root: string;
  readonly run: Run;
  readonly onPipLine: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Where to look for `python3`; this process's PATH without it. */
  readonly path?: string;
}

/**
 * Runs a module of Python's after adding itself to the lock file: pip goes on for a while when who
 * started it is killed, and nobody may remove the folder under it. venv and pip start programs of
 * their own, which an interrupt ends with them.
 */
const moduleUnderLock = [
  'import os, runpy, signal, sys',
  'os.setpgid(0, 0)',
  'signal.signal(signal.SIGTERM, lambda *_: os.killpg(0, signal.SIGKILL))',
  'lock = sys.argv.pop(1)',
  'open(lock, "a").write(str(os.getpid()) + "\\n")',
  'sys.argv.pop(0)',
  'runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)',
].join('\n');

/**
 * The user's pip settings stay (a company's index, a proxy); what would put the packages elsewhere
 * does not.
 */
const env = {
  PIP_PREFIX: undefined,
  PIP_TARGET: undefined,
  PIP_USER: undefined,
  PYTHONHOME: undefined,
  PYTHONPATH: undefined,
};

/** @throws UserError if there is no python3, or with the last lines of what failed */
export async function createEnvironment(options: EnvironmentOptions): Promise<void> {
  const { name, folder, lock, requirements, root: cwd, run, signal, onPipLine } = options;
  const python = findProgram('python3', options.path ?? process.env['PATH']);
  if (!python) {
    throw new UserError(
      `python3 was not found on PATH, ${name} needs it; install Python 3.10 or newer`,
    );
  }
  const runModule = (program: string, args: readonly string[], runOptions: RunOptions = {}) =>
    run(
      { program, args: ['-c', moduleUnderLock, lock, ...args], cwd, env },
      { signal, ...runOptions },
    );

  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await mkdir(dirname(folder), { recursive: true });
  accept(name, 'python3 -m venv', await runModule(python, ['venv', folder]));
  const locked = ['--require-hashes', '--no-deps', '--no-compile', '-r', requirements];
  const quiet = ['--no-input', '--no-color', '--progress-bar', 'off'];
  const result = await runModule(
    join(folder, 'bin', 'python'),
    ['pip', 'install', '--disable-pip-version-check', ...quiet, ...locked],
    { onStdoutLine: onPipLine },
  );
  accept(name, 'pip install', result);
}

function accept(name: string, what: string, result: RunResult): void {
  if (result.type === 'exited' && result.code === 0) return;
  if (result.type === 'killed') {
    throw new UserError(`installing ${name} was interrupted; try again`);
  }
  const said =
    result.type === 'exited' ? pipComplaint(result.stdout, result.stderr) : result.reason;
  throw new UserError(
    `${name} could not be installed, ${what} failed; mend this and try again:\n${said}`,
  );
}
