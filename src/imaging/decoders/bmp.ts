/** BMP, whose reader libvips leaves to ImageMagick. */
import { readFile } from 'node:fs/promises';
import { readBmp } from '../../formats/index.ts';
import { errors } from '../errors.ts';
import { checkPixels, type Limits } from '../limits.ts';
import { bitmapRows, someAlpha } from './bitmap.ts';
import { uncompressedPng } from './png.ts';

/** @throws errors.cannotDecode, errors.tooLarge */
export async function decodeBmp(path: string, limits: Limits): Promise<Buffer> {
  const bytes = await readFile(path);
  const header = readBmp(bytes);
  if (header === undefined) throw errors.cannotDecode('image/bmp');
  const { width, height, profile, hasAlpha } = header;
  checkPixels('The image', { width, height }, 1, limits);
  const dib = bytes.subarray(header.start);
  const translucent = hasAlpha ? bitmapRows(dib, header, { height, channels: 4 }) : undefined;
  const channels = translucent && someAlpha(translucent, height) ? 4 : 3;
  const rows = channels === 4 ? translucent : bitmapRows(dib, header, { height, channels });
  if (rows === undefined) throw errors.cannotDecode('image/bmp');
  const icc = profile && dib.subarray(profile.offset, profile.offset + profile.length);
  return uncompressedPng({ width, height, channels, icc: icc?.length ? icc : undefined }, rows);
}
