/** What one render may cost, checked by numbers from headers and plans: no pixel is touched before. */
import type { OutputFormat, Size } from '../transformation/index.ts';
import { errors } from './errors.ts';

export type Limits = {
  /** Of the source and of every intermediate result, all frames together (image-transformations.md 6.12). */
  readonly maxMegapixels: number;
};

/** Vector sources are programs: their size in bytes bounds the work (image-transformations.md 6.11). */
export const MAX_SVG_BYTES = 1024 * 1024;

/** The longest side each encoder can write; WebP's is 2^14 - 1. */
const MAX_SIDE: Readonly<Record<OutputFormat, number>> = {
  jpg: 65_535,
  png: 0x7fffffff,
  webp: 16_383,
  avif: 16_384,
  gif: 65_535,
};

/** @throws errors.tooLarge */
export function checkPixels(what: string, size: Size, frames: number, limits: Limits): void {
  if (size.width * size.height * frames <= limits.maxMegapixels * 1e6) return;
  const dimensions = `${size.width}x${size.height}${frames > 1 ? `, ${frames} frames` : ''}`;
  throw errors.tooLarge(`${what} (${dimensions})`, `${limits.maxMegapixels} megapixels`);
}

/** @throws errors.tooLarge */
export function checkSide(format: OutputFormat, size: Size): void {
  const limit = MAX_SIDE[format];
  if (Math.max(size.width, size.height) <= limit) return;
  throw errors.tooLarge(`The ${format} image (${size.width}x${size.height})`, `${limit} pixels a side`);
}
