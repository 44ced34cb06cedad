/**
 * Finds what the manifests of locked packages can turn on: in Cargo.features.lock, or else by asking cargo,
 * and then keeps it there. Knows nothing of what depends on it.
 */
import { createHash } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findProgram } from '../../setup/search-path.cjs';
import {
  featureRecordName,
  formatFeatureRecord,
  isComplete,
  parseFeatureRecord,
  recordOfMetadata,
  type FeatureRecord,
} from './cargo/feature-record';
import { replaceFile } from './build/replace-file';
import { packageId, type Lockfile } from './cargo/lockfile';
import type { Run } from './process/run';
import { explainCargo } from './toolchain/cargo-complaint';
import { UserError } from './user-error';
import { mayWriteUnasked } from './write-unasked';

export interface FeatureContext {
  /** Absolute folder of the Nx workspace. */
  readonly root: string;
  readonly run: Run;
  /** Where cargo is looked for. */
  readonly path: string | undefined;
}

/** What cargo said, or why it said nothing, is kept here until Cargo.lock is another. */
const answersFolder = '.nx/rust-features';

/** Milliseconds; what a build will need anyway is downloaded in this time, or not now. */
const patience = 60_000;

/** Milliseconds after which a registry that could not be reached is tried again by who asks for it. */
const pause = 30_000;

/**
 * What is known of a lock's packages. Never fails: of a package that is not in it nothing is known, and its
 * version counts instead. cargo is started only if the record lacks a package of this very lock, once.
 */
export async function readFeatures(
  lock: Lockfile,
  context: FeatureContext,
): Promise<FeatureRecord> {
  const text = await textOf(join(context.root, featureRecordFile(lock)));
  const { record, failure } = await find(lock, text, Infinity, context);
  if (failure === undefined) await keep(lock, record, text, context);
  return record;
}

/**
 * The record as it should be; undefined if it is so already, and empty if there should be none.
 *
 * @throws UserError if cargo does not tell what it lacks
 */
export async function missingFeatures(
  lock: Lockfile,
  context: FeatureContext,
): Promise<string | undefined> {
  const file = featureRecordFile(lock);
  const text = await textOf(join(context.root, file));
  const { record, failure } = await find(lock, text, pause, context);
  if (failure !== undefined)
    throw new UserError(`cannot be brought up to date: ${failure}`, { file });
  const wanted = formatFeatureRecord(lock, record);
  return wanted === text ? undefined : wanted;
}

interface Found {
  readonly record: FeatureRecord;
  /** Why it is not whole. */
  readonly failure?: string;
}

/** @param retryAfter milliseconds for which a failure is taken for an answer */
async function find(
  lock: Lockfile,
  text: string,
  retryAfter: number,
  context: FeatureContext,
): Promise<Found> {
  const recorded = parseFeatureRecord(text, lock);
  if (isComplete(lock, recorded)) return { record: recorded };
  const file = join(context.root, answersFolder, digestOf(lock.file));
  const asked = digestOf(lock.packages.map(packageId).join('\n'));
  const [of, said = '', ...lines] = (await textOf(file)).split('\n');
  if (of === asked) {
    const record = new Map([...recorded, ...parseFeatureRecord(lines.join('\n'), lock)]);
    if (isComplete(lock, record)) return { record };
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs < retryAfter) return { record, failure: said };
  }
  const answer = await askCargo(lock, context);
  const failure = answer.type === 'record' ? undefined : answer.reason.replaceAll('\n', ' ');
  const record = answer.type === 'record' ? answer.record : recorded;
  if (answer.type !== 'refused') {
    const kept = `${asked}\n${failure ?? ''}\n${formatFeatureRecord(lock, record)}`;
    await replaceFile(file, kept).catch(() => {});
  }
  return failure === undefined ? { record } : { record, failure };
}

/** Relative to the Nx workspace. */
export function featureRecordFile(lock: Lockfile): string {
  return join(dirname(lock.file), featureRecordName);
}

type Answer =
  | { readonly type: 'record'; readonly record: FeatureRecord }
  /** In no time, and maybe not so the next time: no cargo, or a mistake in a manifest. */
  | { readonly type: 'refused'; readonly reason: string }
  /** On the way to a registry. */
  | { readonly type: 'unreachable'; readonly reason: string };

/** Without the network first: what is unpacked already, as after a build, takes a tenth of a second. */
async function askCargo(lock: Lockfile, { root, run, path }: FeatureContext): Promise<Answer> {
  const cargo = findProgram('cargo', path);
  if (cargo === undefined) return { type: 'refused', reason: 'cargo was not found on PATH' };
  const args = ['metadata', '--locked', '--all-features', '--format-version', '1'];
  const ask = async (more: readonly string[]): Promise<Answer> => {
    const result = await run(
      {
        program: cargo,
        args: [...args, ...more],
        cwd: join(root, dirname(lock.file)),
        // A graph installs no toolchain, and does not wait for a network that is not there.
        env: { RUSTUP_AUTO_INSTALL: '0', CARGO_NET_RETRY: '1', CARGO_HTTP_TIMEOUT: '10' },
      },
      { signal: AbortSignal.timeout(patience) },
    );
    if (result.type !== 'exited') {
      return { type: 'unreachable', reason: `cargo metadata was ${result.type}` };
    }
    const { code, stdout, stderr } = result;
    if (code === 0) return { type: 'record', record: recordOfMetadata(stdout, lock) };
    const reason = explainCargo(stderr, root) ?? stderr.trim();
    const type = more.length === 0 || /--offline\b/.test(stderr) ? 'unreachable' : 'refused';
    return { type, reason };
  };
  const answer = await ask(['--offline']);
  return answer.type === 'unreachable' ? ask([]) : answer;
}

/** As cargo writes Cargo.lock: whole or not at all. Where that cannot be, it is only not kept. */
async function keep(
  lock: Lockfile,
  record: FeatureRecord,
  text: string,
  { root }: FeatureContext,
): Promise<void> {
  const wanted = formatFeatureRecord(lock, record);
  if (wanted === text || !mayWriteUnasked(root)) return;
  const file = join(root, featureRecordFile(lock));
  await (wanted === '' ? rm(file, { force: true }) : replaceFile(file, wanted)).catch(() => {});
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
