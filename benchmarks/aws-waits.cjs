// @ts-check
/**
 * Loaded into every Node.js process of a measured command (`NODE_OPTIONS=-r …`): writes when it waited
 * for AWS, and what it sent there, one JSON object a line, to the file named by AWS_WAITS.
 */
const { appendFileSync } = require('node:fs');
const http = require('node:http');
const { performance } = require('node:perf_hooks');
const timers = require('node:timers/promises');

/**
 * @typedef {object} Wait
 * @property {number} start milliseconds since 1970
 * @property {number} end
 * @property {number} codeBytes sent to S3
 * @property {number} otherBytes everything else that was sent
 * @property {number} requests 0 for a pause between two looks at what AWS does
 */

const now = () => performance.timeOrigin + performance.now();
let hasAsked = false;

/** @param {Partial<Wait> & { start: number }} wait */
function write(wait) {
  const whole = { codeBytes: 0, otherBytes: 0, requests: 0, ...wait, end: now() };
  appendFileSync(process.env['AWS_WAITS'] ?? '/dev/null', `${JSON.stringify(whole)}\n`);
}

const { request } = http;
http.request = /** @type {typeof http.request} */ (
  (/** @type {any[]} */ ...args) => {
    const start = now();
    // @ts-expect-error one of its several forms
    const made = /** @type {import('node:http').ClientRequest} */ (request(...args));
    let before = 0;
    hasAsked = true;
    made.once('socket', (socket) => (before = socket.bytesWritten));
    made.once('response', (response) => {
      response.once('end', () => {
        const bytes = (made.socket?.bytesWritten ?? 0) - before;
        const isCode = made.method === 'PUT' && !made.path.includes('/template/');
        write({ start, requests: 1, [isCode ? 'codeBytes' : 'otherBytes']: bytes });
      });
    });
    return made;
  }
);

// The deploy's own look at whether the local AWS is healthy.
const { fetch } = globalThis;
globalThis.fetch = async (...args) => {
  const start = now();
  try {
    return await fetch(...args);
  } finally {
    write({ start });
  }
};

const sleep = timers.setTimeout;
timers.setTimeout = /** @type {typeof sleep} */ (
  async (...args) => {
    const start = now();
    try {
      return await sleep(...args);
    } finally {
      if (hasAsked) write({ start });
    }
  }
);
