/** What builds were refused for, by crate, until `nx sync` declares it or the crate's next build goes well. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Declaration } from './read-inputs';

const noteFile = '.nx/rust-build-undeclared.json';

/** Of each crate's last build. */
export async function readUndeclared(root: string): Promise<Declaration[]> {
  return Object.values(await readNote(root)).flat();
}

/** A note that cannot be written is none: the sentence says what to do all the same. */
export async function noteUndeclared(
  root: string,
  crate: string,
  declarations: readonly Declaration[],
): Promise<void> {
  const { [crate]: before, ...others } = await readNote(root);
  if (before === undefined && declarations.length === 0) return;
  const note = declarations.length > 0 ? { ...others, [crate]: declarations } : others;
  try {
    await mkdir(dirname(join(root, noteFile)), { recursive: true });
    await writeFile(join(root, noteFile), `${JSON.stringify(note, undefined, 2)}\n`);
    // Nx's daemon keeps its last answer to `nx sync` until a file comes, goes or changes that git does not ignore.
    const passing = join(root, '.rust-build-undeclared');
    await writeFile(passing, '');
    await rm(passing);
  } catch {
    return;
  }
}

export async function clearUndeclared(root: string): Promise<void> {
  await rm(join(root, noteFile), { force: true });
}

async function readNote(root: string): Promise<Record<string, readonly Declaration[]>> {
  try {
    return JSON.parse(await readFile(join(root, noteFile), 'utf8')) as Awaited<
      ReturnType<typeof readNote>
    >;
  } catch {
    return {};
  }
}
