/**
 * The headers of Windows and OS/2 bitmaps: where the pixels lie and what their bits mean (Microsoft, "Bitmap Header
 * Types"). Nothing is allocated by a number that was read.
 */

/** The device-independent bitmap below a BMP's or an icon's own header; offsets count from its first byte. */
export type Dib = {
  readonly width: number;
  /** Of an icon: of the picture and its mask together. */
  readonly height: number;
  /** The first row of the file is the top one. */
  readonly topDown: boolean;
  readonly bitsPerPixel: 1 | 4 | 8 | 16 | 24 | 32;
  readonly coding: 'plain' | 'rle8' | 'rle4';
  /** Which bits of a pixel are red, green, blue and alpha; 16 and 32 bits only. */
  readonly masks: readonly [red: number, green: number, blue: number, alpha: number];
  readonly palette: { readonly offset: number; readonly colors: number; readonly entryBytes: 3 | 4 };
  /** Where the pixels start when no file header says it. */
  readonly pixels: number;
  readonly profile: { readonly offset: number; readonly length: number } | undefined;
};

export type BmpHeader = Dib & {
  /** Where the bitmap lies in the file: its offsets count from here. */
  readonly start: number;
  readonly hasAlpha: boolean;
};

const FILE_HEADER_BYTES = 14;
/** The sides of a DIB are 32-bit numbers; more than 2^30 is no picture, and would overflow what is computed with it. */
const MAX_SIDE = 0x3fffffff;

const CODING = { 0: 'plain', 1: 'rle8', 2: 'rle4', 3: 'plain', 6: 'plain' } as const;
const BITFIELDS = 3;
const ALPHA_BITFIELDS = 6;
const EMBEDDED_PROFILE = 0x4d424544; // 'MBED'

/**
 * @param bytes the file, or enough of its start
 * @returns undefined for what is no BMP, or one of a kind that is not decoded (JPEG, PNG, Huffman or CMYK inside)
 */
export function readBmp(bytes: Buffer): BmpHeader | undefined {
  if (bytes.length < FILE_HEADER_BYTES || bytes.toString('latin1', 0, 2) !== 'BM') return undefined;
  const dib = readDib(bytes.subarray(FILE_HEADER_BYTES));
  if (dib === undefined) return undefined;
  const pixels = bytes.readUInt32LE(10) - FILE_HEADER_BYTES;
  // Some writers leave the offset out; the pixels then follow the palette.
  return {
    ...dib,
    pixels: pixels > 0 ? pixels : dib.pixels,
    start: FILE_HEADER_BYTES,
    hasAlpha: dib.masks[3] !== 0,
  };
}

/** @returns undefined for what is no bitmap that can be decoded */
export function readDib(bytes: Buffer): Dib | undefined {
  if (bytes.length < 12) return undefined;
  const headerBytes = bytes.readUInt32LE(0);
  if (headerBytes === 12) return readCoreHeader(bytes);
  if (headerBytes < 40 || headerBytes > 4096 || bytes.length < Math.max(40, headerBytes)) return undefined;
  const bitsPerPixel = knownBits(bytes.readUInt16LE(14));
  const compression = bytes.readUInt32LE(16);
  const coding = CODING[compression as keyof typeof CODING];
  const width = bytes.readInt32LE(4);
  const storedHeight = bytes.readInt32LE(8);
  if (bitsPerPixel === undefined || coding === undefined || !isSide(width) || !isSide(Math.abs(storedHeight)))
    return undefined;
  const masked = compression === BITFIELDS || compression === ALPHA_BITFIELDS;
  if (masked && bitsPerPixel !== 16 && bitsPerPixel !== 32) return undefined;
  if ((coding === 'rle8' && bitsPerPixel !== 8) || (coding === 'rle4' && bitsPerPixel !== 4))
    return undefined;
  // The oldest header has the masks behind it, later ones hold them at the same place.
  const masksBehind = !masked || headerBytes > 40 ? 0 : compression === ALPHA_BITFIELDS ? 16 : 12;
  const masks = masked
    ? readMasks(bytes, headerBytes >= 56 || compression === ALPHA_BITFIELDS)
    : usualMasks(bitsPerPixel);
  if (masks === undefined) return undefined;
  const offset = headerBytes + masksBehind;
  const colors = bitsPerPixel > 8 ? 0 : paletteColors(bytes.readUInt32LE(32), bitsPerPixel);
  return {
    width,
    height: Math.abs(storedHeight),
    topDown: storedHeight < 0,
    bitsPerPixel,
    coding,
    masks,
    palette: { offset, colors, entryBytes: 4 },
    pixels: offset + colors * 4,
    profile: headerBytes >= 124 ? readProfile(bytes) : undefined,
  };
}

/** BITMAPCOREHEADER of OS/2 and Windows 2: 16-bit sides, a palette of three bytes a colour. */
function readCoreHeader(bytes: Buffer): Dib | undefined {
  const bitsPerPixel = knownBits(bytes.readUInt16LE(10));
  const [width, height] = [bytes.readUInt16LE(4), bytes.readUInt16LE(6)];
  if (bitsPerPixel === undefined || !isSide(width) || !isSide(height)) return undefined;
  const colors = bitsPerPixel > 8 ? 0 : 2 ** bitsPerPixel;
  return {
    width,
    height,
    topDown: false,
    bitsPerPixel,
    coding: 'plain',
    masks: usualMasks(bitsPerPixel),
    palette: { offset: 12, colors, entryBytes: 3 },
    pixels: 12 + colors * 3,
    profile: undefined,
  };
}

function isSide(side: number): boolean {
  return side > 0 && side <= MAX_SIDE;
}

function knownBits(bits: number): Dib['bitsPerPixel'] | undefined {
  const known: readonly number[] = [1, 4, 8, 16, 24, 32];
  return known.includes(bits) ? (bits as Dib['bitsPerPixel']) : undefined;
}

/** 0 stands for all that the bits can name. */
function paletteColors(used: number, bitsPerPixel: number): number {
  const most = 2 ** bitsPerPixel;
  return used === 0 || used > most ? most : used;
}

function usualMasks(bitsPerPixel: number): Dib['masks'] {
  return bitsPerPixel === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0x00ff00, 0x0000ff, 0];
}

function readMasks(bytes: Buffer, withAlpha: boolean): Dib['masks'] | undefined {
  if (bytes.length < (withAlpha ? 56 : 52)) return undefined;
  const mask = (index: number) => bytes.readUInt32LE(40 + index * 4);
  return [mask(0), mask(1), mask(2), withAlpha ? mask(3) : 0];
}

/** An ICC profile of BITMAPV5HEADER. */
function readProfile(bytes: Buffer): Dib['profile'] {
  if (bytes.readUInt32LE(56) !== EMBEDDED_PROFILE) return undefined;
  return { offset: bytes.readUInt32LE(112), length: bytes.readUInt32LE(116) };
}
