/**
 * An image on its way through a plan: a sharp pipeline that has been described but not run.
 *
 * sharp applies its verbs in an order of its own, whatever the order they are called in. So an operation may join the
 * pipeline only while its verbs come later in that order than those already there ({@link rank}); otherwise the
 * pipeline runs first, and its raw pixels are the start of the next. One frame and its encoding are one call: then the
 * wanted size reaches the decoder (shrink on load), and no pixel is stored twice.
 */
import type { CreateRaw, Sharp } from 'sharp';
import type { Color, Size } from '../transformation/index.ts';
import { loadSharp } from './engine.ts';
import { checkPixels, type Limits } from './limits.ts';

export type Picture = {
  readonly pipeline: Sharp;
  /** Where in sharp's order the last verb of the pipeline stands; 0 for none. */
  readonly rank: number;
  /** After every operation so far, EXIF orientation included; of one frame. */
  readonly size: Size;
  readonly hasAlpha: boolean;
  /** Whether the pixels have colour channels yet: what is drawn on gray ones becomes gray. */
  readonly isGray: boolean;
  /** Of an animation that is rendered whole; undefined for a single frame. */
  readonly animation: Animation | undefined;
  /** Whether the pipeline starts from raw pixels, which carry no EXIF, profile or timing. */
  readonly rasterised: boolean;
  readonly limits: Limits;
};

export type Animation = {
  readonly frames: number;
  /** Milliseconds of each frame. */
  readonly delay: number[];
  /** How often it plays; 0 for ever. */
  readonly loop: number;
};

/** sharp's own order (its `pipeline.cc`), of the verbs used here. */
export const rank = {
  start: 0,
  window: 1, // extract before resize
  flatten: 2,
  greyscale: 3,
  resize: 4,
  flip: 5,
  rotate: 6, // by right angles
  crop: 7, // extract after resize
  extend: 8,
  blur: 9,
  sharpen: 10,
  composite: 11,
  linear: 12,
  normalise: 13,
} as const;

/** The picture with a pipeline that `verb` may still join. */
export async function ready(picture: Picture, verb: keyof typeof rank): Promise<Picture> {
  return rank[verb] > picture.rank ? picture : rasterise(picture);
}

/** The picture with a pipeline that `verb` may join to draw in `color`. */
export async function readyToDraw(
  picture: Picture,
  verb: keyof typeof rank,
  { r, g, b }: Color,
): Promise<Picture> {
  const needsColor = picture.isGray && !(r === g && g === b);
  return needsColor ? rasterise(picture) : ready(picture, verb);
}

/** What an operation did to a picture: the pipeline is changed in place, the facts are replaced. */
export function applied(
  picture: Picture,
  verb: keyof typeof rank,
  facts: Partial<Pick<Picture, 'size' | 'hasAlpha'>> = {},
): Picture {
  const next = { ...picture, ...facts, rank: rank[verb] };
  checkPixels('The transformed image', next.size, next.animation?.frames ?? 1, next.limits);
  return next;
}

/** Runs the pipeline to raw 8-bit sRGB pixels and starts another one on them. */
export async function rasterise(picture: Picture): Promise<Picture> {
  const sharp = await loadSharp();
  const { data, raw } = await pixels(picture);
  // Already checked, frames included, by `applied`.
  const pipeline = sharp(data, { raw, limitInputPixels: false, pages: picture.animation ? -1 : 1 });
  const hasAlpha = raw.channels === 2 || raw.channels === 4;
  return { ...picture, pipeline, rank: rank.start, rasterised: true, isGray: false, hasAlpha };
}

/**
 * The pixels of a picture, and their shape as sharp wants it for an input; frames stand one below the other.
 *
 * @throws errors.tooLarge: a vector drawing has not been checked before
 */
export async function pixels(picture: Picture): Promise<{ data: Buffer; raw: CreateRaw }> {
  const { size, animation, limits } = picture;
  checkPixels('The image', size, animation?.frames ?? 1, limits);
  const { data, info } = await upright(picture).raw().toBuffer({ resolveWithObject: true });
  // The size is ours: what sharp reports after a crop and an extension together is that of the crop.
  const raw = { width: size.width, height: size.height * (animation?.frames ?? 1), channels: info.channels };
  if (data.length !== raw.width * raw.height * raw.channels) {
    throw new RangeError(`A picture of ${size.width}x${size.height} came out as ${data.length} bytes`);
  }
  return { data, raw: animation ? { ...raw, pageHeight: size.height } : raw };
}

/** The pipeline, turned by the EXIF orientation after what is in it already; frames cannot be turned. */
export function upright({ pipeline, animation }: Picture): Sharp {
  return animation ? pipeline : pipeline.autoOrient();
}
