// @ts-check
/**
 * The only module of the set-up that starts programs: from argument lists, with nothing on standard
 * input. An interrupt reaches every program that runs, and then ends this process.
 */
import { spawn } from 'node:child_process';

/** Milliseconds between asking a program to end and ending it. */
const GRACE_MS = 5000;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * What a program prints, both streams joined.
 * @param {string} file  Absolute.
 * @param {readonly string[]} args
 * @returns {Promise<import('./requirements.cjs').Probe>}
 */
export function probe(file, args) {
  return new Promise((resolve) => {
    // rustup's stand-ins install a missing toolchain unasked otherwise.
    const env = { ...process.env, RUSTUP_AUTO_INSTALL: process.env['RUSTUP_AUTO_INSTALL'] || '0' };
    const child = follow(spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env }));
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk) => (stdout += chunk));
    child.stderr?.on('data', (chunk) => (stderr += chunk));
    child.on('error', (error) => resolve({ type: 'exited', code: 1, output: error.message }));
    child.on('close', (code) => {
      resolve({ type: 'exited', code: code ?? 1, output: `${stdout}\n${stderr}` });
    });
  });
}

/**
 * A program whose output is ours.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, quiet?: boolean, onStart?: (pid: number) => void }} options
 *   `quiet` keeps its standard output to itself.
 * @returns {Promise<number>} its exit code
 */
export function runVisibly(file, args, { cwd, env, quiet = false, onStart }) {
  return new Promise((resolve, reject) => {
    const child = follow(
      spawn(file, args, { cwd, env, stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'] }),
    );
    if (child.pid !== undefined) onStart?.(child.pid);
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Ends what runs, then this process, with the exit code that shells give to an interrupt. */
export function endOnInterrupt() {
  const codes = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, async () => {
      // Set before anything else: whoever waits for the programs must not report their end.
      process.exitCode = codes[signal];
      await Promise.all([...running].map((child) => end(child, signal)));
      process.exit(codes[signal]);
    });
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function end(child, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    child.on('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
    child.kill(signal);
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function follow(child) {
  running.add(child);
  child.on('close', () => running.delete(child));
  child.on('error', () => running.delete(child));
  return child;
}
