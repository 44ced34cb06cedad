/** Writes a file whole or not at all. */
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** @param file absolute; its folder is made @param mode as the umask has it without one */
export async function replaceFile(
  file: string,
  content: Buffer | string,
  mode?: number,
): Promise<void> {
  const part = `${file}.${process.pid}.part`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(part, content);
    if (mode !== undefined) await chmod(part, mode);
    await rename(part, file);
  } finally {
    // Still there only if something failed, as on a full disk.
    await rm(part, { force: true });
  }
}
