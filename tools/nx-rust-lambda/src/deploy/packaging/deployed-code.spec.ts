import type { Json } from '../../sam/sam-template';
import { unchangedCode } from './deployed-code';

const code = new Map([['Echo', { objectNames: ['aa.zip', 'bb'] }]]);

test.each<[string, Json, string | undefined]>([
  ['our upload', 's3://bucket/stored/aa.zip', 's3://bucket/stored/aa.zip'],
  ["sam package's", 's3://bucket/prefix/bb', 's3://bucket/prefix/bb'],
  ['other code', 's3://bucket/cc', undefined],
  ['a name that only ends alike', 's3://bucket/xaa.zip', undefined],
  ['a folder', 'apps/aa.zip', undefined],
  ['bucket and key', { Bucket: 'b', Key: 'aa.zip' }, undefined],
])('%s', (_, codeUri, expected) => {
  const deployed = { Resources: { Echo: { Properties: { CodeUri: codeUri } } } };
  expect(unchangedCode(deployed, code)['Echo']).toBe(expected);
});

test('nothing is deployed', () => expect(unchangedCode(undefined, code)).toEqual({}));
