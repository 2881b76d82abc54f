/** Windows icons and cursors: several pictures of the same thing, of which the largest stands for the file. */
import { readDib } from './bmp.ts';

export type IcoEntry = {
  readonly width: number;
  readonly height: number;
  readonly kind: 'png' | 'bmp';
  /** Where it lies in the file. */
  readonly offset: number;
  readonly length: number;
};

/** The entries may lie in any order, so an icon is read whole. The largest seen are below 1 MB. */
export const MAX_ICO_BYTES = 8 * 1024 * 1024;

const DIRECTORY_BYTES = 6;
const ENTRY_BYTES = 16;
const ICON = 1;
const CURSOR = 2;
const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** @returns the largest picture, of several of one size that of the most colours; undefined when it cannot be read */
export function readIco(bytes: Buffer): IcoEntry | undefined {
  if (bytes.length < DIRECTORY_BYTES || bytes.readUInt16LE(0) !== 0) return undefined;
  const type = bytes.readUInt16LE(2);
  if (type !== ICON && type !== CURSOR) return undefined;
  const count = Math.min(bytes.readUInt16LE(4), Math.floor((bytes.length - DIRECTORY_BYTES) / ENTRY_BYTES));
  let best: { at: number; area: number; depth: number } | undefined;
  for (let at = DIRECTORY_BYTES; at < DIRECTORY_BYTES + count * ENTRY_BYTES; at += ENTRY_BYTES) {
    // A stored 0 means 256.
    const area = (bytes.readUInt8(at) || 256) * (bytes.readUInt8(at + 1) || 256);
    // A cursor has its hot spot there.
    const depth = type === ICON ? bytes.readUInt16LE(at + 6) : 0;
    if (best === undefined || area > best.area || (area === best.area && depth > best.depth))
      best = { at, area, depth };
  }
  return best && readEntry(bytes, best.at);
}

/** The picture's own header tells its size: a directory cannot name more than 256 pixels. */
function readEntry(bytes: Buffer, at: number): IcoEntry | undefined {
  const offset = bytes.readUInt32LE(at + 12);
  const length = Math.min(bytes.readUInt32LE(at + 8), bytes.length - offset);
  if (length < 24) return undefined;
  const picture = bytes.subarray(offset, offset + length);
  if (picture.subarray(0, 8).equals(PNG_SIGNATURE)) {
    const [width, height] = [picture.readUInt32BE(16), picture.readUInt32BE(20)];
    return width > 0 && height > 0 ? { width, height, kind: 'png', offset, length } : undefined;
  }
  const dib = readDib(picture);
  const height = dib === undefined ? 0 : Math.floor(dib.height / 2);
  if (dib === undefined || height === 0) return undefined;
  return { width: dib.width, height, kind: 'bmp', offset, length };
}
