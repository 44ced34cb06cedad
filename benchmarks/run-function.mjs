// @ts-check
/** Runs one function, and measures what it needs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

const require = createRequire(import.meta.url);
require('@swc-node/register');
const { RuntimeApi } = require('../tools/nx-rust-lambda/e2e/runtime-api');

/**
 * @typedef {object} Answer
 * @property {boolean} ok an answer, and not an error
 * @property {string} body
 * @property {number} cpu milliseconds of the function until it asks for the next event
 *
 * @typedef {object} Runtime
 * @property {number} start milliseconds from the start of the program to its first request for an event
 * @property {number} startCpu the same of its CPU
 * @property {(event: object) => Promise<Answer>} invoke
 * @property {() => Promise<void>} stop
 */

/**
 * @param {string[]} command a bootstrap, or a program that runs it
 * @returns {Promise<Runtime>}
 */
export async function runFunction([program = '', ...args]) {
  const api = await RuntimeApi.start({
    deadline: Date.now() + 600_000,
    arn: 'arn:aws:lambda:us-east-1:123456789012:function:benchmark',
    traceId: 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0',
  });
  const started = performance.now();
  const child = spawn(program, args, {
    stdio: 'ignore',
    env: {
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_LAMBDA_FUNCTION_NAME: 'benchmark',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_FUNCTION_VERSION: '1',
      AWS_LAMBDA_LOG_GROUP_NAME: 'benchmark',
      AWS_LAMBDA_LOG_STREAM_NAME: 'benchmark',
    },
  });
  const ended = once(child, 'exit');
  const died = ended.then(([code, signal]) => {
    throw new Error(`${[program, ...args].join(' ')} ended with ${code ?? signal}`);
  });
  // Who waits for a request is told; after `stop` nobody waits.
  died.catch(() => {});
  await Promise.race([api.asked(), died]);
  const start = performance.now() - started;

  return {
    start,
    startCpu: cpu(child.pid),
    invoke: async (event) => {
      const before = cpu(child.pid);
      const { type, body } = await Promise.race([api.invoke(event), died]);
      await Promise.race([api.asked(), died]);
      const used = cpu(child.pid) - before;
      return { ok: type === 'response', body: JSON.stringify(body), cpu: used };
    },
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      api.close();
    },
  };
}

/** Milliseconds on a CPU of a process of one thread; the first field of /proc/<pid>/schedstat, in ns. */
function cpu(/** @type {number | undefined} */ pid) {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}
