/**
 * Knows the AWS that runs on this machine (ministack): starts it, finds it, stops it. All it keeps
 * is under `<root>/.local-aws/`. Knows nothing of stacks or functions.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, withLock } from '../../../../setup/lock.cjs';
import type { LocalCredentials } from '../../aws/target';
import type { Command } from '../../process/run';
import { UserError } from '../../user-error';
import { freePort, isListening, loopback as host, preferredPort } from './local-port';
import * as records from './server-record';
import { localAwsFolder, type ServerRecord } from './server-record';

/** A local AWS that answers. */
export interface LocalAws {
  readonly pid: number;
  readonly port: number;
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** The only ones that it takes. */
  readonly credentials: LocalCredentials;
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

/** Our way to start ministack, beside the plugin. */
const launcher = join(__dirname, '../../../../local-aws/launcher.py');

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
  const record = await records.readRecord(root);
  if (!record || !(await isHealthy(record))) return undefined;
  return localAws(record);
}

/** Stops the server so that its state is saved. It is only signalled when it answers as ours. */
export async function stopLocalAws({ root }: { readonly root: string }): Promise<StopResult> {
  const record = await records.readRecordToStop(root);
  if (!record) return { type: 'not-running' };
  if (!(await isHealthy(record))) {
    await records.removeRecord(root);
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
  await records.removeRecord(root);
  return { type: 'stopped', pid: record.pid };
}

async function start(options: StartOptions): Promise<LocalAws> {
  const { root, report } = options;
  // Of a folder that was moved, or a server that has died.
  await stopLocalAws({ root });
  const folder = join(root, localAwsFolder);
  for (const name of ['state', 's3', 'tmp']) {
    await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  }
  // What lies in it has passwords and keys; an older start may have made it for everybody.
  await chmod(folder, 0o700);
  const log = join(root, localAwsLog);
  const program = await options.python();
  let port = await preferredPort(root);
  for (let attempt = 1; ; attempt++) {
    await rm(log, { force: true });
    await writeFile(log, '', { mode: 0o600 });
    const id = randomUUID();
    const credentials = newCredentials();
    const command = serverCommand({ program, root, port, id, credentials });
    const pid = options.startDetached(command, log);
    const startedAt = new Date().toISOString();
    const record = {
      pid,
      port,
      id,
      credentials,
      startedAt,
      folder: await records.realFolder(root),
    };
    await records.writeRecord(root, record);
    report(`starting the local AWS on ${localAws(record).url}`);
    const outcome = await becomesHealthy(record);
    if (outcome === 'healthy') return localAws(record);
    await records.removeRecord(root);
    const text = await readFile(log, 'utf8').catch(() => '');
    if (!text.includes('already in use') || attempt === maximumPorts) {
      throw notHealthy(outcome, text);
    }
    port = await freePort();
  }
}

/** The key is what a caller shows: signatures are not checked. It is in no list of arguments. */
function newCredentials(): LocalCredentials {
  const text = (bytes: number) => randomBytes(bytes).toString('hex');
  return { accessKeyId: `LOCAL${text(16).toUpperCase()}`, secretAccessKey: text(20) };
}

function serverCommand(server: {
  program: string;
  root: string;
  port: number;
  id: string;
  credentials: LocalCredentials;
}): Command {
  const folder = join(server.root, localAwsFolder);
  return {
    program: server.program,
    args: [launcher],
    cwd: folder,
    // Functions inherit all of this: no settings of the user's real accounts, and no keys to them.
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
      AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
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

function localAws({ pid, port, startedAt, credentials }: ServerRecord): LocalAws {
  return { pid, port, startedAt, credentials, url: `http://${host}:${port}` };
}
