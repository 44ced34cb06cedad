/** A program that is killed, with everything that it started, after some seconds. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { testEnvironment } from './workspace';

/** Whether it was still running then, so that the kill met it. */
export async function killAfter(
  seconds: number,
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
  const ended = new Promise((resolve) => child.on('close', resolve));
  const first = await Promise.race([ended.then(() => 'ended'), sleep(seconds * 1000, 'late')]);
  if (first === 'ended' || child.pid === undefined) return false;
  process.kill(-child.pid, 'SIGKILL');
  await ended;
  return true;
}
