// @ts-check
/**
 * The deploy executor without Nx around it, in a process of its own: deploys function 0 of a stack,
 * and answers when that began and ended.
 */
const { performance } = require('node:perf_hooks');
const { deployStack } = require('../tools/nx-rust-lambda/src/executors/deploy/deploy-stack');

/**
 * @typedef {object} Task
 * @property {string} root
 * @property {number} size functions of the stack
 * @property {string} environment
 * @property {string | undefined} endpointUrl
 */

/** @param {Task} task @returns {Promise<{ start: number, end: number }>} milliseconds since 1970 */
async function deploy({ root, size, environment, endpointUrl }) {
  const projects = Array.from({ length: size }, (_, index) => projectOf(index));
  const deployed = projects.slice(0, 1);
  const extent = size === 1 ? 'shared' : 'functions';
  const scope = { root, environment, projects, deployed, template: 'template.yml', extent };
  /** @type {string[]} */
  const lines = [];
  const start = performance.timeOrigin + performance.now();
  const isGood = await deployStack(scope, { endpointUrl }, (line) => void lines.push(line));
  const end = performance.timeOrigin + performance.now();
  const text = lines.join('\n');
  if (!isGood || !/^uploading 1 artifact,/m.test(text)) throw new Error(text.slice(-2_000));
  return { start, end };
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

process.once('message', (/** @type {Task} */ task) => {
  deploy(task).then(
    (times) => process.send?.(times, () => process.exit(0)),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
});
