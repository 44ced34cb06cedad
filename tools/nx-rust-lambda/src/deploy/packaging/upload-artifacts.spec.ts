import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsClients } from '../../aws/clients';
import { archiveName, zipBootstrap, type ArchiveForm } from './code-archive';
import { uploadArtifacts, type Code } from './upload-artifacts';

interface Sent {
  readonly input: Readonly<Record<string, unknown>> & { readonly Key: string };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'upload-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const program = (name: string) => Buffer.from(`program ${name}`);
const digest = (name: string) => createHash('sha256').update(program(name)).digest('hex');
const nameOf = (name: string, form: ArchiveForm = 'deflated') =>
  archiveName(digest(name), zipBootstrap(program(name), form));
const checksum = (name: string, form: ArchiveForm = 'deflated') =>
  zipBootstrap(program(name), form).sha256;

function artifact(name: string): Code {
  const file = join(folder, name);
  writeFileSync(file, program(name));
  return { sha256: digest(name), file, size: 1_300_000, target: 'host' };
}

/** An S3 with objects by key, of which it knows the checksum or does not; uploads take milliseconds. */
function s3With(there: Readonly<Record<string, string | undefined>>) {
  const sent: Sent['input'][] = [];
  const asked: Sent['input'][] = [];
  let now = 0;
  let most = 0;
  const send = async (command: Sent): Promise<object> => {
    const { input } = command;
    if (command.constructor.name === 'HeadObjectCommand') {
      asked.push(input);
      if (input.Key in there) return { ChecksumSHA256: there[input.Key] };
      throw Object.assign(new Error('none'), {
        name: 'NotFound',
        $metadata: { httpStatusCode: 404 },
      });
    }
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    now -= 1;
    sent.push(input);
    return {};
  };
  const target = { kind: 'account', region: 'x', profile: undefined, endpoint: undefined };
  return {
    clients: { target, s3: { send } } as unknown as AwsClients,
    sent,
    asked,
    most: () => most,
  };
}

interface Upload {
  readonly there?: Parameters<typeof s3With>[0];
  readonly kmsKeyId?: string;
  readonly prefix?: string;
  readonly form?: ArchiveForm;
}

const upload = (names: readonly string[], more: Upload = {}) =>
  uploadOf(new Map(names.map((name, at) => [`F${at}`, artifact(name)])), more);

async function uploadOf(code: ReadonlyMap<string, Code>, more: Upload = {}) {
  const { there = {}, kmsKeyId, prefix, form = 'deflated' } = more;
  const s3 = s3With(there);
  const lines: string[] = [];
  const uploaded = await uploadArtifacts(
    {
      clients: s3.clients,
      bucket: { name: 'b', owner: '123456789012' },
      prefix,
      form,
      kmsKeyId,
      report: (line) => lines.push(line),
    },
    code,
  );
  return { ...s3, lines, uploaded };
}

test('each artifact is sent once, side by side, and said so', async () => {
  const { sent, most, lines, uploaded } = await upload(['a', 'b', 'c', 'd', 'a']);
  expect(sent.map(({ Key }) => Key).sort()).toEqual(
    ['a', 'b', 'c', 'd'].map((name) => nameOf(name)).sort(),
  );
  expect(most()).toBeGreaterThan(1);
  expect(lines).toEqual(['uploading to s3://b', 'uploaded 4 artifacts, 0.0 MB']);
  expect([...uploaded]).toEqual(
    ['a', 'b', 'c', 'd', 'a'].map((name, at) => [
      `F${at}`,
      { url: `s3://b/${nameOf(name)}`, sha256: checksum(name) },
    ]),
  );
});

test('what is sent is the archive with its checksum, to a bucket of the account alone', async () => {
  const { sent, asked } = await upload(['a'], { prefix: 'functions' });
  const { bytes, sha256 } = zipBootstrap(program('a'), 'deflated');
  const place = {
    Bucket: 'b',
    Key: `functions/${nameOf('a')}`,
    ExpectedBucketOwner: '123456789012',
  };
  expect(asked).toEqual([{ ...place, ChecksumMode: 'ENABLED' }]);
  expect(sent).toEqual([
    { ...place, Body: bytes, ChecksumSHA256: sha256, ServerSideEncryption: 'AES256' },
  ]);
});

test('what is proved to be there already is neither sent nor mentioned', async () => {
  const { sent, lines, uploaded } = await upload(['a'], {
    there: { [nameOf('a')]: checksum('a') },
  });
  expect(sent).toEqual([]);
  expect(lines).toEqual([]);
  expect(uploaded.get('F0')).toEqual({ url: `s3://b/${nameOf('a')}`, sha256: checksum('a') });
});

test.each<[string, string | undefined]>([
  ['another content', checksum('evil')],
  ['the same program in another form', checksum('a', 'stored')],
  ['parts', `${checksum('a')}-1`],
  ['nobody knows what', undefined],
])('an object under the right name with %s is replaced', async (_, there) => {
  const { sent, lines } = await upload(['a'], { there: { [nameOf('a')]: there } });
  expect(sent).toMatchObject([{ Key: nameOf('a'), ChecksumSHA256: checksum('a') }]);
  expect(lines.filter((line) => line.includes('something else'))).toEqual(
    there === undefined ? [] : [`s3://b/${nameOf('a')} holds something else; replacing it`],
  );
});

test.each<[string, () => void]>([
  ['replaced', () => writeFileSync(join(folder, 'a'), 'evil')],
  ['cut off', () => writeFileSync(join(folder, 'a'), program('a').subarray(1))],
  ['removed', () => unlinkSync(join(folder, 'a'))],
])('a file that was %s after it was checked is not sent', async (_, change) => {
  const code = new Map([['F0', artifact('a')]]);
  change();
  await expect(uploadOf(code)).rejects.toThrow(
    /\/a: was replaced or removed after this deploy had checked it; the stack was not changed/,
  );
});

test.each([
  [undefined, { ServerSideEncryption: 'AES256' }],
  ['key', { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key' }],
])('with KMS key %s', async (kmsKeyId, expected) => {
  const { sent } = await upload(['a'], { kmsKeyId });
  expect(sent).toMatchObject([expected]);
});

test('a long upload says how far it is', async () => {
  let time = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => (time += 600));
  const { lines } = await upload(['a', 'b', 'c']);
  jest.restoreAllMocks();
  expect(lines.map((line) => line.replace(/, 0.0 MB/, ''))).toEqual([
    'uploading to s3://b',
    'uploaded 2 artifacts',
    'uploaded 3 artifacts',
  ]);
});

test('what has to be read anew has another name for the same archive', async () => {
  const code = new Map([['F0', { ...artifact('a'), again: 'x1' }]]);
  const { sent, uploaded } = await uploadOf(code, { there: { [nameOf('a')]: checksum('a') } });
  expect(sent).toMatchObject([{ Key: nameOf('a').replace('.zip', '.x1.zip') }]);
  expect(uploaded.get('F0')).toMatchObject({ sha256: checksum('a') });
});
