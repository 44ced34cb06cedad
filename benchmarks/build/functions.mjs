// @ts-check
/** Workspaces of any number of functions like echo, with all of its dependencies. */
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { templateOf } from '../many-functions.mjs';
import { costOf } from '../measuring.mjs';

const require = createRequire(import.meta.url);
require('@swc-node/register');
const { createWorkspace } = require('../../tools/nx-rust-lambda/e2e/workspace');

/** @typedef {import('../../tools/nx-rust-lambda/e2e/workspace').Workspace} Workspace */

/** @param {number} size @param {string} name */
export async function functionsLikeEcho(size, name) {
  const workspace = await createWorkspace({ name });
  const { read, write, root } = workspace;
  const [manifest, source] = [read('apps/echo/Cargo.toml'), read('apps/echo/main.rs')];
  rmSync(join(root, 'apps/echo'), { recursive: true });
  for (let index = 0; index < size; index++) {
    write(`apps/f${index}/Cargo.toml`, manifest.replaceAll('"echo"', `"f${index}"`));
    write(`apps/f${index}/main.rs`, source);
  }
  write('template.yml', templateOf(read('template.yml'), size));
  costOf('cargo', ['update', '--workspace', '--offline', '--quiet'], { cwd: root });
  await workspace.commit();
  return workspace;
}

/** Names of the functions, which are their bins' too. @param {number} size */
export function namesOf(size) {
  return Array.from({ length: size }, (_, index) => `f${index}`);
}

/** Another line in one function, of which its bytes are made. @param {Workspace} workspace */
export function changeOne({ read, write }) {
  const path = 'apps/f0/main.rs';
  const text = read(path).replace(/\n#\[used\] static CHANGED.*/, '');
  write(path, `${text}\n#[used] static CHANGED: u128 = ${process.hrtime.bigint()};\n`);
}
