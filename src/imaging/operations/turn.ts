/** Mirrored, and rotated. */
import type { Flip, Rotate } from '../../transformation/index.ts';
import { loadSharp } from '../engine.ts';
import { checkPixels } from '../limits.ts';
import { applied, fromPixels, type Picture, pixels, ready } from '../picture.ts';
import { frame } from './frame.ts';

export async function flip(start: Picture, { horizontal, vertical }: Flip): Promise<Picture> {
  const picture = await ready(start, 'flip');
  picture.pipeline.flop(horizontal).flip(vertical);
  return applied(picture, 'flip');
}

export async function rotate(start: Picture, { degrees, size }: Rotate): Promise<Picture> {
  if (degrees % 90 !== 0) return rotateFreely(start, { degrees, size });
  const picture = await ready(start, 'rotate');
  picture.pipeline.rotate(degrees);
  return applied(picture, 'rotate', { size });
}

/** Around the middle; libvips rounds the bounding box in its own way, which may differ by a pixel. */
async function rotateFreely(
  picture: Picture,
  { degrees, size }: Pick<Rotate, 'degrees' | 'size'>,
): Promise<Picture> {
  checkPixels('The transformed image', size, picture.frames, picture.limits);
  const sharp = await loadSharp();
  const { data, raw } = await pixels(picture);
  const { data: turned, info } = await sharp(data, { raw, limitInputPixels: false })
    .rotate(degrees, { background: TRANSPARENT })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const result = await fromPixels({ data: turned, raw: { width, height, channels } }, picture);
  return width === size.width && height === size.height ? result : fit(result, size);
}

const TRANSPARENT = { r: 0, g: 0, b: 0, alpha: 0 };

/** What is too much is cut off, what is missing is transparent, on both sides alike. */
function fit(picture: Picture, { width, height }: Rotate['size']): Promise<Picture> {
  const kept = {
    width: Math.min(width, picture.size.width),
    height: Math.min(height, picture.size.height),
  };
  return frame(picture, {
    op: 'frame',
    crop: {
      ...kept,
      left: (picture.size.width - kept.width) >> 1,
      top: (picture.size.height - kept.height) >> 1,
    },
    canvas: {
      width,
      height,
      left: (width - kept.width) >> 1,
      top: (height - kept.height) >> 1,
      background: TRANSPARENT,
    },
  });
}
