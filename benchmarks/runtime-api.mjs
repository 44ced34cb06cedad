// @ts-check
/** Lambda's runtime API for one process at a time: as much of it as an invocation takes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';

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
export async function startRuntime(command) {
  /** @type {import('node:http').ServerResponse} */
  let waiting;
  /** @type {() => void} */
  let asked = () => {};
  /** @type {{ ok: boolean, body: string } | undefined} */
  let answer;
  const nextRequest = () => new Promise((/** @type {(value: void) => void} */ r) => (asked = r));

  const server = createServer(async (request, response) => {
    if (request.url?.endsWith('/invocation/next')) {
      waiting = response;
      asked();
      return;
    }
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    answer = { ok: request.url?.endsWith('/response') ?? false, body };
    response.writeHead(202).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

  const [program = '', ...args] = command;
  const first = nextRequest();
  const started = performance.now();
  const child = spawn(program, args, {
    stdio: 'ignore',
    env: {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      AWS_LAMBDA_FUNCTION_NAME: 'benchmark',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_FUNCTION_VERSION: '1',
      AWS_LAMBDA_LOG_GROUP_NAME: 'benchmark',
      AWS_LAMBDA_LOG_STREAM_NAME: 'benchmark',
    },
  });
  const ended = once(child, 'exit');
  const died = ended.then(([code, signal]) => {
    throw new Error(`${command.join(' ')} ended with ${code ?? signal}`);
  });
  // Who waits for a request is told; after `stop` nobody waits.
  died.catch(() => {});
  await Promise.race([first, died]);
  const start = performance.now() - started;

  return {
    start,
    startCpu: cpu(child.pid),
    invoke: async (event) => {
      const before = cpu(child.pid);
      const next = nextRequest();
      waiting
        .writeHead(200, {
          'Lambda-Runtime-Aws-Request-Id': '8476a536-e9f4-11e8-9739-2dfe598c3fcd',
          'Lambda-Runtime-Deadline-Ms': String(Date.now() + 60_000),
          'Lambda-Runtime-Invoked-Function-Arn':
            'arn:aws:lambda:us-east-1:123456789012:function:benchmark',
        })
        .end(JSON.stringify(event));
      await Promise.race([next, died]);
      return { ok: false, body: '', ...answer, cpu: cpu(child.pid) - before };
    },
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Milliseconds on a CPU of a process of one thread; the first field of /proc/<pid>/schedstat, in ns. */
function cpu(/** @type {number | undefined} */ pid) {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}
