/** An Nx command that is ended by Ctrl-C at a moment of the test's choice. */
import { spawn } from 'node:child_process';
import { testEnvironment, type Outcome } from './workspace';

/** Asks after each piece of output whether it is time, with all output so far. */
export function interruptWhen(
  isTime: (output: string) => boolean,
  args: readonly string[],
  cwd: string,
): Promise<Outcome> {
  // A group of its own is what a terminal's Ctrl-C reaches.
  const child = spawn(process.execPath, ['node_modules/nx/dist/bin/nx.js', ...args], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...testEnvironment },
  });
  let stdout = '';
  let stderr = '';
  let isInterrupted = false;
  const look = () => {
    if (isInterrupted || child.pid === undefined || !isTime(stdout + stderr)) return;
    isInterrupted = true;
    process.kill(-child.pid, 'SIGINT');
  };
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    look();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    look();
  });
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code: code ?? -1, stdout, stderr, output: stdout + stderr });
    });
  });
}
