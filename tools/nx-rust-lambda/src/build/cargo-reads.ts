/**
 * Knows what cargo and rustc write down of what a compilation read: messages, dep-info, the output of build
 * scripts -> names of files and variables.
 * https://doc.rust-lang.org/cargo/reference/build-cache.html#dep-info-files
 * https://doc.rust-lang.org/cargo/reference/build-scripts.html#change-detection
 */
import { posix } from 'node:path';

/** One compiler call, or one run of a build script, as cargo's messages have it. */
export interface CompiledUnit {
  /** Cargo's id of the package. */
  readonly id: string;
  /** `name version` */
  readonly package: string;
  /** Of this machine, not of a registry or a repository. */
  readonly isLocal: boolean;
  /** Absolute folder of the package; undefined for the run of a build script. */
  readonly root: string | undefined;
  /** Absolute dep-info of a library or of a build script; undefined for a bin, whose name tells too little. */
  readonly depInfo: string | undefined;
  /** Absolute file with what a build script printed. */
  readonly scriptOutput: string | undefined;
}

export interface Reads {
  /** As written: absolute, or relative to where rustc or the build script ran. */
  readonly files: readonly string[];
  readonly variables: readonly string[];
  /** Variables that the package's own build script sets for rustc. */
  readonly ownVariables: readonly string[];
}

interface Message {
  readonly reason?: string;
  readonly package_id?: string;
  readonly manifest_path?: string;
  readonly filenames?: readonly string[];
  readonly target?: { readonly kind?: readonly string[]; readonly name?: string };
  readonly out_dir?: string;
}

/** Undefined for every other message, and for a line that is none. */
export function parseCompiledUnit(line: string): CompiledUnit | undefined {
  if (!line.startsWith('{')) return undefined;
  let message: Message;
  try {
    message = JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
  const { reason, package_id: id = '', manifest_path: manifest } = message;
  const unit = { id, package: packageOf(id), isLocal: id.startsWith('path+') };
  if (reason === 'build-script-executed' && message.out_dir) {
    const output = posix.join(posix.dirname(message.out_dir), 'output');
    return { ...unit, root: undefined, depInfo: undefined, scriptOutput: output };
  }
  if (reason !== 'compiler-artifact' || !manifest) return undefined;
  const root = posix.dirname(manifest);
  return { ...unit, root, depInfo: depInfoOf(message), scriptOutput: undefined };
}

/** `registry+…#serde@1.0.0`, `path+file:///w/libs/base#0.1.0`, `path+file:///w/x#base@0.1.0` */
export function packageOf(id: string): string {
  const [source = '', fragment = ''] = id.split('#');
  const [name, version] = fragment.split('@');
  return version ? `${name} ${version}` : `${posix.basename(source)} ${fragment}`;
}

function depInfoOf({ filenames = [], target }: Message): string | undefined {
  const kind = target?.kind ?? [];
  const [file] = filenames;
  if (!file || kind.includes('bin')) return undefined;
  const folder = posix.dirname(file);
  if (kind.includes('custom-build')) {
    const hash = folder.slice(folder.lastIndexOf('-'));
    return posix.join(folder, `${(target?.name ?? '').replaceAll('-', '_')}${hash}.d`);
  }
  const stem = posix.basename(file).replace(/\.[^.]*$/, '');
  return posix.join(folder, `${stem.replace(/^lib/, '')}.d`);
}

/** rustc's own dep-info, and the one that cargo leaves beside a bin. */
export function parseDepInfo(text: string): Reads {
  const files = new Set<string>();
  const variables = new Set<string>();
  for (const line of text.split('\n')) {
    const variable = /^# env-dep:([^=]*)/.exec(line)?.[1];
    if (variable !== undefined) variables.add(variable);
    if (line.startsWith('#')) continue;
    const rule = /^(?:\\.|[^\\])*?:(?: |$)/.exec(line)?.[0];
    if (rule === undefined) continue;
    for (const [word] of line.slice(rule.length).matchAll(/(?:\\.|[^\\\s])+/g)) {
      files.add(word.replace(/\\(.)/g, '$1'));
    }
  }
  return { files: [...files], variables: [...variables], ownVariables: [] };
}

/** What a build script asked cargo to watch, and what it set. */
export function parseScriptOutput(text: string): Reads {
  const values = (key: string) =>
    [...text.matchAll(new RegExp(`^cargo::?${key}=(.*?)\\r?$`, 'gm'))].map(
      ([, value = '']) => value,
    );
  return {
    files: values('rerun-if-changed'),
    variables: values('rerun-if-env-changed'),
    ownVariables: values('rustc-env').map((pair) => pair.replace(/=.*$/, '')),
  };
}
