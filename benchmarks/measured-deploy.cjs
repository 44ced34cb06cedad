// @ts-check
/**
 * One deploy of deploy.mjs in a process of its own: what it takes, and how much of that is spent
 * waiting for AWS: for its answers, and between two looks at what it is doing.
 */
const http = require('node:http');
const { performance } = require('node:perf_hooks');
const timers = require('node:timers/promises');

/**
 * @typedef {object} Figures
 * @property {number} loaded seconds until the modules were there
 * @property {number} seconds of the deploy, from options to result
 * @property {number} awsSeconds of these spent waiting for AWS; what overlaps counts once
 * @property {number} cpuSeconds of this process during the deploy
 * @property {number} codeBytes bytes of S3 uploads that are code
 * @property {number} otherBytes everything else that was sent
 * @property {number} requests
 */

/** @type {{ start: number, end: number }[]} */
const waits = [];
const sent = { codeBytes: 0, otherBytes: 0, requests: 0 };

/** @template T @param {() => Promise<T>} work */
async function waiting(work) {
  const start = performance.now();
  try {
    return await work();
  } finally {
    waits.push({ start, end: performance.now() });
  }
}

// Before the modules that use them are loaded.
const { request } = http;
http.request = /** @type {typeof http.request} */ (
  (/** @type {any[]} */ ...args) => {
    const start = performance.now();
    // @ts-expect-error one of its several forms
    const made = /** @type {import('node:http').ClientRequest} */ (request(...args));
    let before = 0;
    made.once('socket', (socket) => (before = socket.bytesWritten));
    made.once('response', (response) => {
      response.once('end', () => {
        waits.push({ start, end: performance.now() });
        const isCode = made.method === 'PUT' && !made.path.includes('/template/');
        sent[isCode ? 'codeBytes' : 'otherBytes'] += (made.socket?.bytesWritten ?? 0) - before;
        sent.requests += 1;
      });
    });
    return made;
  }
);
const { fetch } = globalThis;
globalThis.fetch = (...args) => waiting(() => fetch(...args));
const sleep = timers.setTimeout;
timers.setTimeout = /** @type {typeof sleep} */ ((...args) => waiting(() => sleep(...args)));

const begun = performance.now();
const { deployStack } = require('../tools/nx-rust-lambda/src/executors/deploy/deploy-stack');
const loaded = (performance.now() - begun) / 1000;

/**
 * @typedef {object} Task
 * @property {string} root
 * @property {number} size functions of the stack
 * @property {string} environment
 * @property {string | undefined} endpointUrl
 * @property {number} functions in scope
 */

/** @param {Task} task @returns {Promise<Figures>} */
async function measure({ root, size, environment, endpointUrl, functions }) {
  const projects = Array.from({ length: size }, (_, index) => projectOf(index));
  const deployed = projects.slice(0, functions);
  const extent = functions === size ? 'shared' : 'functions';
  const scope = { root, environment, projects, deployed, template: 'template.yml', extent };
  /** @type {string[]} */
  const lines = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  const isGood = await deployStack(scope, { endpointUrl }, (line) => void lines.push(line));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const text = lines.join('\n');
  if (!isGood || !/^uploading \d+ artifacts?,/m.test(text)) throw new Error(text.slice(-2_000));
  return { loaded, seconds, awsSeconds: union(waits), cpuSeconds: (user + system) / 1e6, ...sent };
}

/** @param {number} index */
function projectOf(index) {
  const name = `f${index}`;
  const functions = [`F${index}Function`];
  const artifact = { bin: name, features: [], functions, target: 'any' };
  return {
    name,
    root: `apps/${name}`,
    functions,
    artifacts: {
      local: [{ ...artifact, path: `dist/local/apps/${name}/bootstrap` }],
      lambda: [{ ...artifact, path: `dist/apps/${name}/bootstrap` }],
    },
  };
}

/** Seconds covered by intervals of milliseconds. @param {{ start: number, end: number }[]} intervals */
function union(intervals) {
  let covered = 0;
  let until = 0;
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    covered += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return covered / 1000;
}

process.once('message', (/** @type {Task} */ task) => {
  measure(task).then(
    (figures) => process.send?.(figures, () => process.exit(0)),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});
