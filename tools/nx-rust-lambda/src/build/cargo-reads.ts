/**
 * Knows what cargo and rustc write down of what a compilation read: dep-info, the output of build scripts ->
 * names of files and variables.
 * https://doc.rust-lang.org/cargo/reference/build-cache.html#dep-info-files
 * https://doc.rust-lang.org/cargo/reference/build-scripts.html#change-detection
 */

export interface Reads {
  /** As written: absolute, or relative to where rustc or the build script ran. */
  readonly files: readonly string[];
  readonly variables: readonly string[];
  /** Variables that the package's own build script sets for rustc. */
  readonly ownVariables: readonly string[];
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
