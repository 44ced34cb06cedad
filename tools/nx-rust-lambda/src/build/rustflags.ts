/** Knows which flags rustc is given for Lambda: the CPU, paths that are the same on every machine, the user's. */
import { targetCpu } from './lambda-target';

/** Folders whose paths rustc would write into the binary; all absolute. */
export interface CompilerFolders {
  /** Of the Nx workspace. */
  readonly root: string;
  /** Cargo's registry sources lie here. */
  readonly cargoHome: string;
  /** Where build scripts put what they generate: Cargo's build directory, else its target directory. */
  readonly build: string;
  /** Of the toolchain. */
  readonly sysroot: string;
}

/**
 * Ours first, since rustc takes the last of several: the user's own `target-cpu` counts.
 *
 * @param theirs what Cargo would give rustc, wherever it is set
 * @param stdSource the folder that std calls its own in every binary: `/rustc/<commit>`
 */
export function lambdaRustflags(
  target: string,
  theirs: readonly string[],
  { root, cargoHome, build, sysroot }: CompilerFolders,
  stdSource: string,
): readonly string[] {
  const cpu = targetCpu(target);
  return [
    ...(cpu ? ['-C', `target-cpu=${cpu}`] : []),
    // Of two that match, rustc takes the later one, so a folder stands behind those it may lie in.
    `--remap-path-prefix=${root}=/workspace`,
    `--remap-path-prefix=${cargoHome}=/cargo`,
    `--remap-path-prefix=${build}=/target`,
    // With the component rust-src, std's functions come from there and not from `/rustc`.
    `--remap-path-prefix=${sysroot}/lib/rustlib/src/rust=${stdSource}`,
    ...theirs,
  ];
}

/**
 * The value of CARGO_ENCODED_RUSTFLAGS, which Cargo takes before everything else.
 * https://doc.rust-lang.org/cargo/reference/config.html#buildrustflags
 */
export function encodeRustflags(flags: readonly string[]): string {
  return flags.join('\x1f');
}

export function decodeRustflags(encoded: string): readonly string[] {
  return encoded.split('\x1f').filter((flag) => flag !== '');
}
