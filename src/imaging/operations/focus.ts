/** Crops whose place the pixels decide. */
import type { FocusFrame, Rect, Size } from '../../transformation/index.ts';
import { errors } from '../errors.ts';
import { framesOf } from '../frames.ts';
import { type Picture, rasterise, settle } from '../picture.ts';
import type { Found } from './found.ts';

/** @throws errors.notRendered for faces and objects, which need a model */
export async function findFocus(start: Picture, { resize, ...focus }: FocusFrame): Promise<Found> {
  // Scaled first, on its own, so that the size reaches the decoder.
  if (resize !== undefined) return { picture: start, operations: [{ op: 'frame', resize }, focus] };
  if (focus.subject !== 'auto' || focus.size === undefined)
    throw errors.notRendered(`focus on ${focus.subject}`);
  const picture = await settle(start);
  return { picture, operations: [{ op: 'frame', crop: await salientWindow(picture, focus.size) }] };
}

/**
 * The window of this size, unscaled, around what stands out: by its colour, its contrast, by looking like skin. Of an
 * animation the first frame decides, or the window would jump.
 */
async function salientWindow(picture: Picture, { width, height }: Size): Promise<Rect> {
  const first = await framesOf(picture).next();
  const { pipeline } = await rasterise(first.value ?? picture);
  const { info } = await pipeline
    .clone()
    .resize({ width, height, fit: 'cover', position: 'attention', withoutReduction: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  // sharp says where the image lies behind the window, not where the window lies.
  const { cropOffsetLeft = 0, cropOffsetTop = 0 } = info;
  return { left: -cropOffsetLeft, top: -cropOffsetTop, width, height };
}
