/** The pixels of a device-independent bitmap, as RGB or RGBA rows. */
import type { Dib } from '../../formats/index.ts';
import { runLengthIndexes } from './run-length.ts';

/** Row `y` from the top; the same buffer each time. */
export type Rows = (y: number) => Uint8Array;

/** What of the bitmap is a picture: an icon's lower half is its mask. */
export type Shape = { readonly height: number; readonly channels: 3 | 4 };

/** @param bytes from the bitmap's header on. @returns undefined when pixels are missing */
export function bitmapRows(bytes: Buffer, dib: Dib, shape: Shape): Rows | undefined {
  if (dib.coding !== 'plain') return runLengthRows(bytes, dib, shape);
  const stride = strideOf(dib);
  const data = bytes.subarray(dib.pixels);
  // Nothing is lost with the filling of the last row.
  const needed = stride * (shape.height - 1) + Math.ceil((dib.width * dib.bitsPerPixel) / 8);
  if (data.length < needed) return undefined;
  const row = Buffer.alloc(dib.width * shape.channels, 255);
  const convert = converter(bytes, dib, shape.channels);
  return (y) => {
    convert(data.subarray((dib.topDown ? y : shape.height - 1 - y) * stride), row);
    return row;
  };
}

/** Whether anything of RGBA rows can be seen: where nothing can, the writer did not mean its fourth byte as alpha. */
export function someAlpha(rows: Rows, height: number): boolean {
  for (let y = 0; y < height; y += 1) {
    const row = rows(y);
    for (let at = 3; at < row.length; at += 4) if (row[at] !== 0) return true;
  }
  return false;
}

/** Bytes of a row in the file: whole groups of four. */
export function strideOf({ width, bitsPerPixel }: Pick<Dib, 'width' | 'bitsPerPixel'>): number {
  return Math.ceil((width * bitsPerPixel) / 32) * 4;
}

type Convert = (stored: Buffer, row: Buffer) => void;

function converter(bytes: Buffer, dib: Dib, channels: 3 | 4): Convert {
  switch (dib.bitsPerPixel) {
    case 1:
    case 4:
    case 8:
      return fromPalette(bytes, dib, channels);
    case 16:
      return fromMasks(dib, channels, 2);
    case 24:
      return (stored, row) => {
        for (let from = 0, to = 0; to < row.length; from += 3, to += channels) {
          row[to] = stored[from + 2] as number;
          row[to + 1] = stored[from + 1] as number;
          row[to + 2] = stored[from] as number;
        }
      };
    case 32:
      return fromMasks(dib, channels, 4);
  }
}

function fromPalette(bytes: Buffer, dib: Dib, channels: 3 | 4): Convert {
  const { bitsPerPixel } = dib;
  const palette = readPalette(bytes, dib);
  const mask = 2 ** bitsPerPixel - 1;
  return (stored, row) => {
    for (let x = 0, to = 0; to < row.length; x += 1, to += channels) {
      const bit = x * bitsPerPixel;
      const index = ((stored[bit >> 3] as number) >> (8 - bitsPerPixel - (bit & 7))) & mask;
      row.set(palette.subarray(index * 3, index * 3 + 3), to);
    }
  };
}

/** RGB, for every index that the bits can name: those without a colour are black. */
function readPalette(bytes: Buffer, { palette, bitsPerPixel }: Dib): Buffer {
  const { offset, colors, entryBytes } = palette;
  const rgb = Buffer.alloc(2 ** bitsPerPixel * 3);
  for (let index = 0; index < colors; index += 1) {
    const at = offset + index * entryBytes;
    rgb.set([bytes[at + 2] ?? 0, bytes[at + 1] ?? 0, bytes[at] ?? 0], index * 3);
  }
  return rgb;
}

/** 16 or 32 bits, of which the masks say what they are. */
function fromMasks({ masks }: Dib, channels: 3 | 4, pixelBytes: 2 | 4): Convert {
  const parts = masks.slice(0, channels).map(channelOf);
  return (stored, row) => {
    for (let from = 0, to = 0; to < row.length; from += pixelBytes) {
      const pixel =
        pixelBytes === 2
          ? (stored[from] as number) | ((stored[from + 1] as number) << 8)
          : stored.readUInt32LE(from);
      for (const part of parts) {
        row[to] = part(pixel);
        to += 1;
      }
    }
  };
}

/** Takes the bits of a mask, as many as they are, to 0-255. Without a mask a colour is 0. */
function channelOf(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 0;
  const shift = 31 - Math.clz32(mask & -mask);
  const most = mask >>> shift;
  if (most === 255) return (pixel) => (pixel >>> shift) & 255;
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / most);
}

function runLengthRows(bytes: Buffer, dib: Dib, { height, channels }: Shape): Rows | undefined {
  const indexes = runLengthIndexes(bytes.subarray(dib.pixels), dib, height);
  if (indexes === undefined) return undefined;
  const palette = readPalette(bytes, { ...dib, bitsPerPixel: 8 });
  const row = Buffer.alloc(dib.width * channels, 255);
  return (y) => {
    const start = (height - 1 - y) * dib.width;
    for (let x = 0; x < dib.width; x += 1) {
      const index = indexes[start + x] as number;
      row.set(palette.subarray(index * 3, index * 3 + 3), x * channels);
    }
    return row;
  };
}
