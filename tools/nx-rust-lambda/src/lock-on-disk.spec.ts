import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceLock } from './lock-on-disk';

const { CI } = process.env;
let root: string;
const lock = () => join(root, 'Cargo.lock');
const replace = (from = 'old', to = 'new') => replaceLock(root, lock(), from, to);

beforeEach(() => {
  delete process.env['CI'];
  root = mkdtempSync(join(tmpdir(), 'lock-on-disk-'));
  mkdirSync(join(root, '.git'));
  writeFileSync(lock(), 'old', { mode: 0o640 });
});
afterEach(() => {
  if (CI !== undefined) process.env['CI'] = CI;
  else delete process.env['CI'];
  chmodSync(root, 0o755);
  rmSync(root, { recursive: true });
});

test('replaces the whole file, keeps its mode and leaves nothing beside it', () => {
  chmodSync(lock(), 0o640);
  expect(replace()).toBe('new');
  expect(readFileSync(lock(), 'utf8')).toBe('new');
  expect(statSync(lock()).mode & 0o777).toBe(0o640);
  expect(readdirSync(root).sort()).toEqual(['.git', 'Cargo.lock']);
});

test('a link stays one', () => {
  writeFileSync(join(root, 'real.lock'), 'old');
  rmSync(lock());
  symlinkSync('real.lock', lock());
  expect(replace()).toBe('new');
  expect(readFileSync(join(root, 'real.lock'), 'utf8')).toBe('new');
});

test.each<[string, () => void, string]>([
  ['what somebody else has written', () => writeFileSync(lock(), 'newer'), 'newer'],
  ['what another graph has written', () => writeFileSync(lock(), 'new'), 'new'],
  ['on CI', () => (process.env['CI'] = 'true'), 'old'],
  ['while git writes', () => writeFileSync(join(root, '.git/index.lock'), ''), 'old'],
  [
    'while git writes to a worktree',
    () => {
      rmSync(join(root, '.git'), { recursive: true });
      mkdirSync(join(root, 'elsewhere'));
      writeFileSync(join(root, '.git'), 'gitdir: elsewhere\n');
      writeFileSync(join(root, 'elsewhere/index.lock'), '');
    },
    'old',
  ],
  [
    'in a folder where the new file cannot be made',
    () => mkdirSync(join(root, `Cargo.lock.${process.pid}.part`)),
    'old',
  ],
])('leaves the file alone: %s', (_, prepare, expected) => {
  prepare();
  expect(replace()).toBe(expected);
  expect(readFileSync(lock(), 'utf8')).toBe(expected);
});
