/** Reads template.yml from disk. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTemplate, type SamTemplate } from '../sam/sam-template';
import { UserError } from '../user-error';

/** @throws UserError if the file is missing or broken */
export async function readTemplate(root: string, file: string): Promise<SamTemplate> {
  const text = await readFile(join(root, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new UserError('is missing; the stack needs a SAM template', { file });
  });
  return parseTemplate(text, file);
}
