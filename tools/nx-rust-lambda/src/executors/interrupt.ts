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

interface Listener {
  readonly signal: AbortSignal;
  /** From now on a signal ends this process, as it does without a listener. */
  stop(): void;
}

let listener: Listener | undefined;

/** Nx 23 kills its workers 5 s after it has handed an interrupt on to them. */
export function onInterrupt(report: (line: string) => void): Interrupt {
  listener ??= listen();
  const { signal } = listener;
  return {
    signal,
    report: (line) => {
      report(line);
      if (signal.aborted) writeToTerminal(line);
    },
  };
}

/**
 * To be called when a batch is over. Nx ends its worker with a signal then, or has done so already, and
 * kills it after 5 s: without this every run and every interrupt takes the whole of them.
 */
export function endBatch(): void {
  if (!listener) return;
  const { signal, stop } = listener;
  listener = undefined;
  stop();
  if (!signal.aborted) return;
  // What was given up, an upload for one, would keep the process.
  process.once('disconnect', () => process.exit(interruptedExitCode));
  // The batch's results are sent before.
  setImmediate(() => process.disconnect?.());
}

/** 128 + SIGINT, as shells have it. */
const interruptedExitCode = 130;

function listen(): Listener {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, abort);
  // Nobody reads any more once Nx has gone; that must not end the clearing up.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  return {
    signal: controller.signal,
    stop: () => names.forEach((name) => process.off(name, abort)),
  };
}

function writeToTerminal(line: string): void {
  try {
    writeFileSync('/dev/tty', `${line}\n`);
  } catch {
    // There is no terminal, so nobody waits at one.
  }
}
