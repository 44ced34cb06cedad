// @ts-check
/** What builds Rust functions: each lays out a workspace as it wants to have it, and names its command. */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { costOf } from '../measuring.mjs';
import { functionsLikeEcho, namesOf } from './functions.mjs';

const require = createRequire(import.meta.url);
const { repository, testEnvironment } = require('../../tools/nx-rust-lambda/e2e/workspace');
const { run } = require('../../tools/nx-rust-lambda/src/process/run');
const { ensureTool, ensureZig } = require('../../tools/nx-rust-lambda/src/toolchain/tools');

/**
 * @typedef {import('./functions.mjs').Workspace} Workspace
 * @typedef {{ workspace: Workspace, build: () => import('../measuring.mjs').Cost }} Prepared
 */

const installing = { root: repository, run, report: console.error };
const cargoLambda = await ensureTool('cargo-lambda', installing);
const sam = await ensureTool('sam', installing);
const { zig } = await ensureZig(installing);
const env = {
  ...testEnvironment,
  CARGO_TARGET_DIR: undefined,
  PATH: [cargoLambda.bin, process.env['PATH']].join(delimiter),
  CARGO_ZIGBUILD_ZIG_PATH: zig,
  SAM_CLI_TELEMETRY: '0',
};
const architecture = process.arch === 'x64' ? '--x86-64' : '--arm64';
const triple = `${process.arch === 'x64' ? 'x86_64' : 'aarch64'}-unknown-linux-gnu`;

/** @type {Record<string, (size: number) => Promise<Prepared>>} */
export const tools = {
  'this repository': async (size) => {
    const workspace = await functionsLikeEcho(size, 'benchmark-ours');
    const args = ['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build'];
    // Its own settings, without what the others need.
    const own = { ...testEnvironment, CARGO_TARGET_DIR: join(workspace.root, 'target') };
    return {
      workspace,
      build: () => costOf(process.execPath, args, { cwd: workspace.root, env: own }),
    };
  },

  'cargo build': async (size) => {
    const workspace = await functionsLikeEcho(size, 'benchmark-cargo');
    const args = ['build', '--release', '--locked', '--workspace', '--bins', '--target', triple];
    return { workspace, build: () => costOf('cargo', args, { cwd: workspace.root, env }) };
  },

  'cargo lambda build, one for each': async (size) => {
    const workspace = await functionsLikeEcho(size, 'benchmark-cargo-lambda');
    const build = () => {
      const all = namesOf(size).map((name) =>
        costOf('cargo', ['lambda', 'build', '--release', architecture, '--bin', name], {
          cwd: workspace.root,
          env,
        }),
      );
      const sum = (/** @type {'wall' | 'cpu'} */ what) =>
        all.reduce((total, cost) => total + cost[what], 0);
      return { wall: sum('wall'), cpu: sum('cpu') };
    };
    return { workspace, build };
  },

  'sam build, rust-cargolambda': async (size) => {
    const workspace = await functionsLikeEcho(size, 'benchmark-sam');
    const template = workspace.read('template.yml');
    // As its documentation says for a bin that is not called bootstrap.
    let index = 0;
    workspace.write(
      'template.yml',
      template.replaceAll(
        'BuildMethod: makefile',
        () => `BuildMethod: rust-cargolambda\n      BuildProperties:\n        Binary: f${index++}`,
      ),
    );
    rmSync(join(workspace.root, 'samconfig.toml'));
    const args = ['build', '--beta-features'];
    return {
      workspace,
      build: () => costOf(join(sam.bin, 'sam'), args, { cwd: workspace.root, env }),
    };
  },

  'sam build, makefile': async (size) => {
    const workspace = await functionsLikeEcho(size, 'benchmark-sam-makefile');
    const { root, read, write } = workspace;
    const shared =
      /\[workspace\.dependencies\]\n([\s\S]*?)\n\n/.exec(read('Cargo.toml'))?.[1] ?? '';
    const profiles = /^\[profile[\s\S]*/m.exec(read('Cargo.toml'))?.[0] ?? '';
    const lock = read('Cargo.lock');
    for (const name of namesOf(size)) {
      // Each crate for itself, its bin called bootstrap.
      const inherits = /^(\w+)\.workspace = true$/gm;
      const manifest = read(`apps/${name}/Cargo.toml`)
        .replace('edition.workspace = true\npublish.workspace = true', 'edition = "2024"')
        .replace(/\[\[bin\]\]\nname = "\w+"/, '[[bin]]\nname = "bootstrap"')
        .replaceAll(inherits, (_, dependency) => {
          const line = new RegExp(`^${dependency} = .*$`, 'm').exec(shared)?.[0] ?? '';
          return line.replace('"libs/', '"../../libs/');
        });
      write(`apps/${name}/Cargo.toml`, `${manifest}\n[workspace]\n\n${profiles}`);
      write(`apps/${name}/Cargo.lock`, lock);
      const logicalId = `${name.toUpperCase()}Function`;
      write(
        `apps/${name}/Makefile`,
        `build-${logicalId}:\n\tcd \${PWD}/apps/${name} && cargo lambda build ${architecture} --release\n` +
          `\tcp \${PWD}/apps/${name}/target/lambda/bootstrap/bootstrap $(ARTIFACTS_DIR)\n`,
      );
      // What the library inherits has to be found from here on, too.
      costOf('cargo', ['update', '--workspace', '--offline', '--quiet'], {
        cwd: join(root, 'apps', name),
        env,
      });
    }
    write(
      'Cargo.toml',
      read('Cargo.toml')
        .replace('"apps/*", ', '')
        .replace('[workspace]', '[workspace]\nexclude = ["apps"]'),
    );
    rmSync(join(root, 'samconfig.toml'));
    return {
      workspace,
      build: () =>
        costOf(join(sam.bin, 'sam'), ['build'], { cwd: root, env: { ...env, PWD: root } }),
    };
  },

  '@monodon/rust': async (size) => {
    const workspace = await functionsLikeEcho(size, 'benchmark-monodon');
    const { root, write } = workspace;
    for (const path of ['node_modules', 'package-lock.json', 'tools', 'nx.json', '.env'])
      rmSync(join(root, path), { recursive: true });
    const devDependencies = { nx: '22.7.12', '@nx/devkit': '22.7.12', '@monodon/rust': '3.0.0' };
    write('package.json', JSON.stringify({ name: 'monodon', private: true, devDependencies }));
    write('nx.json', JSON.stringify({ plugins: ['@monodon/rust'], analytics: false }));
    for (const name of namesOf(size)) {
      // What its generator writes.
      const build = {
        cache: true,
        executor: '@monodon/rust:build',
        outputs: ['{options.target-dir}'],
        options: { 'target-dir': `dist/target/${name}`, release: true },
      };
      write(`apps/${name}/project.json`, JSON.stringify({ name, targets: { build } }));
    }
    costOf('npm', ['install', '--no-audit', '--no-fund', '--legacy-peer-deps'], { cwd: root });
    await workspace.commit();
    const args = ['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', 'build'];
    return { workspace, build: () => costOf(process.execPath, args, { cwd: root, env }) };
  },
};
