/**
 * Knows cargo's JSON messages: lines -> which bins were compiled, and to where.
 * https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages
 */
export interface CompiledBin {
  readonly bin: string;
  /** Absolute path at which cargo left it. */
  readonly executable: string;
}

/** Undefined for every other message, and for a line that is none. */
export function parseCompiledBin(line: string): CompiledBin | undefined {
  if (!line.startsWith('{')) return undefined;
  let message: ArtifactMessage;
  try {
    message = JSON.parse(line) as ArtifactMessage;
  } catch {
    return undefined;
  }
  if (message.reason !== 'compiler-artifact' || !message.executable) return undefined;
  if (!message.target?.kind?.includes('bin') || !message.target.name) return undefined;
  return { bin: message.target.name, executable: message.executable };
}

interface ArtifactMessage {
  readonly reason?: string;
  readonly executable?: string | null;
  readonly target?: { readonly name?: string; readonly kind?: readonly string[] };
}
