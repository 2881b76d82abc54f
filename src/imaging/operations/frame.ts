/** Scale, cut, and put on a canvas: what every crop mode comes to. */
import type { Frame } from '../../transformation/index.ts';
import { checkPixels } from '../limits.ts';
import { applied, type Picture, ready, readyToDraw, upright } from '../picture.ts';

export async function frame(start: Picture, { resize, crop, canvas }: Frame): Promise<Picture> {
  let picture = start;
  if (resize !== undefined) {
    // The whole scaled image may be larger than what is cut out of it.
    checkPixels('The scaled image', resize, picture.animation?.frames ?? 1, picture.limits);
    picture = await ready(picture, 'resize');
    picture.pipeline.resize({ ...resize, fit: 'fill' });
    picture = applied(picture, 'resize', { size: resize });
  }
  if (crop !== undefined) {
    picture = await ready(picture, resize === undefined ? 'window' : 'crop');
    // Before a resize the image is turned first; after one it must not be, or the size would not reach the decoder.
    if (resize === undefined) upright(picture);
    picture.pipeline.extract(crop);
    picture = applied(picture, resize === undefined ? 'window' : 'crop', {
      size: { width: crop.width, height: crop.height },
    });
  }
  if (canvas !== undefined) {
    picture = await readyToDraw(picture, 'extend', canvas.background);
    picture.pipeline.extend({
      left: canvas.left,
      top: canvas.top,
      right: canvas.width - canvas.left - picture.size.width,
      bottom: canvas.height - canvas.top - picture.size.height,
      background: canvas.background,
    });
    picture = applied(picture, 'extend', {
      size: { width: canvas.width, height: canvas.height },
      hasAlpha: picture.hasAlpha || canvas.background.alpha < 1,
    });
  }
  return picture;
}
