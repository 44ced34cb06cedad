import type { PlannedArtifact } from './build-plan';
import type { Diagnostic } from './cargo-messages';
import { countWarnings, reportCompilation } from './compile-report';

const artifact = (crate: string, bin = crate): PlannedArtifact => ({
  task: `${crate}:build`,
  crate,
  spec: { bin, features: [], functions: [], target: 'host', path: `dist/${bin}/bootstrap` },
});
const said = (text: string, of: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  package: `${of} 0.1.0`,
  bin: undefined,
  isWarning: false,
  by: 'rustc',
  text: `${text}\n`,
  ...more,
});
const warning = { isWarning: true };
const needs: Record<string, string[]> = { a: ['base'], b: ['base'], c: [], tools: ['base'] };

function report(
  artifacts: PlannedArtifact[],
  diagnostics: Diagnostic[],
  compiled: string[] = [],
  shown = new Set<string>(),
) {
  const reports = reportCompilation({
    artifacts,
    diagnostics,
    isCompiled: ({ spec }) => compiled.includes(spec.bin),
    closure: (crate) => new Set([crate, ...(needs[crate] ?? [])].map((name) => `${name} 0.1.0`)),
    shown,
  });
  return [...reports].map(([{ spec }, { text, reason }]) =>
    [spec.bin, text.replaceAll('\n', ''), reason].filter(Boolean).join(': '),
  );
}

const [a, b, c] = [artifact('a'), artifact('b'), artifact('c')];
const tools = [artifact('tools', 'one'), artifact('tools', 'two')];

test.each<[string, PlannedArtifact[], Diagnostic[], string[], string[]]>([
  [
    "a function's own error is its own",
    [a, b],
    [said('E', 'a', { bin: 'a' }), said('W', 'b', { bin: 'b', ...warning })],
    ['b'],
    ['a: E: did not compile; rustc says why above', 'b: W'],
  ],
  [
    "a library's error stands once, and breaks all that need it",
    [a, b, c],
    [said('E', 'base')],
    ['c'],
    [
      'a: E: base, which it needs, did not compile; rustc says why above',
      'b: base, which it needs, did not compile; rustc says why under a',
      'c',
    ],
  ],
  [
    "a library's warning stands once, with the first",
    [a, b],
    [said('W', 'base', warning)],
    ['a', 'b'],
    ['a: W', 'b'],
  ],
  [
    "a function's own error counts more than a library's",
    [a],
    [said('E1', 'base'), said('E2', 'a', { bin: 'a' })],
    [],
    ['a: E1E2: did not compile; rustc says why above'],
  ],
  [
    'a library that is compiled twice, for a build script as well, says it once',
    [a],
    [said('\x1b[1mW\x1b[0m', 'base', warning), said('W', 'base', warning)],
    ['a'],
    ['a: \x1b[1mW\x1b[0m'],
  ],
  [
    'bins of one crate: each its own',
    tools,
    [said('E', 'tools', { bin: 'two' })],
    ['one'],
    ['one', 'two: E: did not compile; rustc says why above'],
  ],
  [
    'a build script',
    [a, b],
    [said('E', 'a', { by: 'build script' }), said('F', 'base', { by: 'build script' })],
    [],
    [
      'a: EF: its build script failed; it says why above',
      'b: the build script of base, which it needs, failed; it says why under a',
    ],
  ],
  [
    'of nobody, it stands with the first',
    [a, b],
    [said('W', 'other', warning)],
    ['a', 'b'],
    ['a: W', 'b'],
  ],
  ['without a word', [a], [], [], ['a: did not compile; cargo says why above']],
])('%s', (_case, artifacts, diagnostics, compiled, expected) => {
  expect(report(artifacts, diagnostics, compiled)).toEqual(expected);
});

test('what an earlier run has shown is not shown again', () => {
  const shown = new Set<string>();
  const warnings = [said('W', 'base', warning), said('X', 'base', warning)];
  expect(countWarnings(warnings, shown)).toEqual(['warning: `base` generated 2 warnings']);
  expect(report([a], [said('W', 'base', warning)], ['a'], shown)).toEqual(['a: W']);
  expect(countWarnings(warnings, shown)).toEqual(['warning: `base` generated 1 warning']);
  expect(report([b], warnings, ['b'], shown)).toEqual(['b: X']);
  expect(countWarnings(warnings, shown)).toEqual([]);
});
