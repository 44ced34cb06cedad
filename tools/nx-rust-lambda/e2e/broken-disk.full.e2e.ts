/** A disk that is full or read-only: a sentence, and once it is mended the next build is right. Mounts a small tmpfs. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../src/process/run';
import { TinyWorkspace } from './tiny-workspace';

let workspace: TinyWorkspace;
let disk: string;

beforeAll(async () => {
  workspace = new TinyWorkspace(['a', 'b']);
  disk = join(workspace.parent, 'disk');
  mkdirSync(disk);
  await asRoot('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk);
  process.env['CARGO_TARGET_DIR'] = join(disk, 'target');
});
afterAll(async () => {
  delete process.env['CARGO_TARGET_DIR'];
  await asRoot('umount', disk);
  workspace.dispose();
});

async function asRoot(...words: string[]): Promise<void> {
  const [program = '', ...args] = process.getuid?.() === 0 ? words : ['sudo', '-n', ...words];
  expect(await run({ program, args, cwd: '/' })).toMatchObject({ code: 0 });
}
const remount = (options: string) => asRoot('mount', '-o', `remount,${options}`, disk);
const change = (word: string) =>
  workspace.write('apps/a/src/main.rs', `fn main() {\n    println!("${word}");\n}\n`);

test.each([16, 64, 256, 512])('full at %i kB, then mended', async (size) => {
  change(`size ${size}`);
  await remount(`size=${size}k`);
  const said = await workspace.build();
  expect(Object.values(said).join('')).toContain(
    'no space is left on the disk; free some (cargo clean does) and build again',
  );
  // One of the two may still have found room.
  if (said['a'] === undefined) expect(await workspace.says('a')).toBe(`size ${size}`);
  await remount('size=64m');
  expect(await workspace.build()).toEqual({ a: undefined, b: undefined });
  expect(await workspace.says('a')).toBe(`size ${size}`);
  await run({ program: 'rm', args: ['-r', join(disk, 'target')], cwd: '/' });
});

test('read-only, then mended', async () => {
  change('read-only');
  await remount('size=64m,ro');
  expect((await workspace.build())['a']).toContain('the disk is read-only; set CARGO_TARGET_DIR');
  await remount('rw');
  expect(await workspace.build()).toEqual({ a: undefined, b: undefined });
  expect(await workspace.says('a')).toBe('read-only');
});
