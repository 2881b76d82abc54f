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
  /** How many of this size the result has: limits are for all of them together. */
  readonly frames: number;
  /** Of an animation as a whole; undefined for one image or frame. Verbs join the pipelines of those only. */
  readonly animation: Animation | undefined;
  /** Whether the pipeline starts from raw pixels, which carry no EXIF, profile or timing. */
  readonly rasterised: boolean;
  readonly limits: Limits;
};

export type Animation = {
  /** Milliseconds of each frame. */
  readonly delay: number[];
  /** How often it plays; 0 for ever. */
  readonly loop: number;
  /** A new pipeline on some of the frames, one below the other. */
  readonly part: (first: number, count: number) => Sharp;
};

/** sharp's own order (its `pipeline.cc`), of the verbs used here. */
export const rank = {
  start: 0,
  window: 1, // extract before resize
  flatten: 2,
  resize: 3,
  flip: 4,
  rotate: 5, // by right angles
  crop: 6, // extract after resize
  extend: 7,
  blur: 8,
  sharpen: 9,
  composite: 10,
  normalise: 11,
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
  checkPixels('The transformed image', next.size, next.frames, next.limits);
  return next;
}

/** 8-bit sRGB pixels, in three channels or with alpha in four, and their shape as sharp wants it; frames stand one below the other. */
export type Pixels = { readonly data: Buffer; readonly raw: CreateRaw };

/** Runs the pipeline to raw pixels and starts another one on them. */
export async function rasterise(picture: Picture): Promise<Picture> {
  const isRaw = picture.rasterised && picture.rank === rank.start;
  return isRaw ? picture : fromPixels(await pixels(picture), picture);
}

/** A picture that can be looked at and then used: without it, a still one would be decoded for each. */
export async function settle(picture: Picture): Promise<Picture> {
  return picture.animation ? picture : rasterise(picture);
}

/** Changes the pixels in place; with `alpha` they always have it. */
export async function edit(
  picture: Picture,
  { alpha }: { readonly alpha: boolean },
  change: (pixels: Pixels) => void,
): Promise<Picture> {
  if (alpha) picture.pipeline.ensureAlpha();
  const edited = await pixels(picture);
  change(edited);
  return fromPixels(edited, picture);
}

/** A picture of pixels whose size has been checked. What they do not tell is taken from `facts`. */
export async function fromPixels({ data, raw }: Pixels, facts: Picture): Promise<Picture> {
  const sharp = await loadSharp();
  const { animation, frames } = facts;
  const { width, channels, pageHeight: height = raw.height } = raw;
  const part = (first: number, count: number) => {
    const length = width * height * channels;
    const shape = { width, height: height * count, channels, ...(animation && { pageHeight: height }) };
    const bytes = data.subarray(first * length, (first + count) * length);
    // `pages` makes sharp see frames instead of one tall image.
    return sharp(bytes, { raw: shape, limitInputPixels: false, pages: animation ? -1 : 1 });
  };
  return {
    ...facts,
    pipeline: part(0, animation ? frames : 1),
    rank: rank.start,
    size: { width, height },
    hasAlpha: channels === 4,
    isGray: false,
    animation: animation && { ...animation, part },
    rasterised: true,
  };
}

/**
 * The pixels of a picture, in a buffer of their own.
 *
 * @throws errors.tooLarge: a vector drawing has not been checked before
 */
export async function pixels(picture: Picture): Promise<Pixels> {
  const { size, frames, animation, limits } = picture;
  checkPixels('The image', size, frames, limits);
  const { data, info } = await upright(picture).raw().toBuffer({ resolveWithObject: true });
  // The size is ours: what sharp reports after a crop and an extension together is that of the crop.
  const raw = { width: size.width, height: size.height * (animation ? frames : 1), channels: info.channels };
  if (data.length !== raw.width * raw.height * raw.channels) {
    throw new RangeError(`A picture of ${size.width}x${size.height} came out as ${data.length} bytes`);
  }
  return { data, raw: animation ? { ...raw, pageHeight: size.height } : raw };
}

/** The pipeline, turned by the EXIF orientation after what is in it already; frames cannot be turned. */
export function upright({ pipeline, animation }: Picture): Sharp {
  return animation ? pipeline : pipeline.autoOrient();
}
