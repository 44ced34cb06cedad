/** Leaves no change set behind: neither one that is not going to be executed, nor a killed deploy's. */
import { hostname } from 'node:os';
import { isAlive } from '../../../setup/lock.cjs';
import { deleteChangeSet, listChangeSets } from '../aws/change-sets';
import type { AwsClients } from '../aws/clients';
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
  { clients, environment }: StackAt,
  stack: Stack | undefined,
  id: string | undefined,
): Promise<void> {
  if (id !== undefined) await deleteChangeSet(clients, id);
  if (stack) return;
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
