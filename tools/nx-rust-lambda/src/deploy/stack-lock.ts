/**
 * Keeps two deploys of one machine from the same stack at once: the second waits instead of planning
 * what the first is about to overtake. It spares work; what keeps deploys of several machines from
 * undoing each other is the second look at the stack in plan-update.ts.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { withLock } from '../../../setup/lock.cjs';
import { UserError } from '../user-error';
import { lockFolders, ownFolder } from './lock-folder';

export interface LockedStack {
  readonly stackName: string;
  readonly region: string;
  /** The account's id, or the endpoint of an AWS that has no accounts of its own. */
  readonly account: string;
}

export interface LockOptions {
  /** False refuses a stack that another deploy holds. */
  readonly wait: boolean;
  readonly report: (line: string) => void;
  /** Where the locks lie: the same for all clones of one user on this machine. */
  readonly folder?: string;
}

/** @throws UserError if another deploy holds the stack and `wait` is false */
export async function withStackLock<T>(
  stack: LockedStack,
  { wait, report, folder = ownFolder(lockFolders(), report) }: LockOptions,
  action: () => Promise<T>,
): Promise<T> {
  const key = [stack.account, stack.region, stack.stackName].join('\n');
  const name = `${createHash('sha256').update(key).digest('hex').slice(0, 16)}.lock`;
  const onWait = (holder: string, since: Date) => {
    const held = `stack '${stack.stackName}' is being deployed to by process ${holder} of this machine since ${since.toISOString()}`;
    if (!wait) throw new UserError(`${held}; leave out --no-wait to wait for it`);
    report(`${held}; waiting for it`);
  };
  return withLock(join(folder, name), onWait, action);
}
