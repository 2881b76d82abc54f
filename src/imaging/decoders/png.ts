/**
 * Decoded pixels as a file that libvips reads. Raw pixels carry neither profile nor metadata; a PNG carries them all,
 * and the rest of the room need not know that another decoder was at work.
 */
import { crc32, deflateSync } from 'node:zlib';

export type Raster = {
  readonly width: number;
  readonly height: number;
  /** RGB or RGBA (not premultiplied), 8 bits each. */
  readonly channels: 3 | 4;
  readonly icc?: Buffer | undefined;
  /** From the byte order mark on, without `Exif\0\0` before it. */
  readonly exif?: Buffer | undefined;
  readonly xmp?: Buffer | undefined;
};

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** What a stored block of deflate can hold (RFC 1951, 3.2.4), and the bytes before it. */
const BLOCK = 0xffff;
const BLOCK_HEADER = 5;
/** Length and type before a chunk's data, checksum after it. */
const CHUNK_HEAD = 8;
const CHUNK_TAIL = 4;

/**
 * Writes without compressing, so that reading it costs next to nothing, and into one buffer, so that a large picture is
 * in memory once.
 *
 * @param rowAt gives row `y`, width x channels bytes; asked from the top down, and copied at once
 */
export function uncompressedPng(raster: Raster, rowAt: (y: number) => Uint8Array): Buffer {
  const before = [SIGNATURE, chunk('IHDR', header(raster)), ...metadata(raster)];
  const after = chunk('IEND', Buffer.alloc(0));
  const rowBytes = 1 + raster.width * raster.channels;
  const blocksOfRow = Math.ceil(rowBytes / BLOCK);
  const dataBytes = 2 + raster.height * (rowBytes + blocksOfRow * BLOCK_HEADER) + 4;
  const start = before.reduce((sum, part) => sum + part.length, 0);

  const png = Buffer.allocUnsafe(start + CHUNK_HEAD + dataBytes + CHUNK_TAIL + after.length);
  Buffer.concat(before).copy(png);
  png.writeUInt32BE(dataBytes, start);
  png.write('IDAT', start + 4, 'latin1');
  let at = png.writeUInt16BE(0x7801, start + CHUNK_HEAD); // The zlib header.
  let sum = 1;
  for (let y = 0; y < raster.height; y += 1) {
    const row = rowAt(y);
    for (let from = 0; from < rowBytes; from += BLOCK) {
      const length = Math.min(BLOCK, rowBytes - from);
      const isLast = y === raster.height - 1 && from + length === rowBytes;
      at = png.writeUInt8(isLast ? 1 : 0, at);
      at = png.writeUInt16LE(length, at);
      at = png.writeUInt16LE(length ^ 0xffff, at);
      // The first byte of a row names its filter: none.
      if (from === 0) png[at] = 0;
      png.set(row.subarray(Math.max(0, from - 1), from + length - 1), from === 0 ? at + 1 : at);
      sum = adler32(png, at, length, sum);
      at += length;
    }
  }
  at = png.writeUInt32BE(sum, at);
  at = png.writeUInt32BE(crc32(png.subarray(start + 4, at)), at);
  after.copy(png, at);
  return png;
}

function header({ width, height, channels }: Raster): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([8, channels === 4 ? 6 : 2], 8);
  return data;
}

function metadata({ icc, exif, xmp }: Raster): Buffer[] {
  return [
    ...(icc ? [chunk('iCCP', Buffer.concat([Buffer.from('icc\0\0', 'latin1'), deflateSync(icc)]))] : []),
    ...(exif ? [chunk('eXIf', exif)] : []),
    ...(xmp
      ? [chunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\0\0\0\0', 'latin1'), xmp]))]
      : []),
  ];
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(CHUNK_HEAD + data.length + CHUNK_TAIL);
  bytes.writeUInt32BE(data.length);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, CHUNK_HEAD);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, CHUNK_HEAD + data.length)), CHUNK_HEAD + data.length);
  return bytes;
}

/** RFC 1950. The sums of this many bytes stay below 2^32. */
const ADLER_RUN = 5552;

function adler32(bytes: Buffer, from: number, length: number, start: number): number {
  let low = start & 0xffff;
  let high = start >>> 16;
  for (let at = from; at < from + length; ) {
    for (const end = Math.min(at + ADLER_RUN, from + length); at < end; at += 1) {
      low += bytes[at] as number;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return high * 65_536 + low;
}
