/**
 * Knows of an ELF file which machine it is for, and which versions of glibc's functions it needs.
 * https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
 */

/** e_machine values of the ELF header. */
const machines: Readonly<Record<number, string>> = { 62: 'x86_64', 183: 'aarch64' };

/** `x86_64`, `aarch64`, another machine's number, or undefined if it is no 64-bit little-endian ELF. */
export function elfMachine(content: Buffer): string | undefined {
  const isElf = content.length >= 20 && content.readUInt32BE(0) === 0x7f454c46;
  if (!isElf || content[4] !== 2 || content[5] !== 1) return undefined;
  const machine = content.readUInt16LE(18);
  return machines[machine] ?? `machine ${machine}`;
}

const loadSegment = 1;
const dynamicSegment = 2;
const tag = { end: 0, stringTable: 5, versionNeeds: 0x6ffffffe, versionNeedCount: 0x6fffffff };

/**
 * `GLIBC_2.34` and all others that the dynamic linker asks the system's libraries for; empty for a static
 * program; undefined if the file is cut off. Only for a file that `elfMachine` knows.
 */
export function neededVersions(content: Buffer): readonly string[] | undefined {
  try {
    return readVersionNeeds(content);
  } catch (error) {
    // What Buffer throws for an offset past its end.
    if ((error as Error).name === 'RangeError') return undefined;
    throw error;
  }
}

function readVersionNeeds(content: Buffer): readonly string[] {
  const segments = programHeaders(content);
  const dynamic = segments.find(({ type }) => type === dynamicSegment);
  if (!dynamic) return [];
  const entries = dynamicEntries(content, dynamic);
  const address = entries.get(tag.versionNeeds);
  const strings = entries.get(tag.stringTable);
  if (address === undefined || strings === undefined) return [];
  const offsetOf = (virtual: number) => fileOffset(virtual, segments);
  const stringTable = offsetOf(strings);
  const versions = new Set<string>();
  let need = offsetOf(address);
  for (let count = entries.get(tag.versionNeedCount) ?? 0; count > 0; count--) {
    // vn_cnt, vn_aux and vn_next of Elf64_Verneed; vna_name and vna_next of Elf64_Vernaux.
    let auxiliary = need + content.readUInt32LE(need + 8);
    for (let left = content.readUInt16LE(need + 2); left > 0; left--) {
      versions.add(stringAt(content, stringTable + content.readUInt32LE(auxiliary + 8)));
      auxiliary += content.readUInt32LE(auxiliary + 12);
    }
    need += content.readUInt32LE(need + 12);
  }
  return [...versions].sort();
}

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

function programHeaders(content: Buffer): readonly Segment[] {
  const first = Number(content.readBigUInt64LE(32));
  const size = content.readUInt16LE(54);
  return Array.from({ length: content.readUInt16LE(56) }, (_, index) => {
    const at = first + index * size;
    return {
      type: content.readUInt32LE(at),
      offset: Number(content.readBigUInt64LE(at + 8)),
      address: Number(content.readBigUInt64LE(at + 16)),
      size: Number(content.readBigUInt64LE(at + 32)),
    };
  });
}

function dynamicEntries(content: Buffer, { offset, size }: Segment): ReadonlyMap<number, number> {
  const entries = new Map<number, number>();
  for (let at = offset; at < offset + size; at += 16) {
    const key = Number(content.readBigUInt64LE(at));
    if (key === tag.end) break;
    entries.set(key, Number(content.readBigUInt64LE(at + 8)));
  }
  return entries;
}

function fileOffset(virtual: number, segments: readonly Segment[]): number {
  const segment = segments.find(
    ({ type, address, size }) =>
      type === loadSegment && virtual >= address && virtual < address + size,
  );
  if (!segment) throw new RangeError(`address ${virtual} is in no segment`);
  return virtual - segment.address + segment.offset;
}

function stringAt(content: Buffer, offset: number): string {
  const end = content.indexOf(0, offset);
  if (end < 0) throw new RangeError(`the string at ${offset} has no end`);
  return content.toString('latin1', offset, end);
}
