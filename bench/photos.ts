/**
 * Photographs that anybody can make again: the same seed, the same pixels.
 *
 * The statistics are those of natural images by the dead leaves model (Lee, Mumford and Huang, 2001): things of all
 * sizes that hide one another, as many of each size as a camera sees, which gives edges and a spectrum that falls as
 * 1/f. Light falls off across each, its surface has texture, a lens has softened the whole and a sensor added noise.
 */
import sharp from 'sharp';
import { createRandom, type Random } from '../test/crash/random.ts';

export type PhotographOptions = {
  /** Pixels; 12 million by default. */
  readonly width?: number;
  readonly height?: number;
  readonly progressive?: boolean;
};

/** Things in a picture, whatever its size in pixels. */
const LEAVES = 5000;
/** Radii as shares of the shorter side. */
const SMALLEST = 0.006;
const LARGEST = 0.5;
/** Standard deviations, of 255. */
const TEXTURE = 9;
const SENSOR_NOISE = 2.5;
const LENS_BLUR = 0.8;
/** What cameras and the sets of public benchmarks use. */
const QUALITY = 90;

/** A JPEG, 4:2:0 as cameras write them. About 0.2 bytes a pixel. */
export async function photograph(
  seed: number,
  { width = 4000, height = 3000, progressive = false }: PhotographOptions = {},
): Promise<Buffer> {
  const random = createRandom(seed + 1);
  const { data } = await sharp(Buffer.from(leaves(random, width, height)), { unlimited: true })
    .removeAlpha()
    .blur(LENS_BLUR)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const texture = await textureOf(random, width, height);
  addGrain(random, data, texture);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: QUALITY, progressive })
    .toBuffer();
}

/** From the back to the front; the number of things of radius r falls as r^-3. */
function leaves(random: Random, width: number, height: number): string {
  const side = Math.min(width, height);
  const hue = random.next() * 360;
  const colour = (light: number) =>
    `hsl(${(hue + (random.next() - 0.5) * 140 + 360) % 360} ${5 + random.next() ** 2 * 55}% ${light}%)`;
  const gradients: string[] = [];
  const shapes: string[] = [];
  for (let index = 0; index < LEAVES; index += 1) {
    const radius = side * radiusOf(random.next());
    const light = 12 + random.next() * 68;
    gradients.push(
      `<linearGradient id="g${index}" gradientTransform="rotate(${random.integer(0, 359)} .5 .5)"><stop stop-color="${colour(light)}"/><stop offset="1" stop-color="${colour(light * (0.5 + random.next() * 0.5))}"/></linearGradient>`,
    );
    const [x, y] = [random.next() * width, random.next() * height];
    shapes.push(
      `<ellipse cx="${x}" cy="${y}" rx="${radius}" ry="${radius * (0.3 + random.next() * 0.7)}" transform="rotate(${random.integer(0, 179)} ${x} ${y})" fill="url(#g${index})"/>`,
    );
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs>${gradients.join('')}</defs><rect width="100%" height="100%" fill="${colour(60)}"/>${shapes.join('')}</svg>`;
}

/** The inverse of the distribution function of a density that falls as r^-3 between the two radii. */
function radiusOf(share: number): number {
  const [low, high] = [SMALLEST ** -2, LARGEST ** -2];
  return (low - share * (low - high)) ** -0.5;
}

/** Gray noise of several scales, each twice as coarse as the one before and as strong: 1/f again. */
async function textureOf(random: Random, width: number, height: number): Promise<Buffer> {
  const scales = [2, 8, 32].map(async (scale) => {
    const size = { width: Math.ceil(width / scale), height: Math.ceil(height / scale) };
    const noise = random.bytes(size.width * size.height);
    return sharp(noise, { raw: { ...size, channels: 1 } })
      .resize(width, height, { fit: 'fill', kernel: 'cubic' })
      .toColourspace('b-w')
      .raw()
      .toBuffer();
  });
  const [sum, ...others] = await Promise.all(scales);
  if (sum === undefined) throw new RangeError('no texture');
  for (const other of others)
    for (let index = 0; index < sum.length; index += 1)
      sum[index] = ((sum[index] ?? 0) + (other[index] ?? 0)) / 2;
  return sum;
}

/** Texture shows in the light more than in the dark; the sensor's noise is everywhere, each colour its own. */
function addGrain(random: Random, pixels: Buffer, texture: Buffer): void {
  const noise = random.bytes(65_537);
  for (let index = 0; index < pixels.length; index += 1) {
    const value = pixels[index] ?? 0;
    const surface = (((texture[Math.floor(index / 3)] ?? 128) - 128) / 40) * TEXTURE * (value / 160);
    // The sum of two even distributions is near enough to a sensor's.
    const grain = (noise[index % 65_537] ?? 0) + (noise[(index * 7) % 65_521] ?? 0) - 255;
    pixels[index] = Math.max(0, Math.min(255, value + surface + (grain / 104) * SENSOR_NOISE));
  }
}
