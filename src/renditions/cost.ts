/**
 * What a render will cost, guessed before it starts. Only the order of magnitude matters: light work is let in two to a
 * core, so that the next is ready when one ends, and heavy work fewer at a time, for its memory.
 */

import type { OutputFormat, Size } from '../transformation/index.ts';

/** Milliseconds a megapixel of source takes to decode and shrink, measured on one core; JPEG shrinks on load. */
const DECODE_MS: Readonly<Record<string, number>> = {
  'image/jpeg': 3,
  'image/webp': 5,
  'image/png': 9,
  'image/avif': 23,
  'image/heic': 23,
  'image/heif': 23,
};
const OTHER_DECODE_MS = 10;

/** Milliseconds a megapixel of output takes to encode. */
const ENCODE_MS: Readonly<Record<OutputFormat, number>> = {
  jpg: 15,
  png: 65,
  webp: 115,
  avif: 200,
  gif: 150,
};

/** Up to this a render counts 1; each doubling counts 1 more. */
const LIGHT_MS = 100;
const MAX_WEIGHT = 4;

/** @returns units of the render semaphore, 1 to 4. */
export function renderWeight(
  source: Size & { readonly mime: string },
  output: Size & { readonly format: OutputFormat },
): number {
  const ms =
    megapixels(source) * (DECODE_MS[source.mime] ?? OTHER_DECODE_MS) +
    megapixels(output) * ENCODE_MS[output.format];
  return Math.min(MAX_WEIGHT, 1 + Math.floor(Math.log2(Math.max(1, ms / LIGHT_MS))));
}

function megapixels({ width, height }: Size): number {
  return (width * height) / 1e6;
}
