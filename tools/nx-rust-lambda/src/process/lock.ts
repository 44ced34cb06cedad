/**
 * A lock between processes of one machine: a file that names its holder. A dead holder's lock is
 * taken over.
 */
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LockHolder {
  readonly pid: number;
  /** ISO 8601. */
  readonly since: string;
}

export interface LockOptions {
  /** Called once, when somebody else holds the lock. */
  readonly onWait?: (holder: LockHolder) => void;
}

const pollMs = 100;

/** Taking over takes milliseconds; whoever has not done so by now was killed meanwhile. */
const takeOverMs = 10_000;

/** Runs `work` while holding the lock; waits for as long as a living process holds it. */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  let told = false;
  while (!(await tryCreate(file))) {
    const holder = await readHolder(file);
    if (holder === 'gone') continue;
    if (holder === 'unreadable' || isDead(holder)) {
      await removeStale(file, holder);
      continue;
    }
    if (!told) options.onWait?.(holder);
    told = true;
    await sleep(pollMs);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function tryCreate(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    try {
      const holder: LockHolder = { pid: process.pid, since: new Date().toISOString() };
      await handle.writeFile(JSON.stringify(holder));
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(file: string): Promise<LockHolder | 'gone' | 'unreadable'> {
  // The creator writes right after creating; an empty file is given a moment before it counts as dead.
  for (let attempt = 0; attempt < 5; attempt++) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) return 'gone';
    try {
      return JSON.parse(text) as LockHolder;
    } catch {
      await sleep(pollMs);
    }
  }
  return 'unreadable';
}

/**
 * One of several waiters takes over at a time, and it looks again first: a faster one may have a lock of
 * its own under this name by now.
 */
async function removeStale(file: string, seen: LockHolder | 'unreadable'): Promise<void> {
  const takeOver = `${file}.take-over`;
  if (!(await tryCreate(takeOver))) {
    const since = await stat(takeOver).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (since < Date.now() - takeOverMs) await rm(takeOver, { force: true });
    else await sleep(pollMs);
    return;
  }
  try {
    const now = await readHolder(file);
    if (JSON.stringify(now) === JSON.stringify(seen)) await rm(file, { force: true });
  } finally {
    await rm(takeOver, { force: true });
  }
}

function isDead({ pid, since }: LockHolder): boolean {
  // A process id from before the machine was started belongs to somebody else by now.
  return !isAlive(pid) || Date.parse(since) < Date.now() - uptime() * 1000;
}

/** Whether a process exists (one that we may not signal exists, too). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
