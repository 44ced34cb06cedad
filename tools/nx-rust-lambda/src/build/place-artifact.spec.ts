import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readArtifact, recordPath, type ArtifactSpec } from './artifact';
import type { CargoRun } from './build-plan';
import { placeArtifact } from './place-artifact';
import { elfOf } from './testing/elf-of';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'place-artifact-'))));
afterEach(() => rmSync(root, { recursive: true }));

const target = 'aarch64-unknown-linux-gnu.2.34';
const spec: ArtifactSpec = {
  bin: 'a',
  features: [],
  functions: [],
  target,
  path: 'dist/apps/a/bootstrap',
};
const artifact = { task: 'a:build', crate: 'a', spec };
const cargoRun: CargoRun = {
  cwd: '/',
  args: [],
  artifacts: [artifact],
  profile: 'release',
  target,
  needs: { cargoLambda: true, zig: true, triple: 'aarch64-unknown-linux-gnu' },
};
const arm = elfOf({ machine: 183 });

function write(path: string, content: Buffer | string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}
const place = () => placeArtifact(write('target/a', arm), artifact, cargoRun, root);

test('one whose placing was interrupted is never taken for a whole one', async () => {
  write(recordPath(spec.path), '{"sha256":"of the old one"}');
  // Where the new file should go there is a folder, so that placing stops half-way.
  write(`${spec.path}/in-the-way`, '');
  await expect(place()).rejects.toThrow(
    /^dist\/apps\/a\/bootstrap: cannot be written \(.*; mend it and build again$/,
  );
  expect(readdirSync(join(root, 'dist/apps/a'))).toEqual(['bootstrap']);
  expect(existsSync(join(root, recordPath(spec.path)))).toBe(false);
});

test('an older one is replaced with its record', async () => {
  write(spec.path, 'old');
  write(recordPath(spec.path), '{"sha256":"of the old one"}');
  await place();
  expect(await readArtifact(root, spec)).toMatchObject({ content: arm, size: arm.length });
});
