/** A temporary folder of the workspace that does not outlive its process for long. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../../../../setup/lock.cjs';

/** Relative to the workspace root; `<process id>-<random>` inside. */
const parent = join('.nx', 'packaging');

/** Runs `action` with a folder of its own, and removes those that a killed process has left. */
export async function withPackagingFolder<T>(
  root: string,
  action: (folder: string) => Promise<T>,
): Promise<T> {
  await removeDead(join(root, parent));
  const folder = join(root, parent, `${process.pid}-${randomBytes(6).toString('hex')}`);
  await mkdir(folder, { recursive: true });
  try {
    return await action(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function removeDead(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return [];
  });
  const dead = names.filter((name) => !isAlive(Number.parseInt(name, 10)));
  await Promise.all(dead.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
