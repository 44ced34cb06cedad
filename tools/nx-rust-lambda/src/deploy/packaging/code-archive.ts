/**
 * Knows how to zip one `bootstrap` so that the same program gives the same bytes, on every machine
 * and at any time. Knows nothing of where it goes.
 */
import { createHash } from 'node:crypto';

const entryName = Buffer.from('bootstrap');
// 1980-01-01 00:00, the first moment of a zip's clock.
const dosTime = 0;
const dosDate = 0x21;
/** A regular file, rwxr-xr-x: Lambda starts it itself. */
const unixMode = 0o100755;
const madeByUnix = (3 << 8) | 20;
const versionNeeded = 20;

/**
 * A zip archive that holds `bootstrap`, executable, with a fixed time. Stored, not deflated: what
 * zlib makes of the same bytes differs between its builds, and a different archive is a new deploy.
 */
export function zipBootstrap(content: Buffer): Buffer {
  // Shared by the local header (bytes 4 to 30) and the central directory (bytes 6 to 32).
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(versionNeeded, 0);
  fields.writeUInt16LE(dosTime, 6);
  fields.writeUInt16LE(dosDate, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(content.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(entryName.length, 22);

  const localHeader = Buffer.concat([signature(0x04034b50), fields, entryName]);
  const attributes = Buffer.alloc(14);
  attributes.writeUInt32LE(unixMode * 0x10000, 6);
  const directory = Buffer.concat([
    signature(0x02014b50),
    uint16(madeByUnix),
    fields,
    attributes,
    entryName,
  ]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(localHeader.length + content.length, 12);
  return Buffer.concat([localHeader, content, directory, signature(0x06054b50), end]);
}

/** What `sam package` would call the archive of this program. */
export function samNameOf(content: Buffer): string {
  return createHash('md5').update(zipBootstrap(content)).digest('hex');
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

/** Polynomial of zip's checksum. Node has it in zlib, but only from 20.15. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(content: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of content) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc >>> 0;
}
