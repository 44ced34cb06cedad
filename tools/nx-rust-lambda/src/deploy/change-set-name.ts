/**
 * Knows what our change sets are called. A name says which process made it and when, so that one left
 * behind by a killed process is told from one that is about to be executed.
 */
import { createHash, randomBytes } from 'node:crypto';

export interface ChangeSetOrigin {
  /** Stands for the machine; not its name, which everybody with access to the stack could read. */
  readonly host: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

const prefix = 'nx-rust-lambda';
const pattern = new RegExp(`^${prefix}-([0-9a-f]{8})-(\\d+)-(\\d+)-[0-9a-f]{12}$`);

/** How old a change set of another machine must be before its maker is taken for dead. */
const abandonedAfterMs = 24 * 60 * 60 * 1000;

/** The same for all processes of one machine. */
export function hostKey(hostname: string): string {
  return createHash('sha256').update(hostname).digest('hex').slice(0, 8);
}

/** Unique: SAM's own names are unix seconds, so that two in one second clash. At most 128 characters. */
export function changeSetName({ host, pid, startedAt }: ChangeSetOrigin): string {
  return [prefix, host, pid, startedAt, randomBytes(6).toString('hex')].join('-');
}

/** @returns undefined for a change set that somebody else made */
export function originOf(name: string): ChangeSetOrigin | undefined {
  const [, host, pid, startedAt] = pattern.exec(name) ?? [];
  if (host === undefined) return undefined;
  return { host, pid: Number(pid), startedAt: Number(startedAt) };
}

export interface Observer {
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly isAlive: (pid: number) => boolean;
}

/** Whether nobody will execute this change set any more. Those of other tools are never judged. */
export function isAbandoned(name: string, { host, now, isAlive }: Observer): boolean {
  const origin = originOf(name);
  if (!origin) return false;
  if (origin.host === host && !isAlive(origin.pid)) return true;
  return now - origin.startedAt > abandonedAfterMs;
}
