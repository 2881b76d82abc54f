/** ICO and CUR: the largest of the pictures inside, each a PNG or half a BMP. */
import { readFile, stat } from 'node:fs/promises';
import { type Dib, type IcoEntry, MAX_ICO_BYTES, readDib, readIco } from '../../formats/index.ts';
import { errors } from '../errors.ts';
import { checkPixels, type Limits } from '../limits.ts';
import { bitmapRows, type Rows, someAlpha, strideOf } from './bitmap.ts';
import { uncompressedPng } from './png.ts';

/** @throws errors.cannotDecode, errors.tooLarge */
export async function decodeIco(path: string, limits: Limits): Promise<Buffer> {
  if ((await stat(path)).size > MAX_ICO_BYTES)
    throw errors.tooLarge('The icon', `${MAX_ICO_BYTES / 2 ** 20} MB`);
  const bytes = await readFile(path);
  const entry = readIco(bytes);
  if (entry === undefined) throw errors.cannotDecode('image/x-icon');
  checkPixels('The image', entry, 1, limits);
  const picture = bytes.subarray(entry.offset, entry.offset + entry.length);
  const png = entry.kind === 'png' ? picture : fromBitmap(picture, entry);
  if (png === undefined) throw errors.cannotDecode('image/x-icon');
  return png;
}

function fromBitmap(bytes: Buffer, { width, height }: IcoEntry): Buffer | undefined {
  const dib = readDib(bytes);
  if (dib === undefined || dib.coding !== 'plain') return undefined;
  // The fourth byte of a 32-bit pixel is alpha in an icon, whatever the header says.
  const masks: Dib['masks'] = dib.bitsPerPixel === 32 ? [0xff0000, 0xff00, 0xff, 0xff000000] : dib.masks;
  const rows = bitmapRows(bytes, { ...dib, masks }, { height, channels: 4 });
  if (rows === undefined) return undefined;
  const hasOwnAlpha = dib.bitsPerPixel === 32 && someAlpha(rows, height);
  const mask = bytes.subarray(dib.pixels + strideOf(dib) * height);
  return uncompressedPng(
    { width, height, channels: 4 },
    hasOwnAlpha ? rows : masked(rows, mask, dib, height),
  );
}

/** Behind the colours one bit a pixel says where the picture is transparent; without it, it is so nowhere. */
function masked(rows: Rows, mask: Buffer, { width, topDown }: Dib, height: number): Rows {
  const stride = strideOf({ width, bitsPerPixel: 1 });
  return (y) => {
    const row = rows(y);
    const start = (topDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x += 1) {
      const isTransparent = ((mask[start + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1;
      row[x * 4 + 3] = isTransparent ? 0 : 255;
    }
    return row;
  };
}
