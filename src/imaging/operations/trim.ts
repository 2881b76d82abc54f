/** Cuts uniform borders. */
import type { Rect, Trim } from '../../transformation/index.ts';
import { framesOf } from '../frames.ts';
import { type Picture, rasterise, settle } from '../picture.ts';
import type { Found } from './found.ts';

/** libvips' threshold is a difference of channel values, the plan's tolerance per cent of their range. */
const PER_CENT = 2.55;

/** The least that libvips looks at. */
const MIN_SIDE = 3;

/** Cuts out all that lies within the borders in any frame. Nothing is cut off a uniform image. */
export async function findTrim(start: Picture, { tolerance }: Trim): Promise<Found> {
  const { width, height } = start.size;
  if (width < MIN_SIDE && height < MIN_SIDE) return { picture: start, operations: [] };
  const picture = await settle(start);
  let content: Rect | undefined;
  for await (const frame of framesOf(picture)) {
    const { pipeline } = await rasterise(frame);
    const { info } = await pipeline
      .clone()
      // Without `lineArt` a median filter would take lines of one pixel for noise.
      .trim({ threshold: tolerance * PER_CENT, lineArt: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { trimOffsetLeft = 0, trimOffsetTop = 0 } = info;
    const box = { left: -trimOffsetLeft, top: -trimOffsetTop, width: info.width, height: info.height };
    content = content === undefined ? box : union(content, box);
  }
  const trimmed = content !== undefined && (content.width < width || content.height < height);
  return { picture, operations: trimmed ? [{ op: 'frame', crop: content }] : [] };
}

function union(a: Rect, b: Rect): Rect {
  const left = Math.min(a.left, b.left);
  const top = Math.min(a.top, b.top);
  const right = Math.max(a.left + a.width, b.left + b.width);
  const bottom = Math.max(a.top + a.height, b.top + b.height);
  return { left, top, width: right - left, height: bottom - top };
}
