// @ts-check
/**
 * What `nx run-many -t build` costs when nothing has changed, against an Nx workspace with as many
 * projects of one `nx:run-commands` target each and no plugin of ours:
 *
 *   node benchmarks/build/no-change.mjs [RUNS]
 *
 * For 1, 4 and 12 functions, with Nx's daemon and without. Both sides are measured in turn, RUNS times (9
 * by default) after one warm-up; the medians, and the median ratios of the pairs, are printed. Nx's
 * isolation of plugins is off on both sides. Our artifacts are of a usual size, those of the other side
 * are empty.
 */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { templateOf, writeCrates } from '../many-functions.mjs';
import { compared, costOf, countFrom, table } from '../measuring.mjs';

const require = createRequire(import.meta.url);
require('@swc-node/register');
const { createWorkspace, testEnvironment } = require('../../tools/nx-rust-lambda/e2e/workspace');

const nx = 'node_modules/nx/dist/bin/nx.js';
const runs = countFrom(2, 9);
const rows = [];
for (const size of [1, 4, 12]) {
  const ours = await workspaceOf('ours', size);
  const plain = await workspaceOf('plain', size);
  try {
    for (const daemon of [false, true]) {
      /** @param {string} cwd */
      const build = (cwd) =>
        costOf(process.execPath, [nx, 'run-many', '-t', 'build'], {
          cwd,
          env: environmentOf(cwd, daemon),
        });
      build(ours.root);
      build(plain.root);
      const pairs = Array.from({ length: runs + 1 }, () => ({
        ours: build(ours.root),
        other: build(plain.root),
      })).slice(1);
      rows.push([
        `${size}, ${daemon ? 'with' : 'without'} the daemon`,
        ...compared(pairs, 'wall'),
        ...compared(pairs, 'cpu'),
      ]);
    }
  } finally {
    for (const { root } of [ours, plain]) {
      costOf(process.execPath, [nx, 'daemon', '--stop'], { cwd: root });
    }
    await ours.dispose();
    await plain.dispose();
  }
}
console.log(`nothing changed: seconds, median of ${runs}`);
const sides = ['ours', 'plain Nx', 'ratio'];
const head = ['wall', 'CPU'].flatMap((what) => sides.map((side) => `${what}: ${side}`));
console.log(table(['functions', ...head], rows));

/** @param {string} root @param {boolean} daemon */
function environmentOf(root, daemon) {
  return {
    ...testEnvironment,
    CARGO_TARGET_DIR: join(root, 'target'),
    NX_DAEMON: String(daemon),
  };
}

/** @param {'ours' | 'plain'} side @param {number} size */
async function workspaceOf(side, size) {
  const workspace = await createWorkspace({ name: `benchmark-${side}-${size}` });
  for (const path of ['apps', 'libs', 'Cargo.lock'])
    rmSync(join(workspace.root, path), { recursive: true, force: true });
  workspace.write('template.yml', templateOf(workspace.read('template.yml'), size));
  writeCrates(workspace, size, size);
  costOf('cargo', ['generate-lockfile', '--offline'], { cwd: workspace.root });
  if (side === 'plain') {
    const { plugins: _, ...settings } = JSON.parse(workspace.read('nx.json'));
    workspace.write('nx.json', JSON.stringify(settings));
    for (let index = 0; index < size; index++) {
      const output = `dist/apps/f${index}`;
      const build = {
        executor: 'nx:run-commands',
        cache: true,
        inputs: ['{projectRoot}/**/*'],
        outputs: [`{workspaceRoot}/${output}`],
        options: { commands: [`mkdir -p ${output}`, `touch ${output}/bootstrap`], parallel: false },
      };
      const project = { name: `f${index}`, targets: { build } };
      workspace.write(`apps/f${index}/project.json`, JSON.stringify(project));
    }
  }
  await workspace.commit();
  return workspace;
}
