/** Two toolchains for rustup: the machine's own, and one that differs in a flag and in what it says it is. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../../setup/search-path.cjs';
import type { Mutation } from './bench';
import { all, replace } from './edits';

const another = [
  '#!/bin/sh',
  'case "$*" in',
  '  *-vV*) "SYSROOT/bin/rustc" "$@" | sed "s/^commit-hash: .*/commit-hash: another/" ;;',
  '  *) exec "SYSROOT/bin/rustc" "$@" --cfg flagged ;;',
  'esac',
  '',
].join('\n');

/** @param sysroot of the machine's own toolchain */
export function layToolchains(rustupHome: string, sysroot: string): void {
  const bin = join(rustupHome, 'toolchains', 'another', 'bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(sysroot, join(rustupHome, 'toolchains', 'own'));
  symlinkSync(join(sysroot, 'lib'), join(bin, '..', 'lib'));
  symlinkSync(join(sysroot, 'bin', 'cargo'), join(bin, 'cargo'));
  writeFileSync(join(bin, 'rustc'), another.replaceAll('SYSROOT', sysroot));
  chmodSync(join(bin, 'rustc'), 0o755);
  writeFileSync(
    join(rustupHome, 'settings.toml'),
    'version = "12"\ndefault_toolchain = "own"\nprofile = "default"\n',
  );
}

/** None where Rust is not managed by rustup. */
export const toolchainMutations: readonly Mutation[] = findProgram('rustup', process.env['PATH'])
  ? [
      {
        name: 'rust-toolchain.toml',
        files: { 'rust-toolchain.toml': '[toolchain]\nchannel = "another"\n' },
        changes: all,
      },
      {
        name: "rustup's default",
        files: { '../rustup-home/settings.toml': replace('"own"', '"another"') },
        changes: all,
      },
      { name: 'RUSTUP_TOOLCHAIN', env: { RUSTUP_TOOLCHAIN: 'another' }, changes: all },
    ]
  : [];
