/** `nx g environment <name>`: one more environment at the end of samconfig.toml. */
import type { Tree } from '@nx/devkit';
import { samconfigFile } from '../../deploy/environment/environment';
import { UserError } from '../../user-error';
import { environmentSection, type EnvironmentOptions } from './environment-section';

export default function environment(tree: Tree, options: EnvironmentOptions): void {
  try {
    const bytes = tree.exists(samconfigFile) ? tree.read(samconfigFile) : null;
    const added = environmentSection(bytes?.toString('utf8'), options);
    // Bytes, not text: what the file has already stays as it is.
    tree.write(samconfigFile, Buffer.concat([bytes ?? Buffer.alloc(0), Buffer.from(added)]));
  } catch (error) {
    // Nx points at the stack of an error that has one, which helps nobody with a mistake in a name.
    if (error instanceof UserError) error.stack = undefined;
    throw error;
  }
}
