/** Dimensions of the formats that sharp does not read, and what sharp does not tell about PNG. Offsets outside the bytes throw. */

type Size = { readonly width: number; readonly height: number; readonly hasAlpha: boolean };

/** BITMAPFILEHEADER and the two header shapes after it; a negative height means top-down rows. */
export function readBmp(bytes: Buffer): Size | undefined {
  if (bytes.toString('latin1', 0, 2) !== 'BM') return undefined;
  if (bytes.readUInt32LE(14) === 12) {
    return { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20), hasAlpha: false };
  }
  return {
    width: Math.abs(bytes.readInt32LE(18)),
    height: Math.abs(bytes.readInt32LE(22)),
    hasAlpha: bytes.readUInt16LE(28) === 32,
  };
}

/** ICONDIR: the largest picture stands for the file; a stored 0 means 256. */
export function readIco(bytes: Buffer): Size | undefined {
  if (bytes.readUInt32LE(0) !== 0x00010000) return undefined;
  let largest: Size | undefined;
  for (let entry = 0; entry < bytes.readUInt16LE(4); entry += 1) {
    const width = bytes.readUInt8(6 + entry * 16) || 256;
    const height = bytes.readUInt8(7 + entry * 16) || 256;
    if (largest === undefined || width * height > largest.width * largest.height) {
      largest = { width, height, hasAlpha: true };
    }
  }
  return largest;
}

export function readPsd(bytes: Buffer): Size | undefined {
  if (bytes.toString('latin1', 0, 4) !== '8BPS') return undefined;
  // Channels beyond those of the colour mode (offset 24: 3 = RGB, 4 = CMYK) are alpha.
  const colours = { 1: 1, 3: 3, 4: 4, 9: 3 }[bytes.readUInt16BE(24)];
  return {
    width: bytes.readUInt32BE(18),
    height: bytes.readUInt32BE(14),
    hasAlpha: colours !== undefined && bytes.readUInt16BE(12) > colours,
  };
}

/** The frame count of the `acTL` chunk, which stands before the first `IDAT`; 1 without one. */
export function countApngFrames(bytes: Buffer): number {
  for (let at = 8; at + 16 <= bytes.length; ) {
    const kind = bytes.toString('latin1', at + 4, at + 8);
    if (kind === 'acTL') return bytes.readUInt32BE(at + 8);
    if (kind === 'IDAT') return 1;
    at += 12 + bytes.readUInt32BE(at);
  }
  return 1;
}
