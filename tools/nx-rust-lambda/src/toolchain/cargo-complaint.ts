/** Knows what cargo, cargo-lambda and rustup print when they give up: their text -> one sentence with the mend. */
import { formatPlace } from '../user-error';

interface Complaint {
  readonly pattern: RegExp;
  /** @param at a path of the text, relative to the workspace where it lies in it */
  readonly sentence: (groups: readonly string[], at: (path: string) => string) => string;
}

export const noSpaceLeft =
  'no space is left on the disk; free some (cargo clean does) and build again';

/** The first that matches counts, so the cause stands before what follows from it. */
const complaints: readonly Complaint[] = [
  {
    pattern: /No space left on device \(os error 28\)/,
    sentence: () => noSpaceLeft,
  },
  {
    pattern:
      /(?:failed to open: (\S+) Caused by: )?Read-only file system \(os error 30\)(?: at path "([^"]+)")?/,
    sentence: ([opened, path = opened], at) =>
      `${path ? `${at(path)}: ` : ''}the disk is read-only; set CARGO_TARGET_DIR to a folder that can be written`,
  },
  {
    pattern:
      /failed to (?:create|write|open|remove)\b[^`/]*(?:`([^`]+)`|(\/.+?)) Caused by: (.*?\(os error \d+\))/,
    sentence: ([path, other = '', reason], at) =>
      `${at(path ?? other)}: cannot be written (${reason}); mend it, or set CARGO_TARGET_DIR to another folder`,
  },
  {
    pattern: /cannot create the lock file (\S+) because --locked/,
    sentence: ([path = ''], at) =>
      `${at(path)}: is missing; run cargo generate-lockfile${manifestBeside(at(path))} and commit it`,
  },
  {
    pattern:
      /(?:cannot update the lock file|the lock file) (\S+) (?:because --locked|needs to be updated)/,
    sentence: ([path = ''], at) =>
      `${at(path)}: does not fit the manifests; run cargo update --workspace${manifestBeside(at(path))} and commit it`,
  },
  {
    pattern: /failed to parse lock file at: (\S+) Caused by: (lock file version `\d+`)/,
    sentence: ([path = '', version], at) =>
      `${at(path)}: has ${version}, which this Cargo does not know; update Rust with rustup update`,
  },
  {
    pattern: /failed to parse lock file at: (\S+) Caused by: TOML parse error at line (\d+)/,
    sentence: ([path = '', line], at) =>
      `${formatPlace({ file: at(path), line: Number(line) })}: is not valid; take it back with git checkout ${at(path)}`,
  },
  {
    pattern:
      /could not parse TOML configuration in `([^`]+)` Caused by: TOML parse error at line (\d+), column \d+ .*\^ (.+)/,
    sentence: ([path = '', line, reason], at) =>
      `${formatPlace({ file: at(path), line: Number(line) })}: is not valid TOML: ${reason}`,
  },
  {
    pattern: /could not load Cargo configuration Caused by: (.+)/,
    sentence: ([reason]) => `cargo cannot load its configuration: ${reason}`,
  },
  {
    pattern: /error: ((?:(?!error: ).)+?) --> (\S+Cargo\.toml):(\d+):\d+/,
    sentence: ([reason, path = '', line], at) =>
      `${formatPlace({ file: at(path), line: Number(line) })}: ${reason}`,
  },
  {
    pattern: /failed to read `([^`]+Cargo\.toml)` Caused by: No such file/,
    sentence: ([path = ''], at) =>
      `${at(path)}: is missing, though a manifest names it; put it back, or remove it there`,
  },
  {
    pattern: /failed to parse manifest at `([^`]+)` Caused by: (.+)/,
    sentence: ([path = '', reason = ''], at) => `${at(path)}: ${lastCause(reason)}`,
  },
  {
    pattern: /no matching package named `([^`]+)` found .*required by package `(\S+)/,
    sentence: ([name, crate]) =>
      `there is no crate ${name}, which ${crate} names in its dependencies; mend its name in Cargo.toml`,
  },
  {
    pattern:
      /failed to (?:download|fetch|get)[^`]*`([^`]+)`.*(?:Could not|Failed to) (?:connect|resolve)/,
    sentence: ([what]) =>
      `cargo could not download what it needs (${what}); look at your network and proxy, and build again`,
  },
  {
    pattern: /no bin target named `([^`]+)`|binary target is missing from this project: (\S+)/,
    sentence: ([bin, other]) =>
      `no crate has a bin ${bin ?? other}; mend the name in Cargo.toml or in the function's Metadata.BuildProperties.Binary`,
  },
  {
    pattern:
      /could not parse override file: '([^']+)' Caused by: .*?TOML parse error at line (\d+)/,
    sentence: ([path = '', line], at) =>
      `${formatPlace({ file: at(path), line: Number(line) })}: is not valid TOML; mend it`,
  },
  {
    pattern: /custom toolchain '([^']+)' specified in override file '([^']+)' is not installed/,
    sentence: ([toolchain, path = ''], at) =>
      `${at(path)}: names the Rust toolchain ${toolchain}, which there is not; name one of rustup toolchain list`,
  },
  {
    pattern: /toolchain '([^']+)' is not installed/,
    sentence: ([toolchain]) =>
      `the Rust toolchain ${toolchain} is not installed; run rustup toolchain install ${toolchain}`,
  },
  {
    pattern: /rustc (\S+) is not supported by the following packages?: (\S+) requires rustc (\S+)/,
    sentence: ([version, crate, needed]) =>
      `rustc ${version} is too old for ${crate}, which needs ${needed}; run rustup update`,
  },
  {
    pattern: /can't find crate for `(?:core|std)`.*?the `([^`]+)` target may not be installed/,
    sentence: ([triple]) =>
      `Rust's standard library for ${triple} is not installed; run rustup target add ${triple}, or install your distribution's package`,
  },
];

/**
 * Why nothing could be built; undefined if the words of rustc or of a build script are all there is.
 *
 * @param root absolute folder of the workspace; paths in it are shown relative to it
 */
export function explainCargo(stderr: string, root: string): string | undefined {
  // cargo-lambda draws a line before what it quotes, and breaks lines anywhere.
  const text = stderr
    .replaceAll('│', ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/ Was this behavior .*/, '');
  const at = (path: string) => (path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path);
  for (const { pattern, sentence } of complaints) {
    const match = pattern.exec(text);
    if (match) return sentence(match.slice(1), at).trim();
  }
  return undefined;
}

/** What Cargo is told in the workspace's root about a lock that lies elsewhere. */
function manifestBeside(lock: string): string {
  return lock.includes('/') ? ` --manifest-path ${lock.replace(/lock$/, 'toml')}` : '';
}

function lastCause(text: string): string {
  return text.split(' Caused by: ').at(-1) ?? text;
}
