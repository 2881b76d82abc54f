/** The last step: the encoder of each format, and what of the source's metadata goes into the file. */
import type { Sharp } from 'sharp';
import type { Output, OutputFormat, Plan, Size } from '../transformation/index.ts';
import { keepsProfile, type Opened } from './decode.ts';
import { loadSharp } from './engine.ts';
import { checkPixels, checkSide } from './limits.ts';
import { flattenOpaque } from './operations/flatten.ts';
import { type Animation, type Picture, pixels, upright } from './picture.ts';

/** What alpha becomes in a format without it: ImageKit's documented default background (image-transformations.md 9, row 11). */
const FLATTENED_ON = { r: 0, g: 0, b: 0, alpha: 1 };

/**
 * How hard each encoder tries while a request waits, at the points past which time buys little. WebP at effort 2 is
 * 11 % smaller than at 0, and at 4 only another 2 % for twice the time; AVIF at effort 1 is 6 % smaller than at 0 for
 * three times the time.
 */
const WEBP_EFFORT = 2;
const AVIF_EFFORT = 0;
const PNG_PALETTE_EFFORT = 1;
const GIF_EFFORT = 4;

type Encoder = (pipeline: Sharp, output: Output, animation: Animation | undefined) => Sharp;

const ENCODERS: Readonly<Record<OutputFormat, Encoder>> = {
  // Full colour resolution (image-transformations.md 6.4); there is no lossless JPEG.
  jpg: (pipeline, { quality, progressive }) =>
    pipeline.jpeg({ quality, progressive, chromaSubsampling: '4:4:4' }),

  png: (pipeline, { quality, lossless, pngPalette }) =>
    pngPalette && !lossless
      ? pipeline.png({ palette: true, quality, effort: PNG_PALETTE_EFFORT })
      : pipeline.png({ compressionLevel: 6 }),

  webp: (pipeline, { quality, lossless }, animation) =>
    pipeline.webp({ quality, lossless, effort: WEBP_EFFORT, ...timing(animation) }),

  avif: (pipeline, { quality, lossless }) =>
    pipeline.avif({
      quality: avifQuality(quality),
      lossless,
      effort: AVIF_EFFORT,
      tune: 'iq',
      chromaSubsampling: lossless ? '4:4:4' : '4:2:0',
    }),

  gif: (pipeline, _output, animation) => pipeline.gif({ effort: GIF_EFFORT, ...timing(animation) }),
};

export type Encoded = Size & { readonly bytes: Buffer };

/** @throws errors.tooLarge when a side is longer than the format allows */
export async function encode(opened: Opened, end: Picture, plan: Plan): Promise<Encoded> {
  const { output } = plan;
  checkSide(output.format, end.size);
  checkPixels('The image', end.size, end.frames, end.limits);
  const picture = output.format === 'jpg' && end.hasAlpha ? await flattenOpaque(end, FLATTENED_ON) : end;
  const described = await withMetadata(opened, picture, plan);
  // Animations have no density.
  const pipeline = picture.animation ? described : await withDensity(described, plan);
  const bytes = await ENCODERS[output.format](pipeline, output, picture.animation).toBuffer();
  return { bytes, ...picture.size };
}

/**
 * The same quality on AVIF's own scale: `q` is a JPEG's, which WebP's resembles. Between these points AVIF is at least
 * as like to ten photographs as WebP by SSIM, in fewer bytes, with colours at WebP's resolution, in 1.3 times the time
 * (`npm run bench avif -- --photos <folder>`, `bench/avif-quality.ts`).
 */
const AVIF_QUALITY: readonly (readonly [quality: number, avif: number])[] = [
  [0, 0],
  [20, 40],
  [80, 67],
  [100, 91],
];

function avifQuality(quality: number): number {
  const above = AVIF_QUALITY.findIndex(([point]) => point >= quality);
  const [from, low] = AVIF_QUALITY[above - 1] ?? [0, 0];
  const [to, high] = AVIF_QUALITY[above] ?? [100, 91];
  return Math.max(1, Math.round(low + ((quality - from) / (to - from)) * (high - low)));
}

/** Raw pixels between two pipelines know no timing, so it is always given. */
function timing(animation: Animation | undefined) {
  return animation && { loop: animation.loop, delay: animation.delay };
}

/** Everything is stripped unless asked for: `md` keeps EXIF, IPTC, XMP and the profile, `cp` the profile alone. */
async function withMetadata(opened: Opened, picture: Picture, plan: Plan): Promise<Sharp> {
  const { keepMetadata } = plan.output;
  const profile = keepsProfile(plan, opened.metadata);
  if (!keepMetadata && !profile) return upright(picture);
  const pipeline = picture.rasterised ? await overSource(opened, picture) : upright(picture);
  if (keepMetadata && opened.metadata.hasProfile && !profile)
    return pipeline.keepMetadata().withIccProfile('srgb');
  return keepMetadata ? pipeline.keepMetadata() : pipeline.keepIccProfile();
}

/**
 * sharp writes a density with the EXIF, and with that comes the thumbnail of the source. Where nothing of it was asked
 * for, the image goes through a PNG that holds its pixels and perhaps its profile, and no more.
 */
async function withDensity(described: Sharp, { output: { density, keepMetadata } }: Plan): Promise<Sharp> {
  if (density === undefined) return described;
  if (keepMetadata) return described.withDensity(density);
  const sharp = await loadSharp();
  const clean = await described.png({ compressionLevel: 0 }).toBuffer();
  const pipeline = sharp(clean, { ignoreIcc: true, limitInputPixels: false });
  return pipeline.keepIccProfile().withExif({}).withDensity(density);
}

/**
 * Raw pixels have lost the source's metadata, and sharp offers no way to hand it over but as part of an image: so the
 * source is scaled to the same size and covered by the result.
 */
async function overSource(opened: Opened, picture: Picture): Promise<Sharp> {
  const { data, raw } = await pixels(picture);
  const base = upright({ ...picture, pipeline: opened.pipeline() }).resize({ ...picture.size, fit: 'fill' });
  base.composite([{ input: data, raw, left: 0, top: 0, blend: 'source' }]);
  return raw.channels === 3 ? base.removeAlpha() : base;
}
