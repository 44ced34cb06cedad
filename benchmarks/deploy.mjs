// @ts-check
/**
 * What a deploy of one function costs in a stack of 100, against one in a stack of 1: our own time
 * and the bytes sent; what AWS takes is shown apart:
 *
 *   node benchmarks/deploy.mjs [RUNS]
 *
 * Each deploy brings new code to one function, in a process of its own as Nx gives it one, to a local
 * AWS that this script starts and stops. Both sides are measured in turn, RUNS times (5 by default)
 * after one warm-up; the medians, and the median ratio of the pairs, are printed. `local` is the
 * deploy of this machine; `account` the way to an account, with the local AWS at its end.
 */
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const register = require.resolve('@swc-node/register');
require(register);
const { CreateBucketCommand } = require('@aws-sdk/client-s3');
const { awsClients } = require('../tools/nx-rust-lambda/src/aws/clients');
const { startLocalAws, stopLocalAws } = require('../tools/nx-rust-lambda/src/deploy/local-aws');
const { run, startDetached } = require('../tools/nx-rust-lambda/src/process/run');
const { ensureTool } = require('../tools/nx-rust-lambda/src/toolchain/tools');
const runs = Number(process.argv[2] ?? 5);
if (!Number.isInteger(runs) || runs < 1) {
  console.error(`RUNS is ${process.argv[2]}; give a whole number from 1`);
  process.exit(1);
}

/** @typedef {import('./measured-deploy.cjs').Figures} Figures */

const sizes = [1, 100];
const bucket = 'benchmark';
const code = codeToShip();
const work = mkdtempSync(join(tmpdir(), 'deploy-benchmark-'));
const sides = sizes.map((size) => ({ size, root: workspaceOf(size), endpoint: '' }));
const report = () => {};

console.log(`code of ${megabytes(code.length)} MB; own = seconds without AWS; median of ${runs}`);
try {
  const { python } = await ensureTool('ministack', { root: repository, run, report });
  for (const side of sides) {
    const { url: endpoint } = await startLocalAws({
      root: side.root,
      python: async () => python,
      startDetached,
      report,
    });
    const { s3 } = awsClients({ kind: 'local', region: 'us-east-1', endpoint });
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    side.endpoint = endpoint;
  }
  for (const environment of ['local', 'account']) {
    for (const side of sides) await deploy(side, environment, side.size);
    /** @type {Figures[][]} */
    const pairs = [];
    for (let round = 0; round <= runs; round++) {
      /** @type {Figures[]} */
      const pair = [];
      for (const side of sides) {
        placeCode(side.root, 0, Buffer.concat([code, randomBytes(8)]));
        pair.push(await deploy(side, environment, 1));
      }
      if (round > 0) pairs.push(pair);
    }
    console.log(`\n${environment}\n${table(pairs)}`);
  }
} finally {
  for (const { root } of sides) await stopLocalAws({ root });
  rmSync(work, { recursive: true, force: true });
}

/** The release build of echo if there is one; its size is what counts. */
function codeToShip() {
  const built = join(repository, 'dist/apps/echo/bootstrap');
  return existsSync(built) ? readFileSync(built) : randomBytes(2_000_000);
}

/** @param {number} size how many functions, each as the generator writes it */
function workspaceOf(size) {
  const root = join(work, `of-${size}`);
  const indexes = Array.from({ length: size }, (_, index) => index);
  mkdirSync(root);
  writeFileSync(join(root, 'template.yml'), templateOf(indexes));
  writeFileSync(
    join(root, 'samconfig.toml'),
    `[default.global.parameters]\nstack_name = "benchmark"\n
[account.global.parameters]\nstack_name = "benchmark-account"\nregion = "us-east-1"\n
[account.deploy.parameters]\ncapabilities = "CAPABILITY_IAM"\ns3_bucket = "${bucket}"\n`,
  );
  for (const index of indexes) placeCode(root, index, code);
  return root;
}

/** @param {number[]} indexes */
function templateOf(indexes) {
  const text = readFileSync(join(repository, 'template.yml'), 'utf8');
  const [head, resources, outputs] = text.split(/^(?:Resources|Outputs):\n/m);
  /** @param {string | undefined} section */
  const each = (section) =>
    indexes
      .map((index) =>
        (section ?? '')
          .replaceAll('EchoFunction', `F${index}Function`)
          .replaceAll('apps/echo', `apps/f${index}`),
      )
      .join('');
  return `${head}Resources:\n${each(resources)}Outputs:\n${each(outputs)}`;
}

/** @param {string} root @param {number} index @param {Buffer} content */
function placeCode(root, index, content) {
  for (const folder of ['dist/local/apps', 'dist/apps']) {
    const artifact = join(root, folder, `f${index}`);
    mkdirSync(artifact, { recursive: true });
    writeFileSync(join(artifact, 'bootstrap'), content);
    const record = {
      crate: `f${index}`,
      sha256: createHash('sha256').update(content).digest('hex'),
      size: content.length,
      target: 'any',
      profile: 'release',
    };
    writeFileSync(`${artifact}.artifact.json`, JSON.stringify(record));
  }
}

/**
 * @param {{ size: number, root: string, endpoint: string }} side
 * @param {string} environment
 * @param {number} functions how many are in scope
 * @returns {Promise<Figures>}
 */
function deploy({ size, root, endpoint }, environment, functions) {
  const child = fork(join(repository, 'benchmarks/measured-deploy.cjs'), {
    execArgv: ['-r', register],
    cwd: repository,
    env: { ...process.env, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  });
  const endpointUrl = environment === 'local' ? undefined : endpoint;
  child.send({ root, size, environment, endpointUrl, functions });
  return new Promise((resolve, reject) => {
    child.on('message', (/** @type {Figures} */ figures) => resolve(figures));
    child.on('exit', (status) => reject(new Error(`the deploy ended with ${status}`)));
  });
}

/** @param {Figures[][]} pairs of the sizes, in their order */
function table(pairs) {
  /** @type {[string, (figures: Figures) => number, number][]} */
  const rows = [
    ['own time (s)', ({ seconds, awsSeconds }) => seconds - awsSeconds, 3],
    ['own time with loading (s)', (each) => each.loaded + each.seconds - each.awsSeconds, 3],
    ['CPU (s)', ({ cpuSeconds }) => cpuSeconds, 3],
    ['bytes sent', ({ codeBytes, otherBytes }) => codeBytes + otherBytes, 0],
    ['  of code', ({ codeBytes }) => codeBytes, 0],
    ['  of the rest', ({ otherBytes }) => otherBytes, 0],
    ['requests', ({ requests }) => requests, 0],
    ['AWS (s)', ({ awsSeconds }) => awsSeconds, 3],
    ['wall (s)', ({ seconds }) => seconds, 3],
  ];
  const cells = rows.map(([name, of, digits]) => [
    name,
    ...sizes.map((_, at) => median(pairs.map((pair) => of(pair[at]))).toFixed(digits)),
    median(pairs.map(([one, hundred]) => of(hundred) / of(one))).toFixed(2),
  ]);
  const all = [['', ...sizes.map((size) => `1 of ${size}`), 'ratio'], ...cells];
  return all
    .map(([name = '', ...values]) => name.padEnd(28) + values.map((v) => v.padStart(12)).join(''))
    .join('\n');
}

/** @param {number} bytes */
function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[middle - (sorted.length % 2 === 0 ? 1 : 0)], sorted[middle]];
  return (low + high) / 2;
}
