/** Shows a function's log, and goes on showing it. */
import type { ExecutorContext } from '@nx/devkit';
import { setTimeout as sleep } from 'node:timers/promises';
import { pollMs } from '../../aws/clients';
import { logGroupOf, logReader, type LogReader } from '../../aws/logs';
import { describeError } from '../../user-error';
import { findFunction, functionProject } from '../deployed-function';
import { chooseFunction } from '../invoke/invocation-text';
import { formatEvent, parseSince, takeNew, type Following } from './log-lines';

export interface LogsOptions {
  readonly follow?: boolean;
  /** `10m`, `2h`, or a date; by default the last ten minutes. */
  readonly since?: string | number;
  readonly function?: string;
  readonly endpointUrl?: string;
}

const defaultSince = '10m';

/** How long after later ones an event may become readable. */
const overlapMs = 30_000;

export default async function logsExecutor(
  options: LogsOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const interrupt = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => interrupt.abort());
  }
  try {
    await showLog(options, context, interrupt.signal);
    return { success: true };
  } catch (error) {
    // What was under way when the user ended it is of no interest.
    if (interrupt.signal.aborted) return { success: true };
    console.error(describeError(error));
    return { success: false };
  }
}

async function showLog(
  { follow = false, since = defaultSince, function: wanted, endpointUrl }: LogsOptions,
  context: ExecutorContext,
  signal: AbortSignal,
): Promise<void> {
  const from = parseSince(since, Date.now());
  const logicalId = chooseFunction(functionProject(context), wanted);
  const { clients, name, missing } = await findFunction(logicalId, endpointUrl, context);
  const group = name === undefined ? undefined : await logGroupOf(clients, name);
  if (group === undefined) throw await missing();
  const read = logReader(clients, group);
  const next = await show(read, { from, shown: new Set() });
  if (next.type === 'no-log') {
    console.error(`no log yet: ${logicalId} has not been invoked (${group} does not exist)`);
  } else if (next.count === 0) {
    console.error(`nothing in ${group} since ${new Date(from).toISOString()}`);
  }
  for (let { following } = next; follow && !signal.aborted;) {
    await sleep(pollMs(clients), undefined, { signal });
    ({ following } = await show(read, following));
  }
}

interface Shown {
  readonly type: 'shown' | 'no-log';
  readonly count: number;
  readonly following: Following;
}

async function show(read: LogReader, following: Following): Promise<Shown> {
  const events = await read(following.from);
  if (!events) return { type: 'no-log', count: 0, following };
  const { fresh, next } = takeNew(following, events, overlapMs);
  for (const event of fresh) process.stdout.write(`${formatEvent(event)}\n`);
  return { type: 'shown', count: fresh.length, following: next };
}
