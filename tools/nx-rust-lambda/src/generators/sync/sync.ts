/**
 * `nx sync`: Cargo.features.lock as each Cargo.lock wants it, and in manifests what the last builds read and
 * did not declare.
 */
import { globAsync, type Tree } from '@nx/devkit';
import { declarationLine } from '../../build/read-inputs';
import { clearUndeclared, readUndeclared } from '../../build/undeclared-note';
import { parseLockfile } from '../../cargo/lockfile';
import { addToList } from '../../cargo/manifest-edit';
import { featureRecordFile, missingFeatures } from '../../features-on-disk';
import { run as startProgram, type Run } from '../../process/run';
import { UserError } from '../../user-error';

/** As Nx takes it from a sync generator: said when something is out of date, and run once it is written. */
interface SyncResult {
  readonly outOfSyncMessage: string;
  readonly callback: () => Promise<void>;
}

/** What it takes from outside of the tree. */
interface Surroundings {
  readonly run: Run;
  /** Every Cargo.lock that is not ignored. */
  readonly findLocks: (tree: Tree) => Promise<readonly string[]>;
}

const real: Surroundings = {
  run: startProgram,
  findLocks: (tree) => globAsync(tree, ['**/Cargo.lock']),
};

export default async function sync(
  tree: Tree,
  _options: unknown = {},
  surroundings: Surroundings = real,
): Promise<SyncResult> {
  try {
    const declared = await declare(tree);
    const recorded = await record(tree, surroundings);
    return {
      outOfSyncMessage: [...declared, ...recorded].join('\n'),
      callback: () => clearUndeclared(tree.root),
    };
  } catch (error) {
    // Nx points at the stack of an error that has one, which helps nobody with a mistake in a manifest.
    if (error instanceof UserError) error.stack = undefined;
    throw error;
  }
}

async function declare(tree: Tree): Promise<string[]> {
  const lines: string[] = [];
  const byHand: string[] = [];
  for (const declaration of await readUndeclared(tree.root)) {
    const { manifest, table, key, value } = declaration;
    const isOutside = manifest.startsWith('..');
    const text = isOutside ? '' : tree.read(manifest, 'utf8');
    // A crate that is gone reads nothing.
    if (text === null) continue;
    const path = [table, 'metadata', 'nx-rust-lambda'];
    const changed = isOutside ? undefined : addToList(text, manifest, path, key, [value]);
    if (changed === undefined) byHand.push(declarationLine(declaration));
    else if (changed !== text) {
      tree.write(manifest, changed);
      lines.push(`${manifest} does not declare ${value}, which a build read.`);
    }
  }
  if (byHand.length === 0) return lines;
  throw new UserError(`nx sync cannot do it here; by hand, ${byHand.join(', and ')}`);
}

async function record(tree: Tree, { run, findLocks }: Surroundings): Promise<string[]> {
  const locks = await findLocks(tree);
  const context = { root: tree.root, run, path: process.env['PATH'] };
  const lines = await Promise.all(
    locks.map(async (file) => {
      const lock = parseLockfile(tree.read(file, 'utf8') ?? '', file);
      const text = await missingFeatures(lock, context);
      if (text === undefined) return [];
      const path = featureRecordFile(lock);
      if (text === '') tree.delete(path);
      else tree.write(path, text);
      return [`${path} is not what ${file} has.`];
    }),
  );
  return lines.flat();
}
