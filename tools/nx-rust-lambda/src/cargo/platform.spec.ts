import fc from 'fast-check';
import { mayBeOurs } from './platform';

test.each<[string | undefined, boolean]>([
  [undefined, true],
  ['cfg(unix)', true],
  ['cfg(windows)', false],
  ['cfg(not(windows))', true],
  ['cfg(not(unix))', false],
  ['cfg(target_os = "linux")', true],
  ['cfg(target_os = "macos")', true],
  ['cfg(not(target_os = "linux"))', true],
  ['cfg(target_os="hermit")', false],
  ['cfg(not(target_os = "hermit"))', true],
  ['cfg(target_family = "wasm")', false],
  ['cfg(target_family = "unix")', true],
  ['cfg(any(target_os = "wasi", target_os = "redox"))', false],
  ['cfg(any(windows, target_os = "linux"))', true],
  ['cfg(all(target_arch = "wasm32", target_os = "unknown"))', false],
  ['cfg(all(target_arch = "aarch64", target_os = "linux",))', true],
  ['cfg(target_env = "msvc")', false],
  ['cfg(target_env = "musl")', true],
  ['cfg(all(any(unix, windows), not(any(target_os = "linux", target_os = "macos"))))', true],
  ['cfg(all(unix, not(unix)))', false],
  ['cfg(any())', false],
  ['cfg(all())', true],
  ['cfg(false)', false],
  ['cfg(loom)', true],
  ['cfg(all(tokio_unstable, windows))', false],
  ['cfg(target_feature = "sse2")', true],
  // Not Cargo's language: nothing is left out for it.
  ['cfg(never(windows))', true],
  ['cfg(windows', true],
  ['cfg(windows unix)', true],
  ['cfg()', true],
  ['x86_64-unknown-linux-gnu', true],
  ['aarch64-apple-darwin', true],
  ['x86_64-pc-windows-msvc', false],
  ['aarch64-pc-windows-gnullvm', false],
  ['x86_64-uwp-windows-gnu', false],
  ['wasm32-unknown-unknown', false],
  ['my-own.json', true],
])('what is asked for %s may be needed: %s', (platform, expected) => {
  expect(mayBeOurs(platform)).toBe(expected);
});

/** As rustc has them on the platforms that functions, and what builds them, are compiled for. */
const platforms = ['linux gnu', 'linux musl', 'macos '].flatMap((system) =>
  ['x86_64', 'aarch64'].map((arch) => {
    const [os = '', env = ''] = system.split(' ');
    const facts = { target_os: os, target_env: env, target_arch: arch, target_family: 'unix' };
    return new Set(['unix', ...Object.entries(facts).map(([key, value]) => `${key} = "${value}"`)]);
  }),
);
type Expression = readonly [string, ...Expression[]];
const keys = ['target_os', 'target_env', 'target_arch', 'target_family'];
const values = ['linux', 'macos', 'wasi', 'gnu', 'msvc', 'x86_64', 'wasm32', 'unix', 'wasm'];
const atom = fc
  .oneof(
    fc.constantFrom('unix', 'windows'),
    fc
      .tuple(fc.constantFrom(...keys), fc.constantFrom(...values))
      .map(([key, value]) => `${key} = "${value}"`),
  )
  .map((text): Expression => [text]);
const expressions = fc.letrec<{ node: Expression }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    atom,
    tie('node').map((one): Expression => ['not', one]),
    fc
      .tuple(fc.constantFrom('all', 'any'), fc.array(tie('node'), { minLength: 1, maxLength: 3 }))
      .map(([operator, all]): Expression => [operator, ...all]),
  ),
})).node;

const write = ([head, ...items]: Expression): string =>
  items.length > 0 ? `${head}(${items.map(write).join(', ')})` : head;
const holds = ([head, ...items]: Expression, facts: ReadonlySet<string>): boolean => {
  const truths = items.map((item) => holds(item, facts));
  if (head === 'not') return !truths[0];
  if (items.length === 0) return facts.has(head);
  return head === 'all' ? truths.every(Boolean) : truths.some(Boolean);
};

test('for every expression that holds on one of our platforms, the dependency may be needed', () => {
  let [ours, foreign] = [0, 0];
  fc.assert(
    fc.property(expressions, (expression) => {
      const may = mayBeOurs(`cfg(${write(expression)})`);
      if (!may) foreign += 1;
      if (!platforms.some((facts) => holds(expression, facts))) return;
      ours += 1;
      expect(may).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(ours, foreign)).toBeGreaterThan(200);
});
