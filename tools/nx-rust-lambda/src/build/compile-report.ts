/**
 * What was said of all packages of a cargo run -> what each function's task shows of it, each text once, and
 * why a function was not compiled. Pure.
 */
import { stripVTControlCharacters } from 'node:util';
import type { PlannedArtifact } from './build-plan';
import type { Diagnostic } from './cargo-messages';

export interface Compilation {
  /** In the order in which their results are given. */
  readonly artifacts: readonly PlannedArtifact[];
  readonly diagnostics: readonly Diagnostic[];
  readonly isCompiled: (artifact: PlannedArtifact) => boolean;
  /** A crate and all that it needs, as `name version`. */
  readonly closure: (crate: string) => ReadonlySet<string>;
  /** Texts that an earlier run has shown; those of this one are added. */
  readonly shown: Set<string>;
}

export interface CompileReport {
  /** Lines for the task, with the colors of rustc; empty if nothing was said. */
  readonly text: string;
  /** Why there is no bin; undefined if there is one. */
  readonly reason: string | undefined;
}

export function reportCompilation(
  compilation: Compilation,
): ReadonlyMap<PlannedArtifact, CompileReport> {
  const { artifacts, diagnostics, isCompiled, closure, shown } = compilation;
  const texts = new Map<PlannedArtifact, string>(artifacts.map((artifact) => [artifact, '']));
  /** Under which crate's task a package's errors stand. */
  const places = new Map<string, string>();
  const concerns = (diagnostic: Diagnostic, { crate, spec }: PlannedArtifact) =>
    diagnostic.bin === undefined
      ? closure(crate).has(diagnostic.package)
      : nameOf(diagnostic.package) === crate && diagnostic.bin === spec.bin;
  for (const diagnostic of diagnostics) {
    const first = artifacts.find((artifact) => concerns(diagnostic, artifact)) ?? artifacts[0];
    const key = keyOf(diagnostic);
    if (!first || shown.has(key)) continue;
    shown.add(key);
    texts.set(first, `${texts.get(first)}${diagnostic.text}`);
    if (!diagnostic.isWarning) places.set(diagnostic.package, first.crate);
  }
  const report = (artifact: PlannedArtifact): CompileReport => {
    const text = texts.get(artifact) ?? '';
    if (isCompiled(artifact)) return { text, reason: undefined };
    const errors = diagnostics.filter(
      (diagnostic) => !diagnostic.isWarning && concerns(diagnostic, artifact),
    );
    return { text, reason: reasonOf(artifact.crate, errors, places) };
  };
  return new Map(artifacts.map((artifact) => [artifact, report(artifact)]));
}

/** How many warnings each package has that were not shown yet, as cargo counts them for people. */
export function countWarnings(
  diagnostics: readonly Diagnostic[],
  shown: ReadonlySet<string>,
): readonly string[] {
  const counts = new Map<string, Set<string>>();
  for (const diagnostic of diagnostics) {
    const key = keyOf(diagnostic);
    if (!diagnostic.isWarning || shown.has(key)) continue;
    const name = nameOf(diagnostic.package);
    counts.set(name, (counts.get(name) ?? new Set()).add(key));
  }
  return [...counts].map(
    ([name, { size }]) => `warning: \`${name}\` generated ${size} warning${size === 1 ? '' : 's'}`,
  );
}

function reasonOf(
  crate: string,
  errors: readonly Diagnostic[],
  places: ReadonlyMap<string, string>,
): string {
  const [error] = errors.filter(({ package: name }) => nameOf(name) === crate).concat(errors);
  if (!error) return 'did not compile; cargo says why above';
  const name = nameOf(error.package);
  const place = places.get(error.package) ?? crate;
  const where = place === crate ? 'above' : `under ${place}`;
  const isScript = error.by === 'build script';
  const what = isScript
    ? `${name === crate ? 'its build script' : `the build script of ${name}, which it needs,`} failed`
    : `${name === crate ? '' : `${name}, which it needs, `}did not compile`;
  return `${what}; ${isScript ? 'it' : 'rustc'} says why ${where}`;
}

function keyOf({ package: of, text }: Diagnostic): string {
  return `${of}\n${stripVTControlCharacters(text)}`;
}

function nameOf(of: string): string {
  return of.split(' ')[0] ?? of;
}
