import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arm64Words } from './run-arm64';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'arm64-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const own = '/lib/ld-linux-aarch64.so.1';
const cross = '/usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1';
const byCross = [cross, '--library-path', '/usr/aarch64-linux-gnu/lib'];
const qemu = 'qemu-aarch64-static';

test.each<[string, string, string, string[], string[], string[] | undefined]>([
  ['arm64 itself', 'linux', 'arm64', [], [own], []],
  ['a Mac, whose arm64 is another system', 'darwin', 'arm64', [qemu], [own], undefined],
  ['qemu and a glibc of its own', 'linux', 'x64', [qemu], [own, cross], [qemu]],
  ['qemu without the suffix', 'linux', 'x64', ['qemu-aarch64'], [own], ['qemu-aarch64']],
  ['qemu and the cross package', 'linux', 'x64', [qemu], [cross], [qemu, ...byCross]],
  ['qemu alone', 'linux', 'x64', [qemu], [], undefined],
  ['glibc alone', 'linux', 'x64', [], [own, cross], undefined],
])('%s', (_machine, platform, arch, programs, files, expected) => {
  for (const name of programs) {
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), 0o755);
  }
  const exists = (file: string) => files.includes(file);
  const words = arm64Words({ platform, arch, path: folder, exists });
  expect(words?.map((word) => word.replace(`${folder}/`, ''))).toEqual(expected);
});
