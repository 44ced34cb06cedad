import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsClients } from '../../aws/clients';
import { zipBootstrap } from './code-archive';
import { samKeyOf, uploadArtifacts, type Code } from './upload-artifacts';

interface Sent {
  readonly input: { readonly Key: string; readonly ServerSideEncryption?: string };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upload-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function artifact(name: string): Code {
  const file = join(folder, name);
  writeFileSync(file, `program ${name}`);
  return { sha256: name, file, size: 1_300_000, objectNames: [], target: 'host' };
}

/** An S3 that has these keys; every upload takes some milliseconds. */
function s3With(there: readonly string[]) {
  const sent: Sent['input'][] = [];
  let now = 0;
  let most = 0;
  const send = async (command: Sent): Promise<object> => {
    if (command.constructor.name === 'HeadObjectCommand') {
      if (there.includes(command.input.Key)) return {};
      throw Object.assign(new Error('none'), { name: 'NotFound' });
    }
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    now -= 1;
    sent.push(command.input);
    return {};
  };
  const target = { kind: 'account', region: 'x', profile: undefined, endpoint: undefined };
  return {
    clients: { target, s3: { send } } as unknown as AwsClients,
    sent,
    most: () => most,
  };
}

async function upload(there: readonly string[], code: ReadonlyMap<string, Code>, kms?: string) {
  const s3 = s3With(there);
  const lines: string[] = [];
  const urls = await uploadArtifacts(
    {
      clients: s3.clients,
      bucket: 'b',
      keyOf: ({ sha256 }) => sha256,
      kmsKeyId: kms,
      report: (line) => lines.push(line),
    },
    code,
  );
  return { ...s3, lines, urls };
}

test('each artifact is sent once, side by side, and said so', async () => {
  const names = ['a', 'b', 'c', 'd'];
  const code = new Map(names.map((name) => [`F${name}`, artifact(name)]));
  code.set('Twin', artifact('a'));
  const { sent, most, lines, urls } = await upload([], code);
  expect(sent.map(({ Key }) => Key).sort()).toEqual(names);
  expect(most()).toBeGreaterThan(1);
  expect(lines).toEqual(['uploading 4 artifacts, 5.2 MB']);
  expect(urls).toMatchObject({ Fa: 's3://b/a', Twin: 's3://b/a', Fd: 's3://b/d' });
});

test('what is there already is neither sent nor mentioned', async () => {
  const { sent, lines, urls } = await upload(['a'], new Map([['Fa', artifact('a')]]));
  expect(sent).toEqual([]);
  expect(lines).toEqual([]);
  expect(urls).toEqual({ Fa: 's3://b/a' });
});

test.each([
  [undefined, { ServerSideEncryption: 'AES256' }],
  ['key', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key' }],
])('with KMS key %s', async (kms, expected) => {
  const { sent } = await upload([], new Map([['Fa', artifact('a')]]), kms);
  expect(sent).toMatchObject([expected]);
});

test('a long upload says how far it is', async () => {
  const code = new Map(['a', 'b', 'c'].map((name) => [`F${name}`, artifact(name)]));
  let time = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => (time += 600));
  const { lines } = await upload([], code);
  jest.restoreAllMocks();
  expect(lines).toEqual(['uploading 3 artifacts, 3.9 MB', 'uploaded 2 of 3']);
});

// samcli/lib/package/s3_uploader.py, upload_with_dedup: prefix, then the file's MD5.
test('the key is the one that sam package gives the same archive', async () => {
  const code = artifact('a');
  const md5 = createHash('md5')
    .update(zipBootstrap(Buffer.from('program a')))
    .digest('hex');
  expect(await samKeyOf(code, undefined)).toBe(md5);
  expect(await samKeyOf(code, 'stack')).toBe(`stack/${md5}`);
});
