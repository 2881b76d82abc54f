/** Scale, cut, and put on a canvas: what every crop mode comes to. */
import type { Frame, Size } from '../../transformation/index.ts';
import { checkPixels } from '../limits.ts';
import { applied, type Picture, ready, readyToDraw, upright } from '../picture.ts';

export async function frame(start: Picture, { resize, crop, canvas }: Frame): Promise<Picture> {
  let picture = start;
  if (resize !== undefined) picture = await scale(picture, resize);
  if (crop !== undefined) {
    picture = await ready(picture, resize === undefined ? 'window' : 'crop');
    // Before a resize the image is turned first; after one it must not be, or the size would not reach the decoder.
    if (resize === undefined) upright(picture);
    picture.pipeline.extract(crop);
    picture = applied(picture, resize === undefined ? 'window' : 'crop', {
      size: { width: crop.width, height: crop.height },
    });
  }
  return canvas === undefined ? picture : extend(picture, canvas);
}

/** To exactly this size, even if that distorts. */
export async function scale(start: Picture, { width, height }: Size): Promise<Picture> {
  // The whole scaled image may be larger than what is cut out of it.
  checkPixels('The scaled image', { width, height }, start.frames, start.limits);
  const picture = await ready(start, 'resize');
  picture.pipeline.resize({ width, height, fit: 'fill' });
  return applied(picture, 'resize', { size: { width, height } });
}

/** Onto a canvas of one colour, at `left` and `top`. */
export async function extend(start: Picture, canvas: NonNullable<Frame['canvas']>): Promise<Picture> {
  const { left, top, width, height, background } = canvas;
  const picture = await readyToDraw(start, 'extend', background);
  picture.pipeline.extend({
    left,
    top,
    right: width - left - picture.size.width,
    bottom: height - top - picture.size.height,
    background,
  });
  return applied(picture, 'extend', {
    size: { width, height },
    hasAlpha: picture.hasAlpha || background.alpha < 1,
  });
}
