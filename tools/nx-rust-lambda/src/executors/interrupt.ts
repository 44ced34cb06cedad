/**
 * An interrupt (Ctrl-C, or Nx ending its workers) as a signal, so that what is half done is finished or
 * taken back instead of being left.
 */
import { writeFileSync } from 'node:fs';

export interface Interrupt {
  readonly signal: AbortSignal;
  /** `report`, and after Ctrl-C the terminal itself: Nx prints nothing of its workers any more then. */
  readonly report: (line: string) => void;
}

let installed: Interrupt['signal'] | undefined;

/** Nx 23 kills its workers 5 s after it has handed an interrupt on to them. */
export function onInterrupt(report: (line: string) => void): Interrupt {
  installed ??= listen();
  const signal = installed;
  return {
    signal,
    report: (line) => {
      report(line);
      if (signal.aborted) writeToTerminal(line);
    },
  };
}

/**
 * To be called when a batch is over. Its worker waits for more from Nx, which waits for the worker's
 * end: without this every interrupt takes the whole of those 5 s.
 */
export function endIfInterrupted(): void {
  if (!installed?.aborted) return;
  // What was given up, an upload for one, would keep the process.
  process.once('disconnect', () => process.exit(interruptedExitCode));
  // The batch's results are sent before.
  setImmediate(() => process.disconnect?.());
}

/** 128 + SIGINT, as shells have it. */
const interruptedExitCode = 130;

function listen(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => controller.abort());
  }
  // Nobody reads any more once Nx has gone; that must not end the clearing up.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return controller.signal;
}

function writeToTerminal(line: string): void {
  try {
    writeFileSync('/dev/tty', `${line}\n`);
  } catch {
    // There is no terminal, so nobody waits at one.
  }
}
