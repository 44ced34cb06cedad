/** For specs: the first bytes of an ELF file. */
export interface ElfHeader {
  /** e_machine: 62 is x86_64, 183 aarch64. */
  readonly machine: number;
  readonly bits?: 32 | 64;
  readonly bigEndian?: boolean;
}

export function elfOf({ machine, bits = 64, bigEndian = false }: ElfHeader): Buffer {
  const header = Buffer.alloc(64);
  header.write('\x7fELF', 'latin1');
  header[4] = bits / 32;
  header[5] = bigEndian ? 2 : 1;
  if (bigEndian) header.writeUInt16BE(machine, 18);
  else header.writeUInt16LE(machine, 18);
  return header;
}
