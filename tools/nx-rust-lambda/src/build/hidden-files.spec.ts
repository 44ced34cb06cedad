/** With real git, and what Nx itself lists. */
import fc from 'fast-check';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { WorkspaceContext } from 'nx/src/native';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../process/run';
import { findHidden, seenByNx } from './hidden-files';
import { isNeverHashed } from './never-hashed';

let folder: string;
let root: string;
const askNx = () => seenByNx(root);
const git = (cwd: string, ...args: string[]) => run({ program: 'git', args, cwd });
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hidden-files-')));
  root = join(folder, 'root');
  mkdirSync(root);
  await git(root, 'init', '--quiet');
});
afterAll(() => rmSync(folder, { recursive: true }));

const paths = ['a/a.txt', 'a/b.txt', 'a/b/a.txt', 'b/a/b.txt', 'b/c.log', 'c.log'];

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

/** Those that Nx has. */
function listed(of: readonly string[] = paths): string[] {
  const context = new WorkspaceContext(root, mkdtempSync(join(folder, 'context-')));
  const all = new Set(context.allFileData().map(({ file }) => file));
  return of.filter((path) => all.has(path));
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
  ['nothing there yet', '', 'x.txt', 'b/new.txt', visible],
  ['nothing there yet, and git ignores it', '*.env', undefined, 'b/.env', 'b/.env'],
  ['nothing there yet, and .nxignore has it back', '*.env', '!b/.env', 'b/.env', visible],
  ['an empty folder', '', 'x.txt', 'empty', visible],
  ['a folder that git ignores', 'b/', undefined, 'b', 'b'],
])('%s', async (_what, gitignore, nxignore, path, at) => {
  lay(gitignore, nxignore);
  mkdirSync(join(root, 'empty'), { recursive: true });
  const hidden = await findHidden([...paths, path], root, run, askNx);
  expect(hidden.get(path)).toBe(at === undefined ? at : `!${at}`);
});

test('Nx is not asked where neither file can count', async () => {
  lay('*.log', undefined);
  // It would not know this one.
  const unknown = 'node_modules/a';
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, unknown), '');
  expect([...(await findHidden([unknown, 'c.log'], root, run, askNx)).keys()]).toEqual(['c.log']);
  expect((await findHidden([], root, run, askNx)).size).toBe(0);
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
  const hidden = await findHidden(['sub/x.txt', 'a/a.txt', 'c.log'], root, run, askNx);
  expect([...hidden.keys()]).toEqual(['c.log']);
});

test.each(['node_modules/a', '.git/HEAD', 'a/.git/x', '.nx/cache/x', '.yarn/cache/x'])(
  '%s is never hashed',
  (path) => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '', { flag: 'a' });
    const [name = ''] = path.split('/');
    lay('', `!${path}\n!${name}`);
    expect(isNeverHashed(path)).toBe(true);
    expect(listed([path])).toEqual([]);
  },
);

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
        const hidden = await findHidden(paths, root, run, askNx);
        expect(paths.filter((path) => !hidden.has(path))).toEqual(listed());
        text = [text, ...new Set(hidden.values())].join('\n');
      }
      lay(gitignore, text, nested);
      expect(listed()).toEqual(paths);
    }),
    { numRuns: 50 },
  );
});
