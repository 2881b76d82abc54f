/**
 * HEIC, the HEVC coded HEIF of phones: by libheif in WebAssembly, since the libheif inside sharp comes without an HEVC
 * decoder. It still reads the header, and what is in it besides pixels.
 */
import { readFile } from 'node:fs/promises';
import type { Metadata } from 'sharp';
import { errors } from '../errors.ts';
import { checkPixels, type Limits } from '../limits.ts';
import { uprightExif } from './exif.ts';
import { type HeifPixels, loadLibheif } from './libheif.ts';
import { uncompressedPng } from './png.ts';

/**
 * The primary image, rotated, mirrored and cropped as the file says: its size is that of `metadata`. The orientation in
 * the EXIF data repeats what the file says (ISO/IEC 23008-12, annex A) and is taken out, or it would be applied twice.
 *
 * @param metadata what libvips read of the header
 * @throws errors.cannotDecode, errors.tooLarge
 */
export async function decodeHeic(path: string, metadata: Metadata, limits: Limits): Promise<Buffer> {
  const { width, height, icc, exif, xmp } = metadata;
  checkPixels('The image', { width, height }, 1, limits);
  const libheif = await loadLibheif();
  const bytes = await readFile(path);
  try {
    return libheif.decodePrimary(bytes, (image) => {
      if (image.width !== width || image.height !== height) throw new Error('The sizes disagree');
      const { channels } = image;
      return uncompressedPng({ width, height, channels, icc, exif: uprightExif(exif), xmp }, rowsOf(image));
    });
  } catch (cause) {
    // Whatever breaks in there, running out of its memory included, was brought about by the file.
    throw errors.cannotDecode('image/heic').because(cause);
  }
}

function rowsOf({ data, stride, width, channels, isPremultiplied }: HeifPixels): (y: number) => Uint8Array {
  const rowAt = (y: number) => data.subarray(y * stride, y * stride + width * channels);
  return isPremultiplied ? (y) => divideByAlpha(rowAt(y)) : rowAt;
}

function divideByAlpha(row: Uint8Array): Uint8Array {
  for (let at = 0; at < row.length; at += 4) {
    const alpha = row[at + 3] as number;
    if (alpha === 0 || alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel += 1) {
      row[channel] = Math.min(255, Math.round(((row[channel] as number) * 255) / alpha));
    }
  }
  return row;
}
