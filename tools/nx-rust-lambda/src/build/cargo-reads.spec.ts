import { parseDepInfo, parseScriptOutput } from './cargo-reads';

test('rustc writes files as a makefile has them, and variables as comments', () => {
  const text = [
    '/w/target/debug/deps/a-1.d: apps/a/main.rs apps/a/with\\ space.txt',
    '',
    '/w/target/debug/deps/a-1: apps/a/main.rs apps/a/with\\ space.txt',
    '',
    'apps/a/main.rs:',
    '',
    '# env-dep:GREETING=h\\ni: there',
    '# env-dep:UNSET',
    '',
  ].join('\n');
  expect(parseDepInfo(text)).toEqual({
    files: ['apps/a/main.rs', 'apps/a/with space.txt'],
    variables: ['GREETING', 'UNSET'],
    ownVariables: [],
  });
});

test('a build script speaks with one colon or two', () => {
  const text =
    'cargo:rerun-if-changed=a.txt\ncargo::rerun-if-changed=../b\ncargo:rerun-if-env-changed=CC\nnoise\ncargo::rustc-env=KEY=1=2\n';
  expect(parseScriptOutput(text)).toEqual({
    files: ['a.txt', '../b'],
    variables: ['CC'],
    ownVariables: ['KEY'],
  });
});
