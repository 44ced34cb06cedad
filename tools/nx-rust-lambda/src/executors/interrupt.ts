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

/** Nx gives its workers a few seconds to end by themselves. */
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
