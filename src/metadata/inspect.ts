/**
 * A file's dimensions and the like, from its header. Runs in a child process: every line here reads untrusted bytes.
 */
import { open } from 'node:fs/promises';
import { MAX_ICO_BYTES, readBmp, readIco } from '../formats/index.ts';
import { countApngFrames, readPsd } from './headers.ts';
import { readSvgSize } from './svg-size.ts';

export type Facts = {
  /** Pixels as stored, before the EXIF orientation is applied; an SVG's are rounded. Null when unknown. */
  readonly width: number | null;
  readonly height: number | null;
  /** EXIF orientation 1-8; null when the file has none, or is animated (nothing turns frames by it). */
  readonly orientation: number | null;
  /** Whether there is an alpha channel, used or not. */
  readonly hasAlpha: boolean;
  /** Frames or pages that can be rendered, at least 1. */
  readonly pages: number;
  readonly animated: boolean;
  /** Whether it can be a transformation's source: a decoder for it exists and its header parses. */
  readonly readable: boolean;
};

const NOTHING: Facts = {
  width: null,
  height: null,
  orientation: null,
  hasAlpha: false,
  pages: 1,
  animated: false,
  readable: false,
};

/** Headers of all formats but SVG lie within this many bytes (an SVG's root element may follow a long comment). */
const HEAD_BYTES = 64 * 1024;

type Reader = (path: string) => Promise<Facts>;

/** Which reader knows which media type. A type that is not listed has no facts. */
const READERS: ReadonlyMap<string, Reader> = new Map(
  Object.entries({
    'image/jpeg': readWithSharp,
    'image/png': readPng,
    'image/webp': readWithSharp,
    'image/gif': readWithSharp,
    'image/avif': readWithSharp,
    'image/heic': readWithSharp,
    'image/heif': readWithSharp,
    'image/tiff': readWithSharp,
    'image/svg+xml': readSvg,
    'image/bmp': readBitmap,
    'image/x-icon': readIcon,
    'image/vnd.adobe.photoshop': readLayered,
  }),
);

/** @returns what the header tells; for a corrupt file or an unknown type nothing (`readable: false`), never an error. */
export async function inspect({ path, mime }: { path: string; mime: string }): Promise<Facts> {
  const reader = READERS.get(mime);
  if (reader === undefined) return NOTHING;
  try {
    return await reader(path);
  } catch {
    return NOTHING;
  }
}

async function readWithSharp(path: string): Promise<Facts> {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  // Headers only: no pixel is decoded, so a file of any dimensions may be described.
  const found = await sharp(path, { limitInputPixels: false, failOn: 'none' }).metadata();
  const pages = found.pages ?? 1;
  // The pages of a HEIF are separate pictures, of which the primary one is rendered; those of a TIFF are not frames either.
  const animated = pages > 1 && (found.format === 'gif' || found.format === 'webp');
  const orientation = found.orientation ?? null;
  return {
    width: found.width,
    height: found.height,
    orientation:
      orientation !== null && orientation >= 1 && orientation <= 8 && !animated ? orientation : null,
    hasAlpha: found.hasAlpha,
    pages: found.format === 'heif' ? 1 : pages,
    animated,
    // HEVC is decoded by another library; both turn and mirror as the file says, so its size is that of what is seen.
    readable: found.format !== 'heif' || found.compression === 'av1' || found.compression === 'hevc',
  };
}

/** An APNG is a PNG whose further frames libpng does not see: one page can be rendered, and it is animated all the same. */
async function readPng(path: string): Promise<Facts> {
  return { ...(await readWithSharp(path)), animated: countApngFrames(await readHead(path)) > 1 };
}

async function readSvg(path: string): Promise<Facts> {
  const size = readSvgSize(await readHead(path, 1024 * 1024));
  if (size === undefined) return NOTHING;
  return { ...NOTHING, ...size, hasAlpha: true, readable: true };
}

async function readBitmap(path: string): Promise<Facts> {
  const header = readBmp(await readHead(path));
  if (header === undefined) return NOTHING;
  const { width, height, hasAlpha } = header;
  return { ...NOTHING, width, height, hasAlpha, readable: true };
}

/** The largest picture of an icon is the one that is rendered. */
async function readIcon(path: string): Promise<Facts> {
  const entry = readIco(await readHead(path, MAX_ICO_BYTES));
  if (entry === undefined) return NOTHING;
  return { ...NOTHING, width: entry.width, height: entry.height, hasAlpha: true, readable: true };
}

/** A PSD has a size, and no decoder. */
async function readLayered(path: string): Promise<Facts> {
  return { ...NOTHING, ...readPsd(await readHead(path)) };
}

async function readHead(path: string, bytes = HEAD_BYTES): Promise<Buffer> {
  const file = await open(path);
  try {
    const length = Math.min(bytes, (await file.stat()).size);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
