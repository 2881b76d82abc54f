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
const steps = (weight: number) => Int32Array.from(LIGHT, (light) => Math.round(light * weight * STEPS));

// sRGB and its white D65, as IEC 61966-2-1 has them; each row gives 1 for white, and less by rounding. A table for each
// coefficient: what is constant in the module costs the loops a third less than what is looked up in rows.
const WHITE_X = 0.95047;
const WHITE_Z = 1.08883;
const X_RED = steps(0.4124564 / WHITE_X);
const X_GREEN = steps(0.3575761 / WHITE_X);
const X_BLUE = steps(0.1804375 / WHITE_X);
const Y_RED = steps(0.2126729);
const Y_GREEN = steps(0.7151522);
const Y_BLUE = steps(0.072175);
const Z_RED = steps(0.0193339 / WHITE_Z);
const Z_GREEN = steps(0.119192 / WHITE_Z);
const Z_BLUE = steps(0.9503041 / WHITE_Z);

// And back again, from parts of the white point's to steps of light.
const back = (x: number, y: number, z: number) =>
  [x * WHITE_X * MAX_LIGHT, y * MAX_LIGHT, z * WHITE_Z * MAX_LIGHT] as const;
const [RED_X, RED_Y, RED_Z] = back(3.2404542, -1.5371385, -0.4985314);
const [GREEN_X, GREEN_Y, GREEN_Z] = back(-0.969266, 1.8760108, 0.041556);
const [BLUE_X, BLUE_Y, BLUE_Z] = back(0.0556434, -0.2040259, 1.0572252);

/** CIELAB's cube root of every step, a straight line near black; some more steps for what rounding adds. */
const ROOTS = Float32Array.from({ length: STEPS + 8 }, (_, step) => {
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
  const counts = new Uint32Array(ROOTS.length);
  for (let at = 0; at < data.length; at += raw.channels) {
    const step =
      (Y_RED[data[at] as number] as number) +
      (Y_GREEN[data[at + 1] as number] as number) +
      (Y_BLUE[data[at + 2] as number] as number);
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
  const { length } = data;
  const { channels } = raw;
  for (let at = 0; at < length; at += channels) {
    const red = data[at] as number;
    const green = data[at + 1] as number;
    const blue = data[at + 2] as number;
    const step = (Y_RED[red] as number) + (Y_GREEN[green] as number) + (Y_BLUE[blue] as number);
    const stepX = (X_RED[red] as number) + (X_GREEN[green] as number) + (X_BLUE[blue] as number);
    const stepZ = (Z_RED[red] as number) + (Z_GREEN[green] as number) + (Z_BLUE[blue] as number);
    const move = moves[step] as number;
    const x = cube((ROOTS[stepX] as number) + move);
    const y = newY[step] as number;
    const z = cube((ROOTS[stepZ] as number) + move);
    data[at] = encoded(RED_X * x + RED_Y * y + RED_Z * z);
    data[at + 1] = encoded(GREEN_X * x + GREEN_Y * y + GREEN_Z * z);
    data[at + 2] = encoded(BLUE_X * x + BLUE_Y * y + BLUE_Z * z);
  }
}

/** The value of so many steps of light; what is out of the range of sRGB is at its edge. */
function encoded(light: number): number {
  const step = (light + 0.5) | 0;
  return VALUE[Math.min(MAX_LIGHT, Math.max(0, step))] as number;
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
