/** Reads samconfig.toml and what it includes. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../user-error';
import { parseEnvironments, refuseWithoutVersion, type Environments } from './environment';
import { samconfigFile } from './settings';

/** What SAM reads where there is no samconfig.toml. */
const otherFiles = ['samconfig.yaml', 'samconfig.yml'];

/** @throws UserError if nobody could tell which environments there are */
export function readEnvironments(root: string): Environments {
  const file = join(root, samconfigFile);
  if (!existsSync(file)) {
    const other = otherFiles.find((name) => existsSync(join(root, name)));
    if (other === undefined) return parseEnvironments(undefined);
    throw new UserError(
      `is not read here, and SAM would read it; write what it says as ${samconfigFile}`,
      { file: other },
    );
  }
  const text = readFileSync(file, 'utf8');
  refuseWithoutVersion(text);
  return parseEnvironments(text, (path) => {
    const included = resolve(root, path);
    const isFile = statSync(included, { throwIfNoEntry: false })?.isFile() ?? false;
    return isFile ? readFileSync(included, 'utf8') : undefined;
  });
}
