/** A program that is killed, with everything that it started, at a moment of the test's choice. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { testEnvironment } from './workspace';

const pollMs = 50;

/** Whether it was still running when the moment came, so that the kill met it. */
export async function killWhen(
  isTime: (seconds: number) => boolean,
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<boolean> {
  // A group of its own is what a terminal's kill -9 of a job reaches.
  const child = spawn(program, args, {
    cwd,
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ...testEnvironment },
  });
  const startedAt = Date.now();
  const closed = new Promise((resolve) => child.on('close', resolve));
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  while (!hasEnded() && !isTime((Date.now() - startedAt) / 1000)) await sleep(pollMs);
  const met = !hasEnded() && child.pid !== undefined;
  if (met && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await closed;
  return met;
}
