/**
 * Finds what the manifests of locked packages can turn on: in Cargo.features.lock, or else by asking cargo,
 * and then keeps it there. Knows nothing of what depends on it.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
import { packageId, type Lockfile } from './cargo/lockfile';
import type { Run } from './process/run';
import { explainCargo } from './toolchain/cargo-complaint';
import { UserError } from './user-error';

export interface FeatureContext {
  /** Absolute folder of the Nx workspace. */
  readonly root: string;
  readonly run: Run;
  /** Whether the tree may be written to. */
  readonly mayWrite: boolean;
  /** Where cargo is looked for. */
  readonly path: string | undefined;
}

/** What cargo said, or that it said nothing, is kept here until Cargo.lock is another. */
const answersFolder = '.nx/rust-features';

/** Milliseconds; what a build will need anyway is downloaded in this time, or not now. */
const patience = 60_000;

/**
 * What is known of a lock's packages. Never fails: of a package that is not in it nothing is known, and its
 * version counts instead. cargo is started only if the record lacks a package of this very lock, once.
 */
export async function readFeatures(
  lock: Lockfile,
  context: FeatureContext,
): Promise<FeatureRecord> {
  const { root } = context;
  const text = await textOf(join(root, featureRecordFile(lock)));
  const recorded = parseFeatureRecord(text, lock);
  if (isComplete(lock, recorded)) {
    await keep(lock, recorded, text, context);
    return recorded;
  }
  const answerFile = join(root, answersFolder, digestOf(lock.file));
  const [of, ...lines] = (await textOf(answerFile)).split('\n');
  const asked = digestOf(lock.packages.map(packageId).join('\n'));
  if (of === asked) return merged(recorded, parseFeatureRecord(lines.join('\n'), lock));
  const answer = await askCargo(lock, context);
  if (answer.type === 'refused') return recorded;
  const known = answer.type === 'record' ? answer.record : recorded;
  await replace(answerFile, `${asked}\n${formatFeatureRecord(lock, known)}`).catch(() => {});
  if (answer.type === 'record') await keep(lock, known, text, context);
  return known;
}

/**
 * The record as it should be, from what it has or from cargo; undefined if it is so already.
 *
 * @throws UserError if cargo does not tell what it lacks
 */
export async function missingFeatures(
  lock: Lockfile,
  context: FeatureContext,
): Promise<string | undefined> {
  const text = await textOf(join(context.root, featureRecordFile(lock)));
  let record = parseFeatureRecord(text, lock);
  if (!isComplete(lock, record)) {
    const answer = await askCargo(lock, context);
    if (answer.type !== 'record') {
      throw new UserError(`cannot be brought up to date: ${answer.reason}`, {
        file: featureRecordFile(lock),
      });
    }
    record = answer.record;
  }
  const wanted = formatFeatureRecord(lock, record);
  return wanted === text ? undefined : wanted;
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
  { root, mayWrite }: FeatureContext,
): Promise<void> {
  const wanted = formatFeatureRecord(lock, record);
  // While Git writes the files of another commit one by one, what is there is neither.
  if (!mayWrite || wanted === text || existsSync(join(root, '.git/index.lock'))) return;
  const file = join(root, featureRecordFile(lock));
  await (wanted === '' ? rm(file, { force: true }) : replace(file, wanted)).catch(() => {});
}

async function replace(file: string, text: string): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(part, text);
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}

function merged(one: FeatureRecord, other: FeatureRecord): FeatureRecord {
  return new Map([...one, ...other]);
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
