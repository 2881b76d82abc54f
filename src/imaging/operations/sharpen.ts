/** Edges made crisper: libvips' own way, and the unsharp mask of ImageMagick. */
import type { Sharpen, UnsharpMask } from '../../transformation/index.ts';
import { applied, fromPixels, type Picture, pixels, ready } from '../picture.ts';
import { blur } from './blur.ts';

/** Flat areas keep their noise (`m1`); edges gain with the strength (spec 3.2). */
export async function sharpen(start: Picture, { strength }: Sharpen): Promise<Picture> {
  const picture = await ready(start, 'sharpen');
  picture.pipeline.sharpen({ sigma: 1, m1: 0, m2: Math.min(30, Math.max(0.1, strength / 10)) });
  return applied(picture, 'sharpen');
}

/** `out = in + amount * (in - blurred)` for colours that differ by more than the threshold; alpha stays. */
export async function unsharpMask(start: Picture, mask: UnsharpMask): Promise<Picture> {
  const own = await pixels(start);
  const picture = await fromPixels(own, start);
  const blurred = await pixels(await blur(picture, { sigma: boundedSigma(mask) }));
  const { channels } = own.raw;
  const change = changes(mask);
  // The blurred buffer becomes the result; what is written to it is clamped.
  const result = new Uint8ClampedArray(blurred.data.buffer, blurred.data.byteOffset, blurred.data.length);
  for (let at = 0; at < result.length; at += channels) {
    for (let i = at; i < at + channels; i += 1) {
      const value = own.data[i] ?? 0;
      result[i] = i < at + 3 ? value + (change[value - (result[i] ?? 0) + 255] ?? 0) : value;
    }
  }
  return fromPixels(blurred, picture);
}

/** What each difference from -255 to 255 adds. */
function changes({ amount, threshold }: UnsharpMask): Int32Array {
  return Int32Array.from({ length: 511 }, (_, i) => {
    const difference = i - 255;
    return Math.abs(difference) > threshold * 255 ? Math.round(amount * difference) : 0;
  });
}

/** Of the whole bell that spreads as widely as one of this sigma that is cut off at the radius. */
function boundedSigma({ radius, sigma }: UnsharpMask): number {
  const whole = Math.ceil(4 * sigma);
  const end = radius === 0 ? whole : Math.min(Math.max(1, Math.round(radius)), whole);
  let sum = 1;
  let squares = 0;
  for (let x = 1; x <= end; x += 1) {
    const weight = Math.exp((-x * x) / (2 * sigma * sigma));
    sum += 2 * weight;
    squares += 2 * weight * x * x;
  }
  return Math.sqrt(squares / sum);
}
