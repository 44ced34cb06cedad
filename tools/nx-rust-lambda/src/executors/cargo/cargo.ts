import type { ExecutorContext } from '@nx/devkit';
import { join } from 'node:path';
import { formatCommand, run } from '../../process/run';
import { findRust, rustupEnvironment } from '../../toolchain/rust';
import { describeError } from '../../user-error';

export interface CargoOptions {
  readonly args: readonly string[];
  readonly cargoWorkspace: string;
}

/** Runs cargo for one crate: `test`, `clippy` or `fmt`. */
export default async function cargoExecutor(
  { args, cargoWorkspace }: CargoOptions,
  { root }: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const { cargo } = await findRust({ root, run });
    console.log(formatCommand({ program: 'cargo', args }));
    const result = await run(
      { program: cargo, args, cwd: join(root, cargoWorkspace), env: rustupEnvironment() },
      {
        onStdoutLine: (line) => console.log(line),
        onStderr: (text) => void process.stderr.write(text),
      },
    );
    return { success: result.type === 'exited' && result.code === 0 };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}
