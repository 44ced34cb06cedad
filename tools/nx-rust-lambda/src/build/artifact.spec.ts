import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readArtifact, recordPath, type ArtifactRecord, type ArtifactSpec } from './artifact';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'artifact-'))));
afterEach(() => rmSync(root, { recursive: true }));

const spec: ArtifactSpec = {
  bin: 'a',
  features: [],
  functions: ['A'],
  target: 'aarch64-unknown-linux-gnu.2.34',
  path: 'dist/apps/a/bootstrap',
};
const record: ArtifactRecord = {
  sha256: createHash('sha256').update('the program').digest('hex'),
  size: 11,
  target: spec.target,
  crate: 'echo',
  profile: 'release',
};

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('the record lies beside the folder, which holds nothing but the artifact', () => {
  expect(recordPath(spec.path)).toBe('dist/apps/a.artifact.json');
});

test('what the build wrote is read', async () => {
  write(spec.path, 'the program');
  write(recordPath(spec.path), JSON.stringify(record));
  expect(await readArtifact(root, spec)).toEqual({
    ...record,
    spec,
    file: join(root, spec.path),
    content: Buffer.from('the program'),
  });
});

test.each<[string, string | undefined, string | undefined, RegExp]>([
  ['nothing is there', undefined, undefined, /is missing; build it with/],
  ['its record is missing', 'the program', undefined, /is missing; build it with/],
  ['only its record is there', undefined, JSON.stringify(record), /is missing; build it with/],
  ['it was cut off', 'the prog', JSON.stringify(record), /is not what the build wrote/],
  ['its record says nothing', 'the program', 'null', /is not what the build wrote/],
  ['it was changed', 'another program', JSON.stringify(record), /is not what the build wrote/],
  [
    'it is for another machine',
    'the program',
    JSON.stringify({ ...record, target: 'host' }),
    /was built for host, not for aarch64-unknown-linux-gnu\.2\.34; build it again/,
  ],
  [
    'its record is cut off',
    'the program',
    '{"sha256":',
    /its record .* is not valid; build it again/,
  ],
])('refused, with its path: %s', async (_case, content, recorded, message) => {
  if (content !== undefined) write(spec.path, content);
  if (recorded !== undefined) write(recordPath(spec.path), recorded);
  const reading = readArtifact(root, spec);
  await expect(reading).rejects.toThrow(message);
  await expect(reading).rejects.toThrow(/^dist\/apps\/a\/bootstrap: /);
});
