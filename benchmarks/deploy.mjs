// @ts-check
/**
 * What a deploy of one function costs in a stack of 100, against one in a stack of 1: our own time
 * and the bytes sent. AWS's time is shown apart; it is what lies between a request and its answer, and
 * between two looks at what AWS does:
 *
 *   node benchmarks/deploy.mjs [RUNS]
 *
 * Each deploy brings new code to one function of a local AWS, which is stopped at the end. Both sides
 * are measured in turn, RUNS times (5 by default) after one warm-up; the medians, and the median ratio
 * of the pairs, are printed. `local` is the deploy to this machine; `account` the way to an account,
 * with the local AWS at its end. `command` is `nx run f0:deploy` with its build, without Nx's daemon;
 * `engine` is the deploy executor alone, once its modules are loaded, with a cold process's code.
 */
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { templateOf, writeCrates } from './many-functions.mjs';
import { countFrom, cpuOfChildren, median } from './measuring.mjs';

const benchmarks = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const register = require.resolve('@swc-node/register');
require(register);
const { CreateBucketCommand } = require('@aws-sdk/client-s3');
const { awsClients } = require('../tools/nx-rust-lambda/src/aws/clients');
const { localServerOf } = require('../tools/nx-rust-lambda/e2e/local-server');
const { createWorkspace } = require('../tools/nx-rust-lambda/e2e/workspace');

const runs = countFrom(2, 5);

/**
 * @typedef {object} Side
 * @property {number} size
 * @property {import('../tools/nx-rust-lambda/e2e/workspace').Workspace} workspace
 *
 * @typedef {object} Figures seconds and bytes of one deploy
 * @property {number} wall
 * @property {number} aws
 * @property {number} cpu of all its processes, loading included; not of the local AWS
 * @property {number} codeBytes
 * @property {number} otherBytes
 * @property {number} requests
 */

const bucket = 'benchmark';
const sizes = [1, 100];
/** @type {Side[]} */
const sides = [];

try {
  for (const size of sizes) sides.push({ size, workspace: await workspaceOf(size) });
  for (const environment of ['local', 'account']) {
    for (const side of sides) {
      if (environment === 'account') await createBucket(side);
      await nx(side, environment, 'run-many', '-t', 'deploy');
    }
    for (const [name, measure] of Object.entries({ command, engine })) {
      /** @type {Figures[][]} */
      const pairs = [];
      for (let round = 0; round <= runs; round++) {
        /** @type {Figures[]} */
        const pair = [];
        for (const side of sides) pair.push(await measure(side, environment));
        if (round > 0) pairs.push(pair);
      }
      console.log(`${environment}, ${name} (median of ${runs})\n${table(pairs)}\n`);
    }
  }
} finally {
  for (const { workspace } of sides) await workspace.dispose();
}

/** @param {number} size */
async function workspaceOf(size) {
  const workspace = await createWorkspace({ name: `benchmark-of-${size}` });
  for (const folder of ['apps', 'libs', 'Cargo.lock'])
    rmSync(join(workspace.root, folder), { recursive: true, force: true });
  workspace.write('template.yml', templateOf(workspace.read('template.yml'), size));
  // The one whose code changes.
  writeCrates(workspace, size, 1);
  workspace.write(
    'samconfig.toml',
    `version = 0.1\n[default.global.parameters]\nstack_name = "benchmark"\n
[default.deploy.parameters]\ncapabilities = "CAPABILITY_IAM"\n
[account.global.parameters]\nstack_name = "benchmark-account"\nregion = "us-east-1"\n
[account.deploy.parameters]\ncapabilities = "CAPABILITY_IAM"\ns3_bucket = "${bucket}"\n`,
  );
  const locked = await workspace.exec('cargo', ['generate-lockfile', '--offline']);
  if (locked.code !== 0) throw new Error(locked.output);
  await workspace.commit();
  return workspace;
}

/** The bucket of an account is its owner's. @param {Side} side */
async function createBucket({ workspace }) {
  const { endpoint, credentials } = localServerOf(workspace.root);
  const { s3 } = awsClients({ kind: 'local', region: 'us-east-1', endpoint, credentials });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
}

/** @param {Side['workspace']} workspace @param {string} [environment] */
function environmentOf({ root }, environment) {
  return {
    NODE_OPTIONS: `-r ${join(benchmarks, 'aws-waits.cjs')}`,
    AWS_WAITS: join(root, '.aws-waits'),
    // The first deploy to the local AWS is what starts it.
    ...(environment === 'account' ? localServerOf(root).variables : {}),
    CARGO_TARGET_DIR: join(root, 'target'),
  };
}

/** @param {Side} side @param {string} environment @param {string[]} args */
async function nx({ workspace }, environment, ...args) {
  const endpoint =
    environment === 'local'
      ? []
      : ['-c', environment, `--endpointUrl=${localServerOf(workspace.root).endpoint}`];
  const result = await workspace.nx([...args, ...endpoint], environmentOf(workspace, environment));
  if (result.code !== 0) throw new Error(result.output);
}

/** @param {Side} side @param {string} environment */
async function command(side, environment) {
  const line = `fn main() { println!("${randomBytes(8).toString('hex')}, {}", PAD.len()); }`;
  side.workspace.edit(
    'apps/f0/main.rs',
    /fn main.*/.exec(side.workspace.read('apps/f0/main.rs'))?.[0] ?? '',
    line,
  );
  return figures(side, async () => {
    const start = Date.now();
    await nx(side, environment, 'run', 'f0:deploy');
    return { start, end: Date.now() };
  });
}

/** @param {Side} side @param {string} environment */
async function engine(side, environment) {
  const { root } = side.workspace;
  const folder = join(root, environment === 'local' ? 'dist/local/apps' : 'dist/apps', 'f0');
  const content = Buffer.concat([readFileSync(join(folder, 'bootstrap')), randomBytes(8)]);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const record = { crate: 'f0', sha256, size: content.length, target: 'any', profile: 'any' };
  writeFileSync(join(folder, 'bootstrap'), content);
  writeFileSync(`${folder}.artifact.json`, JSON.stringify(record));
  return figures(side, () => {
    const child = fork(join(benchmarks, 'deploy-engine.cjs'), {
      execArgv: ['-r', register],
      cwd: dirname(benchmarks),
      env: { ...process.env, ...environmentOf(side.workspace, environment) },
    });
    const endpointUrl =
      environment === 'local' ? undefined : localServerOf(side.workspace.root).endpoint;
    child.send({ root, size: side.size, environment, endpointUrl });
    return new Promise((resolve, reject) => {
      /** @type {{ start: number, end: number }} */
      let times;
      child.on('message', (/** @type {typeof times} */ told) => (times = told));
      child.on('exit', (status) =>
        status === 0 ? resolve(times) : reject(new Error(`the deploy ended with ${status}`)),
      );
    });
  });
}

/**
 * @param {Side} side
 * @param {() => Promise<{ start: number, end: number }>} deploy
 * @returns {Promise<Figures>}
 */
async function figures({ workspace }, deploy) {
  const file = environmentOf(workspace).AWS_WAITS;
  writeFileSync(file, '');
  const before = cpuOfChildren();
  const { start, end } = await deploy();
  const cpu = cpuOfChildren() - before;
  /** @type {import('./aws-waits.cjs').Wait[]} */
  const waits = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const sum = (/** @type {'codeBytes' | 'otherBytes' | 'requests'} */ name) =>
    waits.reduce((total, wait) => total + wait[name], 0);
  return {
    wall: (end - start) / 1000,
    aws: union(waits),
    cpu,
    codeBytes: sum('codeBytes'),
    otherBytes: sum('otherBytes'),
    requests: sum('requests'),
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

/** @param {Figures[][]} pairs of the sizes, in their order */
function table(pairs) {
  /** @type {[string, (figures: Figures) => number, number][]} */
  const rows = [
    ['own time (s)', ({ wall, aws }) => wall - aws, 3],
    ['CPU (s)', ({ cpu }) => cpu, 2],
    ['bytes sent', ({ codeBytes, otherBytes }) => codeBytes + otherBytes, 0],
    ['  of code', ({ codeBytes }) => codeBytes, 0],
    ['  of the rest', ({ otherBytes }) => otherBytes, 0],
    ['requests', ({ requests }) => requests, 0],
    ['AWS (s)', ({ aws }) => aws, 3],
    ['wall (s)', ({ wall }) => wall, 3],
  ];
  const cells = rows.map(([name, of, digits]) => [
    name,
    ...sizes.map((_, at) => median(pairs.map((pair) => of(pair[at]))).toFixed(digits)),
    median(pairs.map(([one, hundred]) => of(hundred) / of(one))).toFixed(2),
  ]);
  const all = [['', ...sizes.map((size) => `1 of ${size}`), 'ratio'], ...cells];
  return all
    .map(([name = '', ...values]) => name.padEnd(16) + values.map((v) => v.padStart(12)).join(''))
    .join('\n');
}
