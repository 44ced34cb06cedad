import { parseCompiledUnit, parseDepInfo, parseScriptOutput } from './cargo-reads';

const target = '/w/target/debug';
const artifact = (id: string, kind: string, name: string, file: string) =>
  JSON.stringify({
    reason: 'compiler-artifact',
    package_id: id,
    manifest_path: '/w/libs/base/Cargo.toml',
    target: { kind: [kind], name },
    filenames: [file],
  });
const local = 'path+file:///w/libs/base#0.1.0';

test.each([
  [
    'a library',
    artifact(local, 'lib', 'base', `${target}/deps/libbase-1a.rlib`),
    { package: 'base 0.1.0', isLocal: true, depInfo: `${target}/deps/base-1a.d` },
  ],
  [
    'a package that is not called like its folder',
    artifact(
      'path+file:///w/libs/base#other@0.1.0',
      'lib',
      'other',
      `${target}/deps/libother-1a.rlib`,
    ),
    { package: 'other 0.1.0', isLocal: true, depInfo: `${target}/deps/other-1a.d` },
  ],
  [
    'a procedural macro of a registry',
    artifact(
      'registry+https://x#serde_derive@1.0.0',
      'proc-macro',
      'serde_derive',
      `${target}/deps/libserde_derive-1a.so`,
    ),
    { package: 'serde_derive 1.0.0', isLocal: false, depInfo: `${target}/deps/serde_derive-1a.d` },
  ],
  [
    'a build script',
    artifact(
      local,
      'custom-build',
      'build-script-build',
      `${target}/build/base-1a/build-script-build`,
    ),
    { depInfo: `${target}/build/base-1a/build_script_build-1a.d`, scriptOutput: undefined },
  ],
  [
    'the run of a build script',
    JSON.stringify({
      reason: 'build-script-executed',
      package_id: local,
      out_dir: `${target}/build/base-2b/out`,
    }),
    { root: undefined, depInfo: undefined, scriptOutput: `${target}/build/base-2b/output` },
  ],
  ['a bin', artifact(local, 'bin', 'base', `${target}/base`), { depInfo: undefined }],
])('the message of %s', (_case, line, expected) => {
  expect(parseCompiledUnit(line)).toMatchObject(expected);
});

test.each(['', 'Compiling', '{', '{"reason":"build-finished","success":true}'])(
  '%j is none',
  (line) => {
    expect(parseCompiledUnit(line)).toBeUndefined();
  },
);

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
