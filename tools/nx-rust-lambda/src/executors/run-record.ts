/**
 * What the tasks of one run of Nx tell each other: which builds went well, which deploys somebody has
 * taken. Nx starts a process for each batch or task; they share the one that started them. The folder is
 * made by the run's preflight; without it every task is on its own.
 */
import { existsSync, linkSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ids of tasks, by whoever has taken them, in the order in which they did. */
export interface Claim {
  readonly tasks: readonly string[];
  readonly pid: number;
}

const folder = '.nx/rust-runs';

/** To be called in Nx's own process; removes what ended runs have left. */
export function beginRun(root: string): void {
  for (const pid of entriesOf(join(root, folder))) {
    const isOver = Number(pid) === process.pid || !isAlive(Number(pid));
    if (isOver) rmSync(join(root, folder, pid), { recursive: true, force: true });
  }
  mkdirSync(join(root, folder, String(process.pid)), { recursive: true });
}

export class RunRecord {
  private readonly folder: string;

  /** @param pid of the process that runs the tasks */
  constructor(root: string, pid: number = process.ppid) {
    this.folder = join(root, folder, String(pid));
  }

  get exists(): boolean {
    return existsSync(this.folder);
  }

  end(task: string, success: boolean): void {
    if (!this.exists) return;
    writeFileSync(join(this.folder, `${encodeURIComponent(task)}.end`), success ? 'yes' : 'no');
  }

  /** Whether a task went well; undefined if it has not ended, or came from the cache. */
  endOf(task: string): boolean | undefined {
    try {
      const text = readFileSync(join(this.folder, `${encodeURIComponent(task)}.end`), 'utf8');
      return text === '' ? undefined : text === 'yes';
    } catch {
      return undefined;
    }
  }

  /** Takes the tasks. @returns the claims before this one */
  claim(tasks: readonly string[]): Claim[] {
    if (!this.exists) return [];
    const own: Claim = { tasks, pid: process.pid };
    const draft = join(this.folder, `${process.pid}.draft`);
    writeFileSync(draft, JSON.stringify(own));
    const before: Claim[] = [];
    try {
      // A link either is there with its content or is not: nobody reads half a claim, and one is the last.
      for (let number = 1; ; number += 1) {
        const path = join(this.folder, `${number}.claim`);
        if (linked(draft, path)) return before;
        before.push(JSON.parse(readFileSync(path, 'utf8')) as Claim);
      }
    } finally {
      unlinkSync(draft);
    }
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function entriesOf(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
