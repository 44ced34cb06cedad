/**
 * Knows which cargo and rustc are used, for which targets they can compile, and the mend when one of
 * them cannot. Never runs rustup: a build does not change the machine.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../../setup/search-path.cjs';
import type { Run } from '../process/run';
import { UserError } from '../user-error';
import { explainCargo } from './cargo-complaint';

export interface Rust {
  /** Absolute, so that no package's folder on a child's PATH can put another one in its place. */
  readonly cargo: string;
  readonly rustc: string;
  /** Absolute, if Rust is managed by rustup. */
  readonly rustup: string | undefined;
  /** `x86_64-unknown-linux-gnu` */
  readonly host: string;
  /** `1.95.0` */
  readonly version: string;
  /** Absolute folder of the toolchain. */
  readonly sysroot: string;
  /** The folder that std calls its own in every binary: `/rustc/<commit>`. */
  readonly stdSource: string;
}

export interface RustOptions {
  /** Absolute workspace root: a `rust-toolchain.toml` there decides. */
  readonly root: string;
  readonly run: Run;
  /** Where to look; this process's PATH without it. */
  readonly path?: string;
}

/** @throws UserError if there is no cargo or rustc, or it does not work */
export async function findRust({ root, run, path }: RustOptions): Promise<Rust> {
  const find = (program: string) => findProgram(program, path ?? process.env['PATH']);
  const [cargo, rustc] = [find('cargo'), find('rustc')];
  if (!cargo || !rustc) {
    const missing = cargo ? 'rustc' : 'cargo';
    throw new UserError(
      `${missing} was not found on PATH; install Rust with rustup (https://rustup.rs)`,
    );
  }
  const [verbose, sysroot] = await Promise.all([
    ask(run, { program: rustc, args: ['-vV'], cwd: root }),
    ask(run, { program: rustc, args: ['--print', 'sysroot'], cwd: root }),
  ]);
  return {
    cargo,
    rustc,
    rustup: find('rustup'),
    sysroot: sysroot.trim(),
    ...parseVerbose(verbose),
  };
}

/** `rustc -vV` -> host triple, version, and where std's sources were when it was compiled. */
export function parseVerbose(text: string): Pick<Rust, 'host' | 'version' | 'stdSource'> {
  const field = (name: string) => new RegExp(`^${name}: (.+)$`, 'm').exec(text)?.[1];
  const host = field('host');
  const version = field('release');
  if (!host || !version) {
    throw new UserError(`rustc -vV said ${JSON.stringify(text)}, which names no host and release`);
  }
  // A distribution that compiled a source archive knows no commit, and its std then has the version.
  const commit = field('commit-hash');
  return {
    host,
    version,
    stdSource: `/rustc/${commit && commit !== 'unknown' ? commit : version}`,
  };
}

/** Whether Rust's standard library for a target (`aarch64-unknown-linux-gnu`) is installed. */
export function hasStd(rust: Pick<Rust, 'sysroot'>, triple: string): boolean {
  return existsSync(join(rust.sysroot, 'lib', 'rustlib', triple, 'lib'));
}

/** The command that installs it, or what to look for without rustup. */
export function stdMend(rust: Pick<Rust, 'rustup'>, triple: string): string {
  return rust.rustup
    ? `run rustup target add ${triple}`
    : `install your distribution's Rust standard library for ${triple}, or Rust with rustup (https://rustup.rs)`;
}

/** @throws UserError with the mend if the standard library of the target is missing */
export function assertStd(rust: Pick<Rust, 'sysroot' | 'rustup'>, triple: string): void {
  if (hasStd(rust, triple)) return;
  throw new UserError(
    `Rust's standard library for ${triple} is not installed; ${stdMend(rust, triple)}`,
  );
}

/**
 * Laid over the environment of every cargo and rustc: with it rustup's stand-ins (1.28 and newer) refuse what
 * a rust-toolchain.toml asks for and is not there, instead of installing it unasked.
 */
export function rustupEnvironment(): { readonly RUSTUP_AUTO_INSTALL: string } {
  return { RUSTUP_AUTO_INSTALL: process.env['RUSTUP_AUTO_INSTALL'] || '0' };
}

async function ask(
  run: Run,
  command: { program: string; args: string[]; cwd: string },
): Promise<string> {
  const result = await run({ ...command, env: rustupEnvironment() });
  if (result.type === 'exited' && result.code === 0) return result.stdout;
  const complaint = result.type === 'exited' ? explainCargo(result.stderr, command.cwd) : undefined;
  if (complaint !== undefined) throw new UserError(complaint);
  const said = result.type === 'exited' ? firstCause(result.stderr) : JSON.stringify(result);
  throw new UserError(
    `${command.program} ${command.args.join(' ')} failed (${said}); mend your Rust installation`,
  );
}

/** rustup adds a backtrace where RUST_BACKTRACE is set. */
function firstCause(stderr: string): string {
  return stderr.replace(/\n\s*Stack backtrace:[^]*/, '').trim();
}
