import type { Json } from '../../sam/sam-template';
import { archiveName, zipBootstrap } from './code-archive';
import { unchangedCode } from './deployed-code';

const sha256 = 'ab'.repeat(32);
const archive = zipBootstrap(Buffer.from('program'), 'stored');
const url = `s3://bucket/stored/${archiveName(sha256, archive)}`;
const code = new Map([['Echo', { sha256 }]]);

test.each<[string, Json, object | undefined]>([
  ['our upload', url, { url, sha256: archive.sha256 }],
  ["sam package's", 's3://bucket/prefix/0cc175b9c0f1b6a831c399e269772661', undefined],
  ['another program', url.replace('ab', 'cd'), undefined],
  ['a folder', 'apps/echo', undefined],
  ['bucket and key', { Bucket: 'bucket', Key: url.slice('s3://bucket/'.length) }, undefined],
])('%s', (_, codeUri, expected) => {
  const deployed = { Resources: { Echo: { Properties: { CodeUri: codeUri } } } };
  expect(unchangedCode(deployed, code)['Echo']).toEqual(expected);
});

test('nothing is deployed', () => expect(unchangedCode(undefined, code)).toEqual({}));
