/**
 * What a render will cost, guessed before it starts from what is known without its pixels. Right within a factor of two
 * or so on photographs: enough to say how many are let in at once, how long the line is, what is worth finishing.
 */

import type { Output, OutputFormat, Size } from '../transformation/index.ts';

/**
 * Milliseconds a megapixel of source takes to decode and shrink, one core, sharp 0.35; JPEG shrinks on load, HEIC is
 * decoded by WebAssembly.
 */
const DECODE_MS: Readonly<Record<string, number>> = {
  'image/jpeg': 2.5,
  'image/webp': 8,
  'image/png': 9,
  'image/gif': 10,
  'image/tiff': 12,
  'image/avif': 35,
  'image/heic': 110,
  'image/heif': 110,
};
const OTHER_DECODE_MS = 12;

/** Milliseconds a megapixel of output takes to resize and encode, at the efforts of imaging's output.ts. */
const ENCODE_MS: Readonly<Record<OutputFormat, number>> = {
  jpg: 25,
  png: 60,
  webp: 50,
  avif: 70,
  gif: 300,
};
const LOSSLESS_WEBP_MS = 400;
const PNG_PALETTE_MS = 200;

/** What the smallest render takes: messages, files, the set-up of libvips. */
const LEAST_MS = 3;

/** Up to this a render counts 1; each doubling counts 1 more. */
const LIGHT_MS = 100;
const MAX_WEIGHT = 4;

export type RenderCost = {
  readonly source: Size & { readonly mime: string };
  readonly output: Size & Pick<Output, 'format' | 'lossless' | 'pngPalette'>;
  /** Of the source that go into the output. */
  readonly frames: number;
};

/** @returns milliseconds of one core. */
export function estimateMs({ source, output, frames }: RenderCost): number {
  const decode = megapixels(source) * (DECODE_MS[source.mime] ?? OTHER_DECODE_MS);
  return LEAST_MS + frames * (decode + megapixels(output) * encodeMs(output));
}

/** Light work is let in two to a core, so that the next is ready when one ends; heavy work fewer at a time, for its memory. */
export function weightOf(ms: number): number {
  return Math.min(MAX_WEIGHT, 1 + Math.floor(Math.log2(Math.max(1, ms / LIGHT_MS))));
}

function encodeMs({ format, lossless, pngPalette }: RenderCost['output']): number {
  if (format === 'webp' && lossless) return LOSSLESS_WEBP_MS;
  if (format === 'png' && pngPalette && !lossless) return PNG_PALETTE_MS;
  return ENCODE_MS[format];
}

function megapixels({ width, height }: Size): number {
  return (width * height) / 1e6;
}
