/**
 * The lightness of CIELAB, stretched over its whole range. What libvips' `normalise` does with four conversions between
 * colour spaces is done here with tables, in half the time.
 */
import { edit, type Picture, type Pixels } from '../picture.ts';
import { LIGHT, MAX_LIGHT, VALUE } from './light.ts';

/** What becomes black, and what white: so much of the pixels at either end. */
const CUT = 0.01;
/** With less between darkest and lightest (of 100) a picture is flat, and its noise not to be blown up. */
const LEAST_RANGE = 1;

/** Stretches the lightness so that its darkest and lightest hundredth become black and white; colours stay. */
export function contrast(picture: Picture): Promise<Picture> {
  return edit(picture, { alpha: false }, (pixels) => {
    const { darkest, lightest } = rangeOf(pixels);
    if (lightest - darkest > LEAST_RANGE) stretch(pixels, darkest, 100 / (lightest - darkest));
  });
}

// X, Y and Z are counted in steps of the white point's, so that sums of table entries are places in a table.
const STEPS = 16_384;
type Row = readonly [red: Int32Array, green: Int32Array, blue: Int32Array];
const steps = (weight: number) => Int32Array.from(LIGHT, (light) => Math.round(light * weight * STEPS));
const row = (red: number, green: number, blue: number): Row => [steps(red), steps(green), steps(blue)];

// sRGB and its white D65, as IEC 61966-2-1 has them; each row gives 1 for white, and less by rounding.
const WHITE_X = 0.95047;
const WHITE_Z = 1.08883;
const X = row(0.4124564 / WHITE_X, 0.3575761 / WHITE_X, 0.1804375 / WHITE_X);
const Y = row(0.2126729, 0.7151522, 0.072175);
const Z = row(0.0193339 / WHITE_Z, 0.119192 / WHITE_Z, 0.9503041 / WHITE_Z);

/** CIELAB's cube root of every step, a straight line near black; some more steps for what rounding adds. */
const ROOTS = Float64Array.from({ length: STEPS + 8 }, (_, step) => {
  const part = step / STEPS;
  return part > 216 / 24_389 ? Math.cbrt(part) : ((24_389 / 27) * part + 16) / 116;
});

function cube(root: number): number {
  return root > 6 / 29 ? root * root * root : (27 / 24_389) * (116 * root - 16);
}

function lightness(step: number): number {
  return 116 * (ROOTS[step] as number) - 16;
}

function rangeOf({ data, raw }: Pixels): { readonly darkest: number; readonly lightest: number } {
  const [red, green, blue] = Y;
  const counts = new Uint32Array(ROOTS.length);
  for (let at = 0; at < data.length; at += raw.channels) {
    const step = sum(red, green, blue, data, at);
    counts[step] = (counts[step] as number) + 1;
  }
  const cut = CUT * (data.length / raw.channels);
  return {
    darkest: lightness(counts.findIndex(beyond(cut))),
    lightest: lightness(counts.findLastIndex(beyond(cut))),
  };
}

/** Whether the counts so far come to more than `most`. */
function beyond(most: number): (count: number) => boolean {
  let seen = 0;
  return (count) => {
    seen += count;
    return seen > most;
  };
}

function stretch({ data, raw }: Pixels, darkest: number, factor: number): void {
  // The colour is how far the roots of X and Z are from that of Y: all three are moved alike.
  const moved = ROOTS.map((_, step) => (within((lightness(step) - darkest) * factor, 100) + 16) / 116);
  const moves = ROOTS.map((root, step) => (moved[step] as number) - root);
  const newY = moved.map((root) => cube(root));
  const [xRed, xGreen, xBlue] = X;
  const [yRed, yGreen, yBlue] = Y;
  const [zRed, zGreen, zBlue] = Z;
  for (let at = 0; at < data.length; at += raw.channels) {
    const step = sum(yRed, yGreen, yBlue, data, at);
    const move = moves[step] as number;
    const x = cube((ROOTS[sum(xRed, xGreen, xBlue, data, at)] as number) + move) * WHITE_X;
    const y = newY[step] as number;
    const z = cube((ROOTS[sum(zRed, zGreen, zBlue, data, at)] as number) + move) * WHITE_Z;
    data[at] = toValue(3.2404542 * x - 1.5371385 * y - 0.4985314 * z);
    data[at + 1] = toValue(-0.969266 * x + 1.8760108 * y + 0.041556 * z);
    data[at + 2] = toValue(0.0556434 * x - 0.2040259 * y + 1.0572252 * z);
  }
}

function sum(red: Int32Array, green: Int32Array, blue: Int32Array, data: Uint8Array, at: number): number {
  const r = data[at] as number;
  const g = data[at + 1] as number;
  const b = data[at + 2] as number;
  return (red[r] as number) + (green[g] as number) + (blue[b] as number);
}

/** What is out of the range of sRGB is at its edge. */
function toValue(light: number): number {
  return VALUE[(within(light, 1) * MAX_LIGHT + 0.5) | 0] as number;
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
