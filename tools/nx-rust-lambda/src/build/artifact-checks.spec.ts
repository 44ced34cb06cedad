import { refuseArtifact, warningsOf } from './artifact-checks';
import { elfOf } from './testing/elf-of';

const intel = 'x86_64-unknown-linux-gnu.2.26';
const arm = 'aarch64-unknown-linux-gnu.2.34';
const program = (machine: number, ...versions: string[]) =>
  elfOf({ machine, needs: { 'libc.so.6': versions, 'libgcc_s.so.1': ['GCC_99.0'] } });
const padded = (megabytes: number) =>
  Buffer.concat([elfOf({ machine: 183 }), Buffer.alloc(megabytes * 1024 * 1024 - 64)]);

test.each([
  ['as new as the runtime', program(62, 'GLIBC_2.2.5', 'GLIBC_2.26'), intel],
  ['a patch version', program(62, 'GLIBC_2.3.4'), intel],
  ['no number', program(62, 'GLIBC_PRIVATE'), intel],
  ['static', elfOf({ machine: 183 }), arm],
  ['just as much as Lambda takes', padded(250), arm],
  ["this machine's own", Buffer.from('Mach-O'), 'host'],
])('may ship: %s', (_case, content, target) => {
  expect(refuseArtifact(content, target)).toBeUndefined();
});

test.each([
  ['another machine', program(62), arm, /^was built for x86_64 where aarch64 was asked for; /],
  ['no program', Buffer.from('#!/bin/sh'), arm, /^was built for no machine that Lambda has where /],
  [
    'a newer glibc',
    program(62, 'GLIBC_2.28', 'GLIBC_2.30', 'GLIBC_2.9'),
    intel,
    /^needs glibc 2\.30 where the function's runtime has 2\.26; /,
  ],
  [
    'relative relocations',
    program(183, 'GLIBC_ABI_DT_RELR'),
    arm,
    /^needs glibc 2\.36 where .* 2\.34/,
  ],
  ['the next major version', program(183, 'GLIBC_3.0'), arm, /^needs glibc 3\.0 where .* 2\.34/],
  ['cut off', program(183, 'GLIBC_2.17').subarray(0, -2), arm, /^is cut off; /],
  ['cut off in its head', program(183).subarray(0, 40), arm, /^is cut off; /],
  ['too large', padded(251), arm, /^has 251 MB where Lambda takes 250 MB; /],
])('refused: %s', (_case, content, target, sentence) => {
  expect(refuseArtifact(content, target)).toMatch(sentence);
});

test.each<[what: string, content: Buffer, root: string, warnings: string[]]>([
  ['small', Buffer.from('x'), '/home/me/functions', []],
  ['200 MB', Buffer.alloc(200 * 1024 * 1024), '/home/me/functions', []],
  [
    '201 MB',
    Buffer.alloc(201 * 1024 * 1024),
    '/home/me/functions',
    ['has 201 MB of the 250 MB that Lambda takes together with its layers'],
  ],
  [
    'with its folder',
    Buffer.from('\0/home/me/functions/apps/a\0'),
    '/home/me/functions',
    [
      'holds the path /home/me/functions, so it is another one in another folder; look where env!("CARGO_MANIFEST_DIR") or env!("OUT_DIR") is used at run time',
    ],
  ],
  ['with a longer name', Buffer.from('/home/me/functions2/'), '/home/me/functions', []],
  ['with what may be a URL', Buffer.from('/app/users'), '/app', []],
])('warnings: %s', (_what, content, root, warnings) => {
  expect(warningsOf(content, root)).toEqual(warnings);
});
