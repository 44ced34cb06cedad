/** Leaves no change set behind: neither one that is not going to be executed, nor a killed deploy's. */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from '../../../setup/lock.cjs';
import { deleteChangeSet, listChangeSets } from '../aws/change-sets';
import { pollMs, type AwsClients } from '../aws/clients';
import { describeStack, type Stack } from '../aws/stacks';
import { deleteStack } from './delete-stack';
import { changeSetName, hostKey, isAbandoned } from './change-set-name';

const host = hostKey(hostname());

/** A name that no other change set has, and that says that this process made it now. */
export function newChangeSetName(): string {
  return changeSetName({ host, pid: process.pid, startedAt: Date.now() });
}

interface StackAt {
  readonly clients: AwsClients;
  readonly environment: { readonly stackName: string };
}

/**
 * Removes a change set that is not going to be executed and, where the stack was to be created, the
 * empty one that CloudFormation has made to hold it.
 */
export async function discardChangeSet(
  at: StackAt,
  stack: Stack | undefined,
  id: string | undefined,
): Promise<void> {
  if (id !== undefined) await deleteChangeSet(at.clients, id);
  if (!stack) await removeEmptyStack(at);
}

/** Nx kills its workers 5 s after an interrupt; the rest is for the answers of AWS. */
const withdrawnWithinMs = 3_000;

/**
 * `discardChangeSet` after an interrupt. CloudFormation does not delete what it still works out, so
 * there may be no time for it; the next deploy removes it then, as it does a killed deploy's.
 *
 * @returns whether it is gone
 */
export async function withdrawChangeSet(
  at: StackAt,
  stack: Stack | undefined,
  id: string,
): Promise<boolean> {
  const deadline = Date.now() + withdrawnWithinMs;
  while (!(await deleteChangeSet(at.clients, id))) {
    const wait = pollMs(at.clients);
    if (Date.now() + wait > deadline) return false;
    await sleep(wait);
  }
  if (!stack) await removeEmptyStack(at);
  return true;
}

async function removeEmptyStack({ clients, environment }: StackAt): Promise<void> {
  const held = await describeStack(clients, environment.stackName);
  if (held?.status !== 'REVIEW_IN_PROGRESS') return;
  // Somebody else's first deploy may be planned in it, too.
  const others = await listChangeSets(clients, environment.stackName);
  if (others.length === 0) await deleteStack({ clients, report: () => {} }, held);
}

/** What killed deploys have left: it would never go by itself, and a stack holds a limited number. */
export async function removeAbandoned({ clients, environment }: StackAt): Promise<void> {
  const observer = { host, now: Date.now(), isAlive };
  const listed = await listChangeSets(clients, environment.stackName);
  const abandoned = listed.filter(({ name }) => isAbandoned(name, observer));
  await Promise.all(abandoned.map(({ id }) => deleteChangeSet(clients, id)));
}
