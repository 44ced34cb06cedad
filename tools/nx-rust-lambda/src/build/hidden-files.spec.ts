/** With real git, and what Nx itself lists. */
import fc from 'fast-check';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { WorkspaceContext } from 'nx/src/native';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../process/run';
import { findHidden } from './hidden-files';

let folder: string;
let root: string;
const git = (cwd: string, ...args: string[]) => run({ program: 'git', args, cwd });
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hidden-files-')));
  root = join(folder, 'root');
  mkdirSync(root);
  await git(root, 'init', '--quiet');
});
afterAll(() => rmSync(folder, { recursive: true }));

const paths = [
  'a/a.txt',
  'a/b.txt',
  'a/b/a.txt',
  'b/a/b.txt',
  'b/c.log',
  'c.log',
  'node_modules/a',
];

function lay(gitignore: string, nxignore: string | undefined, nested = ''): void {
  rmSync(join(root, '.nxignore'), { force: true });
  const files = { '.gitignore': gitignore, 'a/.gitignore': nested };
  const empty = Object.fromEntries(paths.map((path) => [path, '']));
  const own = nxignore === undefined ? {} : { '.nxignore': nxignore };
  for (const [path, text] of Object.entries({ ...empty, ...files, ...own })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** What Nx has of `paths`. */
function listed(): string[] {
  const context = new WorkspaceContext(root, mkdtempSync(join(folder, 'context-')));
  const all = new Set(context.allFileData().map(({ file }) => file));
  return paths.filter((path) => all.has(path));
}

const visible = undefined;
test.each<[what: string, gitignore: string, nxignore: string | undefined, path: string, string?]>([
  ['nothing', '', undefined, 'a/a.txt', visible],
  ['git ignores it', '*.log', undefined, 'b/c.log', 'b/c.log'],
  ['git ignores a folder of it', 'b/', undefined, 'b/a/b.txt', 'b'],
  ['git has it back', '*.txt\n!b.txt', undefined, 'b/a/b.txt', visible],
  ['.nxignore has it back', '*.log', '!b/c.log', 'b/c.log', visible],
  ['… but Nx does not enter the folder', 'b/', '!b/c.log', 'b/c.log', 'b'],
  ['.nxignore has the folder back', 'b/', '!b', 'b/a/b.txt', visible],
  ['… and git ignores what is in it', 'b/\n*.log', '!b', 'b/c.log', 'b/c.log'],
  ['.nxignore ignores it', '', 'a/*.txt', 'a/a.txt', 'a/a.txt'],
  ['.nxignore ignores a folder', '', 'b', 'b/a/b.txt', 'b'],
  ['Nx never looks there', '', '!node_modules', 'node_modules/a', 'node_modules'],
  ['a folder that git ignores', 'b/', undefined, 'b', 'b'],
])('%s', async (_what, gitignore, nxignore, path, at) => {
  lay(gitignore, nxignore);
  const hidden = await findHidden([...paths, path], root, run);
  expect(hidden.get(path)?.at).toBe(at);
  expect(hidden.get(path)?.canBeSeen).toBe(at === undefined ? at : at !== 'node_modules');
});

test('Nx is not asked where neither file can count', async () => {
  lay('*.log', undefined);
  rmSync(join(root, '.nx'), { recursive: true, force: true });
  const plain = ['a/a.txt', 'a/b.txt'];
  expect((await findHidden(plain, root, run)).size).toBe(0);
  expect((await findHidden([], root, run)).size).toBe(0);
  expect(existsSync(join(root, '.nx'))).toBe(false);
});

test('beside a submodule, of which git says nothing here', async () => {
  lay('*.log', undefined);
  const submodule = join(root, 'sub');
  mkdirSync(submodule);
  await git(submodule, 'init', '--quiet');
  writeFileSync(join(submodule, 'x.txt'), '');
  await git(submodule, 'add', 'x.txt');
  await git(submodule, '-c', 'user.name=x', '-c', 'user.email=x', 'commit', '--quiet', '-m', 'x');
  await git(root, 'add', 'sub');
  const hidden = await findHidden(['sub/x.txt', 'a/a.txt', 'c.log'], root, run);
  expect([...hidden.keys()]).toEqual(['c.log']);
});

const pattern = fc.constantFrom(
  'a',
  'a/',
  '/a',
  'b',
  'b/',
  'a/b',
  '*.txt',
  '*.log',
  'c.log',
  'a*',
  'b/**',
  '**/a.txt',
  '?.txt',
);
const patterns = fc
  .array(fc.tuple(fc.constantFrom('', '', '!'), pattern), { maxLength: 4 })
  .map((all) => all.map((words) => words.join('')).join('\n'));

test('for all patterns: what is not hidden is listed by Nx, and what is advised makes the rest so', async () => {
  await fc.assert(
    fc.asyncProperty(patterns, patterns, patterns, async (gitignore, nxignore, nested) => {
      let text = nxignore;
      for (let step = 0; step < 4; step++) {
        lay(gitignore, text, nested);
        const hidden = await findHidden(paths, root, run);
        expect(paths.filter((path) => !hidden.has(path))).toEqual(listed());
        const advice = [...hidden.values()].flatMap(({ at, canBeSeen }) =>
          canBeSeen ? [`!${at}`] : [],
        );
        text = [text, ...new Set(advice)].join('\n');
      }
      lay(gitignore, text, nested);
      expect(listed()).toEqual(paths.filter((path) => path !== 'node_modules/a'));
    }),
    { numRuns: 50 },
  );
});
