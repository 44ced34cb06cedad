/** Reads samconfig.toml. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  parseEnvironments,
  refuseWithoutVersion,
  samconfigFile,
  type Environment,
} from './environment';

export async function readEnvironments(root: string): Promise<ReadonlyMap<string, Environment>> {
  const text = await readFile(join(root, samconfigFile), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
  if (text !== undefined) refuseWithoutVersion(text);
  return parseEnvironments(text);
}
