/**
 * Knows the AWS that runs on this machine (ministack): starts it, finds it, stops it. All it keeps
 * is under `<root>/.local-aws/`. Knows nothing of stacks or functions.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, withLock } from '../../../../setup/lock.cjs';
import type { Command } from '../../process/run';
import { UserError } from '../../user-error';
import { freePort, isListening, loopback as host, preferredPort } from './local-port';

/** A local AWS that answers. */
export interface LocalAws {
  readonly pid: number;
  readonly port: number;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** `.local-aws/server.json`: what the next command needs to find the server again. */
interface ServerRecord {
  readonly pid: number;
  readonly port: number;
  readonly startedAt: string;
  /** The server repeats it in its health answer, so that another clone's is never taken for ours. */
  readonly id: string;
}

export interface StartOptions {
  readonly root: string;
  /** The Python that has ministack; asked for only when a server must be started. */
  readonly python: () => Promise<string>;
  /** `startDetached` of process/run.ts. */
  readonly startDetached: (command: Command, logFile: string) => number;
  readonly report: (line: string) => void;
}

export type StartResult = LocalAws & { readonly type: 'started' | 'found' };
export type StopResult =
  { readonly type: 'stopped'; readonly pid: number } | { readonly type: 'not-running' };

const healthyWithinMs = 60_000;
const savedWithinMs = 20_000;
/** How many ports are tried when each is taken between looking and starting. */
const maximumPorts = 5;
const pollMs = 50;

const localAwsFolder = '.local-aws';

/** Where the server writes what it does; relative to the workspace root. */
export const localAwsLog = join(localAwsFolder, 'server.log');

/** The running server of this workspace, or a new one. Two starts at once give one server. */
export async function startLocalAws(options: StartOptions): Promise<StartResult> {
  const found = await findLocalAws(options.root);
  if (found) return { type: 'found', ...found };
  return withLock(
    join(options.root, localAwsFolder, 'start.lock'),
    (holder) => options.report(`process ${holder} is starting the local AWS; waiting for it`),
    async () => {
      const meanwhile = await findLocalAws(options.root);
      if (meanwhile) return { type: 'found', ...meanwhile };
      return { type: 'started', ...(await start(options)) };
    },
  );
}

/** The server that this workspace started, if it answers. */
async function findLocalAws(root: string): Promise<LocalAws | undefined> {
  const record = await readRecord(root);
  if (!record || !(await isHealthy(record))) return undefined;
  return localAws(record);
}

/** Stops the server so that its state is saved. It is only signalled when it answers as ours. */
export async function stopLocalAws({ root }: { readonly root: string }): Promise<StopResult> {
  const record = await readRecord(root);
  if (!record) return { type: 'not-running' };
  if (!(await isHealthy(record))) {
    await rm(recordFile(root), { force: true });
    return { type: 'not-running' };
  }
  signal(record.pid, 'SIGTERM');
  const deadline = Date.now() + savedWithinMs;
  // The process saves its state after it has closed its port: both must be over.
  while (isAlive(record.pid) || (await isListening(record.port))) {
    if (Date.now() > deadline) {
      signal(record.pid, 'SIGKILL');
      break;
    }
    await sleep(pollMs);
  }
  await rm(recordFile(root), { force: true });
  return { type: 'stopped', pid: record.pid };
}

async function start(options: StartOptions): Promise<LocalAws> {
  const { root, report } = options;
  const folder = join(root, localAwsFolder);
  for (const name of ['state', 's3', 'tmp']) await mkdir(join(folder, name), { recursive: true });
  const log = join(root, localAwsLog);
  const program = await options.python();
  let port = await preferredPort(root);
  for (let attempt = 1; ; attempt++) {
    await rm(log, { force: true });
    const id = randomUUID();
    const pid = options.startDetached(serverCommand({ program, root, port, id }), log);
    const record: ServerRecord = { pid, port, id, startedAt: new Date().toISOString() };
    await writeRecord(root, record);
    report(`starting the local AWS on ${localAws(record).url}`);
    const outcome = await becomesHealthy(record);
    if (outcome === 'healthy') return localAws(record);
    await rm(recordFile(root), { force: true });
    const text = await readFile(log, 'utf8').catch(() => '');
    if (!text.includes('already in use') || attempt === maximumPorts) {
      throw notHealthy(outcome, text);
    }
    port = await freePort();
  }
}

function serverCommand(server: {
  program: string;
  root: string;
  port: number;
  id: string;
}): Command {
  const folder = join(server.root, localAwsFolder);
  return {
    program: server.program,
    args: ['-m', 'ministack'],
    cwd: folder,
    // Functions inherit all of this: no credentials, no settings of the user's real accounts.
    cleanEnv: true,
    env: {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      HOME: join(folder, 'tmp'),
      TMPDIR: join(folder, 'tmp'),
      PYTHONUNBUFFERED: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      BIND_HOST: host,
      GATEWAY_PORT: String(server.port),
      PERSIST_STATE: '1',
      STATE_DIR: join(folder, 'state'),
      S3_PERSIST: '1',
      S3_DATA_DIR: join(folder, 's3'),
      // Without it an SDK inside a function would talk to the real AWS.
      AWS_ENDPOINT_URL: `http://${host}:${server.port}`,
      LAMBDA_EXECUTOR: 'local',
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      MINISTACK_EDITION: server.id,
    },
  };
}

async function becomesHealthy(record: ServerRecord): Promise<'healthy' | 'ended' | 'silent'> {
  const deadline = Date.now() + healthyWithinMs;
  while (Date.now() < deadline) {
    if (await isHealthy(record)) return 'healthy';
    if (!isAlive(record.pid)) return 'ended';
    await sleep(pollMs);
  }
  signal(record.pid, 'SIGKILL');
  return 'silent';
}

async function isHealthy(record: ServerRecord): Promise<boolean> {
  try {
    const answer = await fetch(`${localAws(record).url}/_ministack/health`, {
      signal: AbortSignal.timeout(5_000),
    });
    const health = (await answer.json()) as { edition?: string };
    return answer.ok && health.edition === record.id;
  } catch {
    // Nothing listens, or something that is not a local AWS: either way not a healthy one.
    return false;
  }
}

function notHealthy(outcome: 'ended' | 'silent', log: string): UserError {
  const tail = log.trimEnd().split('\n').slice(-20).join('\n') || '(empty)';
  const what =
    outcome === 'ended'
      ? 'ended while it started'
      : `did not answer within ${healthyWithinMs / 1000} s`;
  return new UserError(`the local AWS ${what}; the end of its log ${localAwsLog}:\n${tail}`);
}

function signal(pid: number, name: NodeJS.Signals): void {
  if (isAlive(pid)) process.kill(pid, name);
}

function localAws({ pid, port, startedAt }: ServerRecord): LocalAws {
  return { pid, port, startedAt, url: `http://${host}:${port}` };
}

function recordFile(root: string): string {
  return join(root, localAwsFolder, 'server.json');
}

async function readRecord(root: string): Promise<ServerRecord | undefined> {
  const text = await readFile(recordFile(root), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ServerRecord);
}

async function writeRecord(root: string, record: ServerRecord): Promise<void> {
  const aside = `${recordFile(root)}.${process.pid}`;
  await writeFile(aside, JSON.stringify(record));
  await rename(aside, recordFile(root));
}
