/**
 * Knows cargo's JSON messages: lines -> which bins were compiled and to where, and what rustc said of which
 * package. https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages
 */
import { packageOf } from './cargo-reads';

export interface CompiledBin {
  readonly bin: string;
  /** Absolute path at which cargo left it. */
  readonly executable: string;
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

function parseMessage(line: string): Message | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
}

interface Message {
  readonly reason?: string;
  readonly package_id?: string;
  readonly executable?: string | null;
  readonly target?: { readonly name?: string; readonly kind?: readonly string[] };
  readonly message?: { readonly level?: string; readonly rendered?: string | null };
}
