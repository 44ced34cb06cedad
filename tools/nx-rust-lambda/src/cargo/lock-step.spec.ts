import { lockInStep } from './lock-step';
import { entry, lock } from './testing/lock-text-of';
import { crateToml, cratesOf, filesOf, manifestsOf, type Texts } from './testing/workspace-of';

function inStep(text: string, texts: Texts, root = '.', seen: Texts = texts): string {
  const workspace = {
    root,
    manifests: manifestsOf(seen),
    crates: cratesOf(seen),
    files: filesOf(texts),
  };
  return lockInStep(text, `${root}/Cargo.lock`, workspace);
}

const workspaceToml =
  '[workspace]\nmembers = ["apps/*", "libs/one"]\nexclude = ["apps/alone"]\n[workspace.package]\nversion = "3.0.0"\n[workspace.dependencies]\none = { path = "libs/one" }\nx = "1"\n';
const texts: Texts = {
  'Cargo.toml': workspaceToml,
  'apps/a/Cargo.toml': crateToml('a', '[dependencies]\none.workspace = true\nx.workspace = true\n'),
  'apps/alone/Cargo.toml': crateToml(
    'alone',
    '[dependencies]\none = { path = "../../libs/one" }\n',
  ),
  'libs/one/Cargo.toml': '[package]\nname = "one"\nversion.workspace = true\n',
};
const x = entry('x', '1.0.0');
const right = lock(entry('a', '0.1.0', ['one', 'x'], ''), entry('one', '3.0.0', [], ''), x);

test.each([
  ['a crate that is missing', lock(entry('one', '3.0.0', [], ''), x)],
  ['a version that was inherited', right.replace('3.0.0', '2.9.0')],
  [
    'a crate that is gone',
    lock(
      entry('a', '0.1.0', ['one', 'x'], ''),
      entry('gone', '0.1.0', [], ''),
      entry('one', '3.0.0', [], ''),
      x,
    ),
  ],
  ['nothing', right],
])('brings into step: %s', (_, text) => {
  expect(inStep(text, texts)).toBe(right);
});

test('a crate with a workspace of its own has its own lock', () => {
  const own = lock(entry('alone', '0.1.0', ['one'], ''), entry('one', '3.0.0', [], ''));
  expect(inStep(own, texts, 'apps/alone')).toBe(own);
  const stale = own.replace('version = "0.1.0"', 'version = "0.0.9"');
  expect(inStep(stale, texts, 'apps/alone')).toBe(own);
});

test.each<[string, Texts, Texts]>([
  ['below a folder of members', { 'apps/hidden/Cargo.toml': '' }, {}],
  ['that is named', {}, { 'libs/one/Cargo.toml': '' }],
])('a member that Nx does not see keeps its entry: one %s', (_, more, hidden) => {
  const seen = Object.fromEntries(Object.entries(texts).filter(([file]) => !(file in hidden)));
  const stale = right.replace('0.1.0', '0.0.9');
  expect(inStep(stale, { ...texts, ...more }, '.', seen)).toBe(stale);
});

test('members by a rule that is not judged here: only Cargo can tell', () => {
  const wide = { ...texts, 'Cargo.toml': workspaceToml.replace('apps/*', 'apps/**') };
  const stale = right.replace('0.1.0', '0.0.9');
  expect(inStep(stale, wide)).toBe(stale);
});
