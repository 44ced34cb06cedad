import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageId, type Lockfile } from './cargo/lockfile';
import { locked, member } from './cargo/testing/lock-of';
import { metadataOf, published } from './cargo/testing/metadata-of';
import { missingFeatures, readFeatures, type FeatureContext } from './features-on-disk';
import type { RunResult } from './process/run';

const { CI } = process.env;
let root: string;
beforeEach(() => {
  delete process.env['CI'];
  root = mkdtempSync(join(tmpdir(), 'features-on-disk-'));
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'bin/cargo'), '');
  chmodSync(join(root, 'bin/cargo'), 0o755);
});
afterEach(() => {
  if (CI !== undefined) process.env['CI'] = CI;
  else delete process.env['CI'];
  rmSync(root, { recursive: true });
});

const [serde, libc] = [locked('serde', '1.0.0'), locked('libc', '0.2.1')];
const lock: Lockfile = {
  file: 'Cargo.lock',
  packages: [member('a', []), member('b', []), serde, libc],
};
const updated: Lockfile = { ...lock, packages: [...lock.packages, locked('uuid', '1.0.0')] };
const recordFile = () => join(root, 'Cargo.features.lock');

const exited = (code: number, stdout = '', stderr = ''): RunResult => ({
  type: 'exited',
  code,
  stdout,
  stderr,
});
const told = exited(0, metadataOf(published(serde), published(libc)));
const notUnpacked = exited(
  101,
  '',
  'attempting to make an HTTP request, but --offline was specified',
);
const noNetwork = exited(101, '', "Couldn't resolve host: static.crates.io");
const staleLock = exited(101, '', 'cannot update the lock file /w/Cargo.lock because --locked');

/** Answers in turn, and a list of how cargo was asked. */
function cargo(...answers: RunResult[]) {
  const asked: string[] = [];
  const context: FeatureContext = {
    root,
    path: join(root, 'bin'),
    run: async ({ args }) => {
      asked.push(args.includes('--offline') ? 'offline' : 'online');
      return answers.shift() ?? { type: 'spawn-failed', reason: 'asked too often' };
    },
  };
  return { asked, context };
}
const known = async (of: Lockfile, context: FeatureContext) =>
  [...(await readFeatures(of, context)).keys()].map((id) => id.split(' ')[0]).sort();

test('cargo is asked once, and then what it said stands in the record', async () => {
  const { asked, context } = cargo(told);
  expect(await known(lock, context)).toEqual(['libc', 'serde']);
  const text = readFileSync(recordFile(), 'utf8');
  expect(await known(lock, context)).toEqual(['libc', 'serde']);
  rmSync(join(root, '.nx'), { recursive: true });
  expect(await known(lock, context)).toEqual(['libc', 'serde']);
  expect(readFileSync(recordFile(), 'utf8')).toBe(text);
  expect(asked).toEqual(['offline']);
});

test.each<[string, RunResult[], string[]]>([
  ['what is not unpacked is downloaded', [notUnpacked, told], ['libc', 'serde']],
  ['without a network nothing is known', [notUnpacked, noNetwork], []],
  ['a download that takes too long', [notUnpacked, { type: 'killed', signal: 'SIGTERM' }], []],
])('%s; cargo is asked once for one lock', async (_case, answers, expected) => {
  const { asked, context } = cargo(...answers);
  expect(await known(lock, context)).toEqual(expected);
  expect(await known(lock, context)).toEqual(expected);
  expect(asked).toEqual(['offline', 'online']);
  expect(existsSync(recordFile())).toBe(expected.length > 0);
});

test('another lock is another question, and what the record has stays known', async () => {
  const { asked, context } = cargo(told, notUnpacked, noNetwork);
  await readFeatures(lock, context);
  expect(await known(updated, context)).toEqual(['libc', 'serde']);
  expect(asked).toEqual(['offline', 'offline', 'online']);
});

test('a mistake in a manifest costs no network, and is asked about again once it is mended', async () => {
  const { asked, context } = cargo(staleLock, told);
  expect(await known(lock, context)).toEqual([]);
  expect(await known(lock, context)).toEqual(['libc', 'serde']);
  expect(asked).toEqual(['offline', 'offline']);
});

test('where the tree may not be written to, the answer is kept beside it', async () => {
  const { asked, context } = cargo(told);
  process.env['CI'] = 'true';
  expect(await known(lock, context)).toEqual(['libc', 'serde']);
  expect(await known(lock, context)).toEqual(['libc', 'serde']);
  expect(existsSync(recordFile())).toBe(false);
  expect(asked).toEqual(['offline']);
});

test('without cargo nothing is known, and nothing fails', async () => {
  const { asked, context } = cargo(told);
  const without = { ...context, path: join(root, 'empty') };
  expect(await known(lock, without)).toEqual([]);
  await expect(missingFeatures(lock, without)).rejects.toThrow(
    'Cargo.features.lock: cannot be brought up to date: cargo was not found on PATH',
  );
  expect(asked).toEqual([]);
});

test('what is no longer locked is taken out, without cargo', async () => {
  const { asked, context } = cargo(told);
  await readFeatures(lock, context);
  const less = { ...lock, packages: lock.packages.filter((entry) => entry !== serde) };
  expect(await known(less, context)).toEqual(['libc']);
  expect(readFileSync(recordFile(), 'utf8')).not.toContain('serde');
  const alone = { ...lock, packages: [member('a', []), serde] };
  await readFeatures(alone, context);
  expect(existsSync(recordFile())).toBe(false);
  expect(asked).toEqual(['offline']);
});

test('while git writes files, the record is not touched', async () => {
  mkdirSync(join(root, '.git'));
  writeFileSync(join(root, '.git/index.lock'), '');
  await readFeatures(lock, cargo(told).context);
  expect(existsSync(recordFile())).toBe(false);
});

test('a folder that cannot be written to only costs the question again', async () => {
  writeFileSync(join(root, '.nx'), 'a file');
  mkdirSync(recordFile());
  const { asked, context } = cargo(told, told);
  for (const _ of [1, 2]) {
    const features = (await readFeatures(lock, context)).get(packageId(serde));
    expect(features?.digest).toMatch(/^\w{32}$/);
  }
  expect(asked).toEqual(['offline', 'offline']);
});

test('what is missing is asked for again when it is wanted, after a while', async () => {
  const { asked, context } = cargo(notUnpacked, noNetwork, told);
  await readFeatures(lock, context);
  await expect(missingFeatures(lock, context)).rejects.toThrow(
    "Cargo.features.lock: cannot be brought up to date: Couldn't resolve host: static.crates.io",
  );
  const [answer = ''] = readdirSync(join(root, '.nx/rust-features'));
  const before = new Date(Date.now() - 31_000);
  utimesSync(join(root, '.nx/rust-features', answer), before, before);
  const text = await missingFeatures(lock, context);
  expect(text).toContain('\nserde 1.0.0 ');
  writeFileSync(recordFile(), text ?? '');
  expect(await missingFeatures(lock, context)).toBeUndefined();
  expect(asked).toEqual(['offline', 'online', 'offline']);
});
