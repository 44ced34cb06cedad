/** Knows the first bytes of an ELF file: which machine it is for. */

/** e_machine values of the ELF header. */
const machines: Readonly<Record<number, string>> = { 62: 'x86_64', 183: 'aarch64' };

/** `x86_64`, `aarch64`, another machine's number, or undefined if it is no 64-bit little-endian ELF. */
export function elfMachine(content: Buffer): string | undefined {
  const isElf = content.length >= 20 && content.readUInt32BE(0) === 0x7f454c46;
  if (!isElf || content[4] !== 2 || content[5] !== 1) return undefined;
  const machine = content.readUInt16LE(18);
  return machines[machine] ?? `machine ${machine}`;
}
