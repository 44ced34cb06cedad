/**
 * What a batch shows while it works. Nx prints it as it comes and prints each task's own output after that,
 * so a task repeats nothing; except under Nx's terminal UI, which forgets the live part when it closes.
 */
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import { WriteStream, isatty } from 'node:tty';
import type { Terminal } from '../build/cargo-stderr';

type Environment = Readonly<Record<string, string | undefined>>;

export interface LiveOutput {
  readonly show: (text: string) => void;
  readonly report: (line: string) => void;
  /** What a task's output has to have of what was shown since this was last asked. */
  take(): string;
}

export function liveOutput(
  stream: Pick<NodeJS.WritableStream, 'write'>,
  environment: Environment = process.env,
): LiveOutput {
  const isForgotten = hasTerminalUi(environment);
  let shown = '';
  const show = (text: string) => {
    if (isForgotten) shown += text;
    stream.write(text);
  };
  return {
    show,
    report: (line) => show(`${line}\n`),
    take: () => {
      const taken = shown;
      shown = '';
      return taken.replaceAll('\x1b[K', '').replace(bars, '');
    },
  };
}

const bars = /[^\r\n]*\r(?!\n)/g;

/**
 * The terminal that shows what a worker of Nx writes: Nx gives its workers pipes, and hands on what comes
 * out of them to its own standard error. Undefined on CI, in a file and in a pipe.
 */
export function findTerminal(environment: Environment = process.env): Terminal | undefined {
  const { CI, TERM, NO_COLOR, FORCE_COLOR } = environment;
  if ((CI && CI !== 'false') || TERM === 'dumb') return undefined;
  const columns = columnsOf(deviceOfNx());
  if (columns === undefined) return undefined;
  return {
    // Beside Nx's list of tasks.
    columns: hasTerminalUi(environment) ? Math.floor(columns * 0.6) : columns,
    hasColor: !NO_COLOR && FORCE_COLOR !== '0',
  };
}

function hasTerminalUi(environment: Environment): boolean {
  return environment['NX_TUI'] === 'true';
}

function deviceOfNx(): string | undefined {
  if (existsSync('/proc/self/fd')) return `/proc/${process.ppid}/fd/2`;
  // Elsewhere it can only be inferred from what is inherited.
  return process.stdin.isTTY ? '/dev/tty' : undefined;
}

function columnsOf(device: string | undefined): number | undefined {
  if (device === undefined) return undefined;
  let file: number;
  try {
    file = openSync(device, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  if (!isatty(file)) {
    closeSync(file);
    return undefined;
  }
  const stream = new WriteStream(file);
  const { columns } = stream;
  stream.destroy();
  // A terminal of unknown size says 0.
  return columns || undefined;
}
