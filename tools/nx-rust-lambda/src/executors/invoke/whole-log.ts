/** The whole log of a request that was answered, of which Lambda gives only the end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { pollMs, type AwsClients } from '../../aws/clients';
import { logGroupOf, logReader, type LogReader } from '../../aws/logs';
import { UserError } from '../../user-error';
import { fromLineStart, isCut, linesOfRequest, type AnsweredRequest } from './request-log';

export interface RequestLog {
  readonly lines: readonly string[];
  /** Why it is only the end, where it is. */
  readonly missing: string | undefined;
}

export interface LogSearch extends AnsweredRequest {
  /** When the request was sent, in milliseconds since 1970. */
  readonly since: number;
  /** Undefined if there is no log. */
  readonly read: LogReader | undefined;
  readonly pause: () => Promise<void>;
  readonly attempts: number;
}

/** How long a log may take to become readable, in milliseconds; AWS names no limit. */
const patienceMs = 12_000;
/** Clocks differ. */
const earlierMs = 60_000;

export async function requestLog(
  clients: AwsClients,
  functionName: string,
  request: AnsweredRequest & { readonly since: number },
): Promise<RequestLog> {
  if (!isCut(request.tail)) return { lines: linesOf(request.tail), missing: undefined };
  const every = pollMs(clients);
  try {
    const group = await logGroupOf(clients, functionName);
    return await findLog({
      ...request,
      since: request.since - earlierMs,
      read: group === undefined ? undefined : logReader(clients, group),
      pause: () => sleep(every),
      attempts: Math.ceil(patienceMs / Math.max(every, 100)),
    });
  } catch (error) {
    return onlyEnd(request.tail, `it cannot be read (${reasonOf(error)})`);
  }
}

export async function findLog({
  read,
  since,
  pause,
  attempts,
  ...request
}: LogSearch): Promise<RequestLog> {
  for (let attempt = 1; read && attempt <= attempts; attempt += 1) {
    const lines = linesOfRequest((await read(since)) ?? [], request);
    if (lines) return { lines, missing: undefined };
    if (attempt < attempts) await pause();
  }
  return onlyEnd(request.tail, 'the rest is not in CloudWatch Logs yet');
}

function onlyEnd(tail: string, why: string): RequestLog {
  return {
    lines: linesOf(fromLineStart(tail)),
    missing: `only the end of the log: ${why}`,
  };
}

function linesOf(text: string): string[] {
  return text
    .replace(/\n+$/, '')
    .split('\n')
    .filter((line, at) => at > 0 || line !== '');
}

function reasonOf(error: unknown): string {
  if (error instanceof UserError) return error.message;
  if (error instanceof Error) return error.message || error.name;
  return String(error);
}
