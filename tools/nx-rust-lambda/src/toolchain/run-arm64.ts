/** Knows how a program for arm64 Linux is run on this machine: as it is, or by qemu's user mode. Starts nothing. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { findProgram } from '../../../setup/search-path.cjs';

export interface Arm64Options {
  /** Node's names of system and processor. */
  readonly platform: string;
  readonly arch: string;
  readonly path: string | undefined;
  readonly exists?: (file: string) => boolean;
}

/** Where every program for arm64 asks for the dynamic linker; Debian's libc6:arm64 puts it there. */
export const arm64Interpreter = '/lib/ld-linux-aarch64.so.1';

/** The same of libc6-arm64-cross, which needs no foreign architecture. */
const crossInterpreter = '/usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1';

/** Completes "…; <mend>". */
export const arm64Mend =
  'install qemu and a glibc for it (Debian, Ubuntu: apt-get install qemu-user-static libc6-arm64-cross)';

/**
 * The words of a command line that go before the program; none on an arm64 machine. Undefined if this machine
 * cannot: it is no Linux, or has no qemu or no glibc for arm64.
 */
export function arm64Words(options: Arm64Options): readonly string[] | undefined {
  const { platform, arch, path, exists = existsSync } = options;
  if (platform !== 'linux') return undefined;
  if (arch === 'arm64') return [];
  // Distributions whose qemu is always static leave the suffix out.
  const qemu = findProgram('qemu-aarch64-static', path) ?? findProgram('qemu-aarch64', path);
  if (qemu === undefined) return undefined;
  if (exists(arm64Interpreter)) return [qemu];
  // Not by qemu's `-L`, which looks below that folder first for every path that the program opens.
  return exists(crossInterpreter)
    ? [qemu, crossInterpreter, '--library-path', dirname(crossInterpreter)]
    : undefined;
}
