/** Knows how the commands call Nx: by its own script, never through npx, and without its screen. */
import { dirname, join } from 'node:path';
import type { Command } from '../process/run';

/** The workspace root; the commands are started by `npm`, which is there anyway. */
export const root = join(__dirname, '..', '..', '..', '..');

export function nxCommand(args: readonly string[], env: Command['env'] = {}): Command {
  const manifest = require.resolve('nx/package.json', { paths: [root] });
  const { bin } = require(manifest) as { bin: { nx: string } };
  return {
    program: process.execPath,
    args: [join(dirname(manifest), bin.nx), ...args],
    cwd: root,
    env: { NX_TUI: 'false', ...env },
  };
}
