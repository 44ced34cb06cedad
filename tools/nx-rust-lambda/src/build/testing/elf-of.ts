/** For specs: an ELF file with what is read of it. */
export interface ElfContent {
  /** e_machine: 62 is x86_64, 183 aarch64. */
  readonly machine: number;
  readonly bits?: 32 | 64;
  readonly bigEndian?: boolean;
  /** Libraries with the versions that are needed of them; a static program without it. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
}

const headerSize = 64;
const segmentSize = 56;
/** Where the file is loaded. */
const base = 0x200000;

export function elfOf({ machine, bits = 64, bigEndian = false, needs }: ElfContent): Buffer {
  const header = Buffer.alloc(headerSize);
  header.write('\x7fELF', 'latin1');
  header[4] = bits / 32;
  header[5] = bigEndian ? 2 : 1;
  if (bigEndian) header.writeUInt16BE(machine, 18);
  else header.writeUInt16LE(machine, 18);
  if (!needs) return header;
  const dynamicAt = headerSize + 2 * segmentSize;
  const needsAt = dynamicAt + 4 * 16;
  const { table, strings } = versionNeeds(needs);
  const stringsAt = needsAt + table.length;
  header.writeBigUInt64LE(BigInt(headerSize), 32);
  header.writeUInt16LE(segmentSize, 54);
  header.writeUInt16LE(2, 56);
  const dynamic = [
    [5, base + stringsAt],
    [0x6ffffffe, base + needsAt],
    [0x6fffffff, Object.keys(needs).length],
    [0, 0],
  ].flat();
  return Buffer.concat([
    header,
    segment(1, 0, stringsAt + strings.length),
    segment(2, dynamicAt, 4 * 16),
    Buffer.from(new BigUint64Array(dynamic.map(BigInt)).buffer),
    table,
    strings,
  ]);
}

function segment(type: number, offset: number, size: number): Buffer {
  const bytes = Buffer.alloc(segmentSize);
  bytes.writeUInt32LE(type);
  bytes.writeBigUInt64LE(BigInt(offset), 8);
  bytes.writeBigUInt64LE(BigInt(base + offset), 16);
  bytes.writeBigUInt64LE(BigInt(size), 32);
  return bytes;
}

function versionNeeds(needs: Readonly<Record<string, readonly string[]>>) {
  let strings = '\0';
  const place = (text: string) => {
    strings += `${text}\0`;
    return strings.length - text.length - 1;
  };
  const tables = Object.entries(needs).map(([library, versions]) => {
    const bytes = Buffer.alloc(16 * (versions.length + 1));
    bytes.writeUInt16LE(1, 0);
    bytes.writeUInt16LE(versions.length, 2);
    bytes.writeUInt32LE(place(library), 4);
    bytes.writeUInt32LE(16, 8);
    bytes.writeUInt32LE(bytes.length, 12);
    versions.forEach((version, index) => {
      bytes.writeUInt32LE(place(version), 16 * (index + 1) + 8);
      bytes.writeUInt32LE(16, 16 * (index + 1) + 12);
    });
    return bytes;
  });
  return { table: Buffer.concat(tables), strings: Buffer.from(strings, 'latin1') };
}
