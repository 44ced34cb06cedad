import { elfMachine } from './elf';
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
