/**
 * Knows cargo's JSON messages: lines -> which bins were compiled and to where, which units, and what rustc
 * said of which package. https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages
 */
import { posix } from 'node:path';

export interface CompiledBin {
  readonly bin: string;
  /** Absolute path at which cargo left it. */
  readonly executable: string;
}

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

/** What rustc or a build script said of a package. */
export interface Diagnostic {
  /** `name version` */
  readonly package: string;
  /** Undefined for what is not of one bin alone. */
  readonly bin: string | undefined;
  readonly isWarning: boolean;
  readonly by: 'rustc' | 'build script';
  /** For people, with colors, ending with a line feed. */
  readonly text: string;
}

/** Undefined for every other message, and for a line that is none. */
export function parseCompiledBin(line: string): CompiledBin | undefined {
  const message = parseMessage(line);
  if (message?.reason !== 'compiler-artifact' || !message.executable) return undefined;
  if (!message.target?.kind?.includes('bin') || !message.target.name) return undefined;
  return { bin: message.target.name, executable: message.executable };
}

/** Undefined for every other message, and for a line that is none. */
export function parseDiagnostic(line: string): Diagnostic | undefined {
  const message = parseMessage(line);
  const said = message?.message;
  if (message?.reason !== 'compiler-message' || !message.package_id || !said?.rendered) {
    return undefined;
  }
  const isBin = message.target?.kind?.includes('bin') ?? false;
  return {
    package: packageOf(message.package_id),
    bin: isBin ? message.target?.name : undefined,
    isWarning: said.level === 'warning',
    by: 'rustc',
    text: `${said.rendered.trimEnd()}\n\n`,
  };
}

/** Undefined for every other message, and for a line that is none. */
export function parseCompiledUnit(line: string): CompiledUnit | undefined {
  const message = parseMessage(line);
  if (!message) return undefined;
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

function parseMessage(line: string): Message | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
}

/** `registry+…#serde@1.0.0`, `path+file:///w/libs/base#0.1.0`, `path+file:///w/x#base@0.1.0` */
function packageOf(id: string): string {
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

interface Message {
  readonly reason?: string;
  readonly package_id?: string;
  readonly manifest_path?: string;
  readonly executable?: string | null;
  readonly filenames?: readonly string[];
  readonly out_dir?: string;
  readonly target?: { readonly name?: string; readonly kind?: readonly string[] };
  readonly message?: { readonly level?: string; readonly rendered?: string | null };
}
