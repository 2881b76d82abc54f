/** Gaussian blur. */
import type { Blur } from '../../transformation/index.ts';
import { applied, type Picture, ready } from '../picture.ts';
import { scale } from './frame.ts';

/** The least that libvips takes. */
const MIN_SIGMA = 0.3;

/**
 * From twice this on the image is scaled down first, so that its sigma is this: of what is left then, scaling takes
 * nothing away, and the time no longer grows with the sigma.
 */
const ENOUGH_SIGMA = 8;

/** Where the kernel ends, as a part of its peak. sharp's own 0.2 cuts a bell into a box with visible edges. */
const MIN_AMPLITUDE = 0.05;

export async function blur(picture: Picture, { sigma }: Pick<Blur, 'sigma'>): Promise<Picture> {
  const shrink = sigma / ENOUGH_SIGMA;
  if (shrink < 2) return gaussian(picture, Math.max(MIN_SIGMA, sigma));
  const { width, height } = picture.size;
  const small = await scale(picture, {
    width: Math.ceil(width / shrink),
    height: Math.ceil(height / shrink),
  });
  return scale(await gaussian(small, ENOUGH_SIGMA), { width, height });
}

async function gaussian(start: Picture, sigma: number): Promise<Picture> {
  const picture = await ready(start, 'blur');
  picture.pipeline.blur({ sigma, minAmplitude: MIN_AMPLITUDE });
  return applied(picture, 'blur');
}
