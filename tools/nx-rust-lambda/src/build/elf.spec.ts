import fc from 'fast-check';
import { elfMachine, neededVersions } from './elf';
import { elfOf } from './testing/elf-of';

test.each([
  ['Graviton', elfOf({ machine: 183 }), 'aarch64'],
  ['Intel', elfOf({ machine: 62 }), 'x86_64'],
  ['RISC-V', elfOf({ machine: 243 }), 'machine 243'],
  ['32 bits', elfOf({ machine: 40, bits: 32 }), undefined],
  ['big-endian', elfOf({ machine: 183, bigEndian: true }), undefined],
  ['a Mach-O file', Buffer.from('cffaedfe0c000001000000000200000012000000', 'hex'), undefined],
  ['a script', Buffer.from('#!/bin/sh\nexec /usr/bin/true\n'), undefined],
  ['a file that was cut off', elfOf({ machine: 183 }).subarray(0, 19), undefined],
  ['nothing', Buffer.alloc(0), undefined],
])('%s', (_case, content, machine) => {
  expect(elfMachine(content)).toBe(machine);
});

const needs = {
  'libc.so.6': ['GLIBC_2.17', 'GLIBC_2.34'],
  'libgcc_s.so.1': ['GCC_3.0'],
  'libdl.so.2': ['GLIBC_2.17'],
};

test.each<[string, Parameters<typeof elfOf>[0], string[]]>([
  ['a dynamic program', { machine: 62, needs }, ['GCC_3.0', 'GLIBC_2.17', 'GLIBC_2.34']],
  ['a static one', { machine: 62 }, []],
  ['a dynamic one without versions', { machine: 183, needs: {} }, []],
])('what %s needs', (_case, of, versions) => {
  expect(neededVersions(elfOf(of))).toEqual(versions);
});

test('wherever a file is cut off, what it needs is not read wrongly', () => {
  const whole = elfOf({ machine: 62, needs });
  fc.assert(
    fc.property(fc.integer({ min: 20, max: whole.length - 1 }), (length) => {
      expect(neededVersions(whole.subarray(0, length))).toBeUndefined();
    }),
  );
});
