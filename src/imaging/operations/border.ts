/** A frame of one colour around the image. */
import type { Border } from '../../transformation/index.ts';
import { edit, type Picture } from '../picture.ts';
import { cutCorners } from './corners.ts';
import { extend } from './frame.ts';

export async function border(picture: Picture, { width, color, inner }: Border): Promise<Picture> {
  const alpha = picture.hasAlpha || color.alpha < 1;
  const rounded = inner && (await edit(picture, { alpha }, (pixels) => cutCorners(pixels, inner, color)));
  return extend(rounded ?? picture, {
    left: width,
    top: width,
    width: picture.size.width + 2 * width,
    height: picture.size.height + 2 * width,
    background: color,
  });
}
