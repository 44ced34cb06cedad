/** Which file a value of samconfig.toml means by `file://…`, and what it holds. Pure: somebody else reads. */
import { posix } from 'node:path';
import type { ReadInclude } from './key-value-pairs';
import { parseTomlConfig } from './toml-config';
import { parseYamlConfig } from './yaml-config';

/** The text of a file by its path, absolute or relative to the workspace root; undefined if there is none. */
export type ReadText = (path: string) => string | undefined;

/** aws-sam-cli 1.170, samcli/lib/config/file_manager.py: by the name's end, JSON not among them. */
export function includesFrom(read: ReadText): ReadInclude {
  return (path, from) => {
    const file = posix.normalize(
      posix.isAbsolute(path) || from === undefined ? path : posix.join(posix.dirname(from), path),
    );
    const text = read(file);
    if (text === undefined) return { type: 'unreadable', reason: `is not there, as ${file}` };
    const ending = posix.extname(file);
    if (ending === '.toml') return { type: 'read', value: parseTomlConfig(text, file), file };
    if (ending === '.yaml' || ending === '.yml') {
      return { type: 'read', value: parseYamlConfig(text, file), file };
    }
    return { type: 'unreadable', reason: 'SAM does not read: it takes .toml, .yaml and .yml' };
  };
}
