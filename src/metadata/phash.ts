/**
 * The perceptual hash of a picture: 64 bits that hardly change when it is resized or compressed anew (rest-api.md 4.5).
 * 32 x 32 grey means, their two-dimensional cosine transform, of which the 8 x 8 lowest frequencies but the very lowest:
 * a bit tells whether a coefficient is above the median.
 */

const SIZE = 32;
const HASH_SIZE = 8;

/** Pixels that are worth decoding for it: about a second of work. JPEGs are shrunk while they are decoded. */
const MAX_PIXELS = 50_000_000;
const MAX_PIXELS_OF: Readonly<Record<string, number>> = {
  'image/jpeg': 100_000_000,
  'image/avif': 20_000_000,
};

/** 16 hex digits; undefined for a picture that is too big for its hash to be worth it. Throws where it cannot be decoded. */
export async function readPhash(
  path: string,
  picture: { readonly width: number; readonly height: number; readonly mime: string },
): Promise<string | undefined> {
  const limit = MAX_PIXELS_OF[picture.mime] ?? MAX_PIXELS;
  if (picture.width * picture.height > limit) return undefined;
  const { default: sharp } = await import('sharp');
  // Shrinking takes the mean of what becomes one pixel, which is what the mean filter is there for.
  const grey = await sharp(path, { limitInputPixels: limit, failOn: 'none', sequentialRead: true })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize(SIZE, SIZE, { fit: 'fill', kernel: 'linear' })
    .toColourspace('b-w')
    .extractChannel(0)
    .raw()
    .toBuffer();
  return hashOf(grey);
}

/** @param grey 32 x 32 bytes, row by row */
export function hashOf(grey: Uint8Array): string {
  const coefficients: number[] = [];
  for (let v = 1; v <= HASH_SIZE; v += 1) {
    for (let u = 1; u <= HASH_SIZE; u += 1) coefficients.push(coefficient(grey, u, v));
  }
  const sorted = coefficients.toSorted((a, b) => a - b);
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  const bits = coefficients.map((value) => (value > median ? '1' : '0')).join('');
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}

const COSINES = Array.from({ length: HASH_SIZE + 1 }, (_, frequency) =>
  Array.from({ length: SIZE }, (_, x) => Math.cos(((2 * x + 1) * frequency * Math.PI) / (2 * SIZE))),
);

/**
 * Rounding and compression alone move a coefficient, a sum over 1,024 pixels, by tens. Where half of them are nothing
 * else, as in a picture that is the same on both sides, every other bit would be chance: so small ones are zero.
 */
const NOISE = 96;

function coefficient(grey: Uint8Array, u: number, v: number): number {
  const across = COSINES[u] ?? [];
  const down = COSINES[v] ?? [];
  let sum = 0;
  for (let y = 0; y < SIZE; y += 1) {
    let row = 0;
    for (let x = 0; x < SIZE; x += 1) row += (grey[y * SIZE + x] ?? 0) * (across[x] ?? 0);
    sum += row * (down[y] ?? 0);
  }
  return Math.round(sum / NOISE);
}

/** Bits in which two hashes differ, 0 to 64. */
export function phashDistance(a: string, b: string): number {
  const differing = (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2);
  return differing.replaceAll('0', '').length;
}
