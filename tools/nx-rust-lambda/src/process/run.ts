/**
 * The only module that starts programs. Arguments are always a list, never a shell string; standard
 * input is closed, so that nothing can prompt.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute working directory. */
  readonly cwd: string;
  /** Laid over this process's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Start from an empty environment instead of this process's own. */
  readonly cleanEnv?: boolean;
}

export interface RunOptions {
  /** Called for every complete line of standard output. */
  readonly onStdoutLine?: (line: string) => void;
  /** Called for every piece of standard error, as it comes. */
  readonly onStderr?: (text: string) => void;
  /** Called with the process id, once there is one. */
  readonly onStart?: (pid: number) => void;
  /** Stops the program with SIGTERM. */
  readonly signal?: AbortSignal;
}

export type RunResult =
  | {
      readonly type: 'exited';
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
    }
  | { readonly type: 'killed'; readonly signal: string }
  | { readonly type: 'spawn-failed'; readonly reason: string };

export type Run = (command: Command, options?: RunOptions) => Promise<RunResult>;

export const run: Run = (command, options = {}) =>
  new Promise((resolve) => {
    const child = spawn(command.program, command.args, {
      cwd: command.cwd,
      env: environmentOf(command),
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: options.signal,
    });
    if (child.pid !== undefined) options.onStart?.(child.pid);
    let stdout = '';
    let stderr = '';
    let pending = '';
    const outDecoder = new StringDecoder('utf8');
    const errDecoder = new StringDecoder('utf8');
    const takeStdout = (text: string) => {
      stdout += text;
      if (!options.onStdoutLine) return;
      const lines = (pending + text).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) options.onStdoutLine(line);
    };
    child.stdout.on('data', (chunk: Buffer) => takeStdout(outDecoder.write(chunk)));
    child.stderr.on('data', (chunk: Buffer) => {
      const text = errDecoder.write(chunk);
      stderr += text;
      options.onStderr?.(text);
    });
    child.on('error', (error) => {
      // An aborted child reports its end through 'close' as well; only a failed start has no pid.
      if (child.pid === undefined) resolve({ type: 'spawn-failed', reason: error.message });
    });
    child.on('close', (code, signal) => {
      if (child.pid === undefined) return;
      if (pending) options.onStdoutLine?.(pending);
      if (signal) resolve({ type: 'killed', signal });
      else resolve({ type: 'exited', code: code ?? 1, stdout, stderr });
    });
  });

/**
 * A program that outlives this process, its output in a log file. Returns its process id.
 *
 * It is started by a process that ends at once: Nx ends what its workers leave behind by following
 * parents to children, and an orphan has no parent to be found by.
 */
export function startDetached(command: Command, logFile: string): number {
  const words = [join(__dirname, 'detach.cjs'), logFile, command.program, ...command.args];
  const { stdout, stderr, error } = spawnSync(process.execPath, words, {
    cwd: command.cwd,
    env: environmentOf(command),
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const pid = Number(stdout);
  if (Number.isInteger(pid) && pid > 0) return pid;
  throw new Error(`cannot start ${command.program}: ${error?.message ?? stderr}`);
}

/** A program in the foreground whose output goes where ours goes. */
export function startAttached(command: Command): ChildProcess {
  return spawn(command.program, command.args, {
    cwd: command.cwd,
    env: environmentOf(command),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** For display only; never parsed and never run. */
export function formatCommand(command: Pick<Command, 'program' | 'args'>): string {
  return [command.program, ...command.args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

function environmentOf(command: Command): NodeJS.ProcessEnv {
  const base = command.cleanEnv ? {} : process.env;
  return Object.fromEntries(
    Object.entries({ ...base, ...command.env }).filter(([, value]) => value !== undefined),
  );
}
