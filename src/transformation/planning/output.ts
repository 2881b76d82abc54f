/** Which format the result has and how it is encoded (spec 6.1-6.4). */
import { errors } from '../errors.ts';
import type { AskedFormat } from '../parameters/index.ts';
import type { Output, OutputFormat, PlanRequest, Size } from '../plan.ts';

/** What the last step that sets each of them says. */
export type OutputAsked = {
  readonly f?: AskedFormat | undefined;
  readonly q?: number | 'auto' | undefined;
  readonly lo?: boolean | undefined;
  readonly pr?: boolean | undefined;
  readonly md?: boolean | undefined;
  readonly cp?: boolean | undefined;
  readonly dn?: number | undefined;
};

/** The result that is to be encoded. */
export type Result = {
  readonly source: string;
  readonly size: Size;
  /** Else the size is an assumption, and the encoder will refuse what it cannot hold. */
  readonly exact: boolean;
  readonly hasAlpha: boolean;
  /** Whether a step made pixels half transparent, which a GIF cannot hold. */
  readonly translucent: boolean;
  /** Whether the source has several frames that could all be kept. */
  readonly animated: boolean;
  /** Unsharp masking and colour profiles keep AVIF out of the automatic formats. */
  readonly unsharp: boolean;
};

/** The longest side each encoder takes. */
const MAX_SIDE: Readonly<Record<OutputFormat, number>> = {
  webp: 16_383,
  avif: 16_383,
  jpg: 65_535,
  gif: 65_535,
  png: 2_147_483_647,
};

/** What is left of the quality for those who ask to save data, where the settings allow it. */
const DATA_SAVER_PART = 0.7;

/** Whether the format depends on what the browser accepts. */
export function isNegotiated({ f }: OutputAsked, { settings }: PlanRequest): boolean {
  return (f ?? settings.defaultFormat) === 'auto';
}

/** Whether an SVG stays an SVG: only a raster format turns it into pixels. */
export function keepsSvg({ f }: OutputAsked): boolean {
  return f === undefined || f === 'auto' || f === 'svg' || f === 'orig';
}

/** @throws errors.notApplicable, errors.tooLarge when a format that was asked for cannot hold the result */
export function planOutput(asked: OutputAsked, result: Result, request: PlanRequest): Output {
  const { settings, hints } = request;
  const keepColorProfile = asked.cp ?? settings.keepColorProfile;
  const format = isNegotiated(asked, request)
    ? negotiate(asked, result, request)
    : fixedFormat(asked.f, result);
  const quality = asked.q === undefined || asked.q === 'auto' ? settings.defaultQuality : asked.q;
  const saving = settings.dataSaver === true && hints.saveData;
  const lossless = (asked.lo ?? false) && (format === 'webp' || format === 'avif' || format === 'png');
  return {
    format,
    quality: saving ? Math.max(1, Math.round(quality * DATA_SAVER_PART)) : quality,
    lossless,
    progressive: (asked.pr ?? false) && format === 'jpg',
    keepMetadata: asked.md ?? settings.keepMetadata,
    keepColorProfile,
    pngPalette: format === 'png' && settings.pngCompression === 'palette' && !lossless,
    ...(asked.dn !== undefined && { density: asked.dn }),
  };
}

/** The first that the browser takes and that can hold the result: AVIF, WebP, the source's own family. */
function negotiate(asked: OutputAsked, result: Result, { accepts, settings }: PlanRequest): OutputFormat {
  const avif =
    settings.autoAvif &&
    accepts.avif &&
    asked.cp !== true &&
    !result.unsharp &&
    !result.animated &&
    result.source !== 'heic';
  if (avif && fits('avif', result)) return 'avif';
  if (accepts.webp && fits('webp', result)) return 'webp';
  return family(result);
}

/**
 * The format without WebP and AVIF: animations stay GIF, and a still one as long as it can hold the result; lossless
 * sources and transparency become PNG, the rest is JPEG.
 */
function family(result: Result): OutputFormat {
  const staysGif = result.source === 'gif' && !(result.hasAlpha && result.translucent) && fits('gif', result);
  if (result.animated || staysGif) return 'gif';
  if (result.hasAlpha || result.source === 'png') return 'png';
  return fits('jpg', result) ? 'jpg' : 'png';
}

function fixedFormat(f: AskedFormat | undefined, result: Result): OutputFormat {
  switch (f) {
    case 'jpg':
    case 'png':
    case 'webp':
    case 'avif':
      return checked(f, result);
    case 'gif':
      if (result.source !== 'gif') throw errors.notApplicable('f-gif', 'the image is not a GIF');
      return checked(f, result);
    case 'svg':
      throw errors.notApplicable('f-svg', 'the image is not an SVG');
    case 'mp4':
    case 'webm':
      throw errors.notApplicable(`f-${f}`, 'the file is not a video');
    default:
      return ownFormat(result);
  }
}

/** The source's format; HEIC, TIFF and what else is never an output becomes JPEG or PNG. */
function ownFormat(result: Result): OutputFormat {
  switch (result.source) {
    case 'jpg':
      return result.hasAlpha ? 'png' : 'jpg';
    case 'png':
    case 'webp':
    case 'avif':
    case 'gif':
      return fits(result.source, result) ? result.source : family(result);
    default:
      return family(result);
  }
}

/** What was asked for by name is never replaced by something else. */
function checked(format: OutputFormat, result: Result): OutputFormat {
  if (result.exact && !fits(format, result))
    throw errors.tooLarge(
      `${result.size.width}x${result.size.height}`,
      `${MAX_SIDE[format]} pixels a side of f-${format}`,
    );
  return format;
}

function fits(format: OutputFormat, { size }: Result): boolean {
  return Math.max(size.width, size.height) <= MAX_SIDE[format];
}
