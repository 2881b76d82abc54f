/** The dimensions of PSD, which sharp does not read, and what it does not tell about PNG. Offsets outside the bytes throw. */

type Size = { readonly width: number; readonly height: number; readonly hasAlpha: boolean };

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
