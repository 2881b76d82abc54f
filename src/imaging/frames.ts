/**
 * The frames of an animation, one by one. sharp refuses to rotate, trim or look at several at once, and where it does
 * not refuse it scales, blurs and flips them as one tall image, so that each bleeds into its neighbours.
 */
import { checkPixels } from './limits.ts';
import { fromPixels, type Picture, type Pixels, pixels } from './picture.ts';

/** How many pixels are decoded at a time: 64 MB. A later part costs the decoder a walk through the earlier ones. */
const PART_PIXELS = 16e6;

/** The frames as pictures of their own; a still picture is its only frame. */
export async function* framesOf(picture: Picture): AsyncGenerator<Picture> {
  const { animation, size, frames } = picture;
  if (animation === undefined) return yield picture;
  const most = Math.max(1, Math.floor(PART_PIXELS / (size.width * size.height)));
  for (let first = 0; first < frames; first += most) {
    const count = Math.min(most, frames - first);
    const part = await pixels({ ...picture, pipeline: animation.part(first, count), frames: count });
    const raw = { width: size.width, height: size.height, channels: part.raw.channels };
    const length = part.data.length / count;
    for (let frame = 0; frame < count; frame += 1) {
      const data = part.data.subarray(frame * length, (frame + 1) * length);
      yield fromPixels({ data, raw }, { ...picture, animation: undefined });
    }
  }
}

/** Does to every frame what `work` does to one image. All results have one size. */
export async function eachFrame(
  picture: Picture,
  work: (frame: Picture) => Promise<Picture>,
): Promise<Picture> {
  if (picture.animation === undefined) return work(picture);
  let joined: Pixels | undefined;
  let filled = 0;
  for await (const frame of framesOf(picture)) {
    const result = await work(frame);
    checkPixels('The transformed image', result.size, picture.frames, picture.limits);
    const { data, raw } = await pixels(result);
    joined ??= roomFor(raw, picture.frames);
    filled += data.copy(joined.data, filled);
  }
  return joined === undefined ? picture : fromPixels(joined, picture);
}

function roomFor({ width, height, channels }: Pixels['raw'], frames: number): Pixels {
  const raw = { width, height: height * frames, channels, pageHeight: height };
  return { data: Buffer.alloc(width * height * channels * frames), raw };
}
