/** `.local-aws/server.json`: what the next command needs to find the server again, and may call it with. */
import { existsSync } from 'node:fs';
import { readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalCredentials } from '../../aws/target';

export interface ServerRecord {
  readonly pid: number;
  readonly port: number;
  /** ISO 8601. */
  readonly startedAt: string;
  /** The server repeats it in its health answer, so that another clone's is never taken for ours. */
  readonly id: string;
  /** Real path of the workspace; a copy of the folder brings this record along. */
  readonly folder: string;
  readonly credentials: LocalCredentials;
}

export const localAwsFolder = '.local-aws';

/** The record of the server that this workspace has started. */
export async function readRecord(root: string): Promise<ServerRecord | undefined> {
  const record = await readAny(root);
  return record !== undefined && record.folder === (await realFolder(root)) ? record : undefined;
}

/**
 * Also of one that nobody else would stop: it was started before the folder was moved here, or by a
 * version of this plugin that wrote down no folder.
 */
export async function readRecordToStop(root: string): Promise<ServerRecord | undefined> {
  const record = await readAny(root);
  if (record === undefined) return undefined;
  const folder: string | undefined = record.folder;
  const isOurs = folder === undefined || folder === (await realFolder(root));
  return isOurs || !existsSync(folder) ? record : undefined;
}

export async function writeRecord(root: string, record: ServerRecord): Promise<void> {
  const file = recordFile(root);
  const aside = `${file}.${process.pid}`;
  await rm(aside, { force: true });
  await writeFile(aside, JSON.stringify(record), { mode: 0o600 });
  await rename(aside, file);
}

export async function removeRecord(root: string): Promise<void> {
  await rm(recordFile(root), { force: true });
}

export function realFolder(root: string): Promise<string> {
  return realpath(root).catch(() => root);
}

function recordFile(root: string): string {
  return join(root, localAwsFolder, 'server.json');
}

/** One that cannot be read is as good as none. */
async function readAny(root: string): Promise<ServerRecord | undefined> {
  const text = await readFile(recordFile(root), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as ServerRecord;
  } catch {
    return undefined;
  }
}
