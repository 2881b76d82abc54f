/** The first step: from a stored file to a picture, by its header alone. Pixels are decoded when the pipeline runs. */
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import type { Plan, Size } from '../transformation/index.ts';
import { DECODERS, decodeHeic } from './decoders/index.ts';
import { loadSharp } from './engine.ts';
import { errors } from './errors.ts';
import type { Header } from './header.ts';
import { checkPixels, type Limits, MAX_SVG_BYTES } from './limits.ts';
import { type Animation, type Picture, rank } from './picture.ts';
import { readSanitizedSvg } from './svg/index.ts';

export type Source = {
  readonly path: string;
  readonly mime: string;
  /**
   * The upright size that the plan was made for, 0 x 0 when unknown. A vector drawing that the plan does not scale is
   * rasterised at it.
   */
  readonly size?: Size | undefined;
  /** `knownHeader`: it is not read then. */
  readonly header?: Header | undefined;
};

/** A source with its header read. */
export type Opened = {
  readonly metadata: Header;
  /** A new pipeline on the source; each one decodes for itself. */
  readonly pipeline: () => Sharp;
  readonly picture: Picture;
};

/** The media types that libvips opens, with what it calls their format. */
const READABLE: ReadonlyMap<string, Header['format']> = new Map([
  ['image/jpeg', 'jpeg'],
  ['image/png', 'png'],
  ['image/webp', 'webp'],
  ['image/gif', 'gif'],
  ['image/avif', 'heif'],
  ['image/heic', 'heif'],
  ['image/heif', 'heif'],
  ['image/tiff', 'tiff'],
  ['image/svg+xml', 'svg'],
]);

/** What sharp takes for a side. A drawing may claim more, and be scaled to less. */
const MAX_SIDE = 100_000_000;

/** Truncated or broken data is an error; a decoder's warning (stray bytes between markers) is not. */
const failOn = 'error';

/**
 * @throws errors.noDecoder for a format that cannot be read, errors.cannotDecode for a header that does not parse,
 *   errors.tooLarge for more pixels (all frames that will be rendered together) than the limit, errors.otherPage for a
 *   page of another size than the first
 */
export async function open(source: Source, plan: Plan, limits: Limits): Promise<Opened> {
  const sharp = await loadSharp();
  const { path, header } = source;
  const { input, metadata } = header ? { input: path, metadata: header } : await read(source, limits);
  const { format } = metadata;
  const animated =
    plan.animated && hasFrames(format) && hasFrames(plan.output.format) && (metadata.pages ?? 1) > 1;
  const frames = animated ? (metadata.pages ?? 1) : 1;
  // A vector drawing is rasterised at the size wanted, not at its own.
  if (format !== 'svg') checkPixels('The image', metadata, frames, limits);

  const options: SharpOptions = {
    failOn,
    limitInputPixels: format === 'svg' ? false : limits.maxMegapixels * 1e6,
    ignoreIcc: keepsProfile(plan, metadata),
  };
  const start = (pages: SharpOptions) => {
    const opened = sharp(input, { ...options, ...pages });
    // sharp takes 16-bit RGB with a profile to Display P3 and leaves it there untagged.
    return metadata.depth === 'ushort' && metadata.hasProfile && !options.ignoreIcc
      ? opened.withIccProfile('srgb', { attach: false })
      : opened;
  };
  const page = animated ? { pages: -1 } : plan.page === undefined ? {} : { page: plan.page - 1 };
  if (plan.page !== undefined && plan.page > 1 && !hasFrames(format))
    checkPage(plan.page, await start(page).metadata(), metadata);
  const pipeline = () => start(page);
  const part = (first: number, pages: number) => start({ page: first, pages });
  const picture: Picture = {
    pipeline: pipeline(),
    rank: rank.start,
    size: animated ? metadata : metadata.autoOrient,
    hasAlpha: metadata.hasAlpha,
    isGray: metadata.space === 'b-w' || metadata.space === 'grey16',
    frames,
    animation: animated ? { ...timing(metadata), part } : undefined,
    rasterised: false,
    limits,
  };
  const drawing = format === 'svg' && source.size?.width ? drawnAt(source.size, picture) : picture;
  return { metadata, pipeline, picture: drawing };
}

/** What libvips is to open, and its header. */
type Input = { readonly input: string | Buffer; readonly metadata: Header };

/** The file itself; an SVG made harmless; or the PNG that a decoder of ours makes of it. */
async function read({ path, mime }: Source, limits: Limits): Promise<Input> {
  const decode = DECODERS.get(mime);
  if (decode !== undefined) return readAs('png', mime, await decode(path, limits));
  const format = READABLE.get(mime);
  if (format === undefined) throw errors.noDecoder(mime);
  const input = format === 'svg' ? Buffer.from(await readSanitizedSvg(path, MAX_SVG_BYTES)) : path;
  const file = await readAs(format, mime, input);
  const { compression } = file.metadata;
  if (format !== 'heif' || compression === 'av1') return file;
  if (compression === 'hevc') return readAs('png', mime, await decodeHeic(path, file.metadata, limits));
  throw errors.noDecoder(`HEIF with ${compression} inside`);
}

/** The type was told by the bytes at upload; libvips must agree, or another reader than the intended one would open them. */
async function readAs(
  format: Header['format'],
  mime: string,
  input: string | Buffer,
): Promise<Input & { readonly metadata: Metadata }> {
  const sharp = await loadSharp();
  const metadata = await sharp(input, { failOn, limitInputPixels: false })
    .metadata()
    .catch((cause) => {
      throw errors.cannotDecode(mime).because(cause);
    });
  if (metadata.format !== format) throw errors.cannotDecode(mime);
  return { input, metadata };
}

/** Pages that are pictures of their own may differ, and the plan was made for the first. @throws errors.otherPage */
function checkPage(page: number, { autoOrient: own }: Header, { autoOrient: first }: Header): void {
  if (own.width === first.width && own.height === first.height) return;
  throw errors.otherPage(page, `${own.width}x${own.height}`, `${first.width}x${first.height}`);
}

/** Pages of other formats (TIFF, HEIF) are pictures of their own; of an animated PNG libvips reads the first frame only. */
function hasFrames(format: string): boolean {
  return format === 'gif' || format === 'webp';
}

/**
 * libvips takes an inch for 72 pixels where CSS has 96, and loses sizes over ten million: the plan's size counts. A frame
 * that scales the drawing replaces this scaling, one that only cuts it comes after.
 */
function drawnAt(size: Size, picture: Picture): Picture {
  const within = (side: number) => Math.min(side, MAX_SIDE);
  picture.pipeline.resize({ width: within(size.width), height: within(size.height), fit: 'fill' });
  return { ...picture, size, rank: rank.window };
}

/** The header may hold more milliseconds or loops than the formats' writers take (16 bits). */
function timing({ delay = [], loop = 0 }: Header): Pick<Animation, 'delay' | 'loop'> {
  const most = (value: number) => Math.min(Math.max(0, value), 65_535);
  return { delay: delay.map(most), loop: most(loop) };
}

/**
 * Whether the pixels stay in the source's colour space, its profile beside them. Only RGB profiles describe what is
 * encoded: CMYK and gray become sRGB in any case.
 */
export function keepsProfile({ output }: Pick<Plan, 'output'>, { space, hasProfile }: Header): boolean {
  const rgb = space === 'srgb' || space === 'rgb16' || space === 'rgb';
  return (output.keepColorProfile || output.keepMetadata) && hasProfile && rgb;
}
