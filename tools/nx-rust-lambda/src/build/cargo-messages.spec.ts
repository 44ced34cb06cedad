import { parseCompiledBin, parseCompiledUnit, parseDiagnostic } from './cargo-messages';

// As cargo wrote them for crate with a build script, a library and a bin.
const rest = (kind: string, name: string) =>
  `"package_id":"path+file:///w/apps/good#0.1.0","manifest_path":"/w/apps/good/Cargo.toml","target":{"kind":["${kind}"],"crate_types":["${kind}"],"name":"${name}","src_path":"/w/apps/good/main.rs","edition":"2024","doc":true,"doctest":false,"test":true},"profile":{"opt_level":"0","debuginfo":2,"debug_assertions":true,"overflow_checks":true,"test":false},"features":[]`;
const artifact = (kind: string, name: string, executable: string | null) =>
  `{"reason":"compiler-artifact",${rest(kind, name)},"filenames":["/w/target/debug/${name}"],"executable":${JSON.stringify(executable)},"fresh":false}`;

test.each([
  [
    'a bin',
    artifact('bin', 'good', '/w/target/debug/good'),
    { bin: 'good', executable: '/w/target/debug/good' },
  ],
  ['a library', artifact('lib', 'good', null), undefined],
  ['a build script', artifact('custom-build', 'build-script-build', null), undefined],
  ['an example', artifact('example', 'good', '/w/target/debug/examples/good'), undefined],
  ['a bin that was only checked', artifact('bin', 'good', null), undefined],
  ['the end', '{"reason":"build-finished","success":false}', undefined],
  [
    'a run build script',
    '{"reason":"build-script-executed","package_id":"path+file:///w#0.1.0","linked_libs":[],"linked_paths":[],"cfgs":[],"env":[],"out_dir":"/w/out"}',
    undefined,
  ],
  ['what a build script printed', '{ not json', undefined],
  ['another text', 'warning: unused', undefined],
  ['an empty line', '', undefined],
])('%s', (_case, line, expected) => {
  expect(parseCompiledBin(line)).toEqual(expected);
});

const message = (kind: string, level: string, rendered: string | null) =>
  `{"reason":"compiler-message",${rest(kind, 'good')},"message":{"rendered":${JSON.stringify(rendered)},"level":"${level}","message":"unused"}}`;
const said = { package: 'good 0.1.0', bin: 'good', isWarning: true, by: 'rustc', text: 'W\n\n' };

test.each([
  ['a warning of a bin', message('bin', 'warning', 'W\n'), said],
  [
    'an error of a library',
    message('lib', 'error', 'E\n\n'),
    { ...said, bin: undefined, isWarning: false, text: 'E\n\n' },
  ],
  ['a message without a text', message('bin', 'error', null), undefined],
  ['a compiled bin', artifact('bin', 'good', '/w/target/debug/good'), undefined],
  ['what a build script printed', '{ not json', undefined],
])('what rustc says: %s', (_case, line, expected) => {
  expect(parseDiagnostic(line)).toEqual(expected);
});

const target = '/w/target/debug';
const unitArtifact = (id: string, kind: string, name: string, file: string) =>
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
    unitArtifact(local, 'lib', 'base', `${target}/deps/libbase-1a.rlib`),
    { package: 'base 0.1.0', isLocal: true, depInfo: `${target}/deps/base-1a.d` },
  ],
  [
    'a package that is not called like its folder',
    unitArtifact(
      'path+file:///w/libs/base#other@0.1.0',
      'lib',
      'other',
      `${target}/deps/libother-1a.rlib`,
    ),
    { package: 'other 0.1.0', isLocal: true, depInfo: `${target}/deps/other-1a.d` },
  ],
  [
    'a procedural macro of a registry',
    unitArtifact(
      'registry+https://x#serde_derive@1.0.0',
      'proc-macro',
      'serde_derive',
      `${target}/deps/libserde_derive-1a.so`,
    ),
    { package: 'serde_derive 1.0.0', isLocal: false, depInfo: `${target}/deps/serde_derive-1a.d` },
  ],
  [
    'a build script',
    unitArtifact(
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
  ['a bin', unitArtifact(local, 'bin', 'base', `${target}/base`), { depInfo: undefined }],
])('the message of %s', (_case, line, expected) => {
  expect(parseCompiledUnit(line)).toMatchObject(expected);
});

test.each(['', 'Compiling', '{', '{"reason":"build-finished","success":true}'])(
  '%j is none',
  (line) => {
    expect(parseCompiledUnit(line)).toBeUndefined();
  },
);
