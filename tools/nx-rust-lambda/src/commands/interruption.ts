/**
 * Knows how a command ends when it is interrupted: what it started is ended first, then the process,
 * with the exit code that shells give to an interrupt.
 */
import type { ChildProcess } from 'node:child_process';

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export interface Interruption {
  /** Aborted by the first interrupt; for `run`. */
  readonly signal: AbortSignal;
  /** Hands interrupts on to a program in the foreground, and gives its exit code. */
  follow(child: ChildProcess): Promise<number>;
}

function listenForInterruption(): Interruption {
  const controller = new AbortController();
  const children = new Set<ChildProcess>();
  for (const [name, code] of Object.entries(exitCodes)) {
    process.on(name, () => {
      controller.abort();
      for (const child of children) child.kill(name as NodeJS.Signals);
      // What was started reports its end and lets the command finish by itself; not for ever.
      setTimeout(() => process.exit(code), 4000).unref();
      process.on('exit', () => (process.exitCode = code));
    });
  }
  return {
    signal: controller.signal,
    follow: (child) =>
      new Promise((resolve, reject) => {
        children.add(child);
        child.on('error', reject);
        child.on('close', (code) => {
          children.delete(child);
          resolve(code ?? 1);
        });
      }),
  };
}

/** Runs a command to its end: the sentence of what went wrong and exit code 1, or its own code. */
export function runCommand(
  describe: (error: unknown) => string,
  command: (interruption: Interruption) => Promise<number>,
): void {
  const interruption = listenForInterruption();
  command(interruption).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      if (!interruption.signal.aborted) console.error(describe(error));
      process.exitCode = 1;
    },
  );
}
