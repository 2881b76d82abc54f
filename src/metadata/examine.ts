/**
 * All that can be learnt of an image in one go: its header, what it says about itself, its perceptual hash. Runs in a
 * child process. Only the header matters to the upload; whatever fails besides is as if it were not there.
 */
import { addExif, type ExifGroups, locationOf, NO_EXIF, readExif, takenAt } from './embedded/exif.ts';
import { createFlat, type Embedded, type EmbeddedValue, type Flat } from './embedded/flat.ts';
import { addIptc } from './embedded/iptc.ts';
import { readExifOfTiff } from './embedded/tiff-file.ts';
import { addXmp } from './embedded/xmp.ts';
import { type Facts, inspect } from './inspect.ts';
import { readPhash } from './phash.ts';

export type Details = {
  /** Readable, flat. Empty for a file that says nothing. */
  readonly embedded: Embedded;
  readonly exif: ExifGroups;
  readonly hasColorProfile: boolean;
  /** Dots per inch. */
  readonly density: number;
  /** 16 hex digits; null for what has no pixels or cannot be decoded. */
  readonly phash: string | null;
  /** Degrees. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** Milliseconds since 1970. */
  readonly takenAt: number | null;
};

export type Examined = { readonly facts: Facts; readonly details: Details };

/** What is said of a file that does not say it. */
const DEFAULT_DENSITY = 72;

export const NO_DETAILS: Details = {
  embedded: {},
  exif: NO_EXIF,
  hasColorProfile: false,
  density: DEFAULT_DENSITY,
  phash: null,
  latitude: null,
  longitude: null,
  takenAt: null,
};

type File = { readonly path: string; readonly mime: string };

export async function examine(file: File): Promise<Examined> {
  const facts = await inspect(file);
  const hasPixels = file.mime !== 'image/svg+xml' && facts.width !== null && facts.height !== null;
  if (!hasPixels || !facts.readable) {
    // A HEIC without a decoder has a header and metadata all the same.
    return { facts, details: hasPixels ? await readBlocks(file).catch(() => NO_DETAILS) : NO_DETAILS };
  }
  const picture = { width: facts.width, height: facts.height, mime: file.mime };
  const [blocks, phash] = await Promise.all([
    readBlocks(file).catch(() => NO_DETAILS),
    readPhash(file.path, picture).catch(() => undefined),
  ]);
  return { facts, details: { ...blocks, phash: phash ?? null } };
}

async function readBlocks({ path, mime }: File): Promise<Details> {
  const { default: sharp } = await import('sharp');
  const found = await sharp(path, { limitInputPixels: false, failOn: 'none' }).metadata();
  const exif = attempt(() => exifOf(path, mime, found.exif)) ?? NO_EXIF;
  const sets = [
    await collect((flat) => addExif(flat, exif)),
    await collect((flat) => found.iptc && addIptc(flat, found.iptc)),
    await collect((flat) => found.xmp && addXmp(flat, found.xmp)),
  ];
  const taken = takenAt(exif);
  return {
    ...NO_DETAILS,
    embedded: merge(sets),
    exif,
    hasColorProfile: found.hasProfile,
    density: Math.round(found.density ?? 0) || DEFAULT_DENSITY,
    ...locationOf(exif.gps),
    takenAt: taken === undefined ? null : Date.parse(taken),
  };
}

/** A TIFF has no block of it: the file itself is one. */
function exifOf(path: string, mime: string, block: Buffer | undefined): ExifGroups {
  if (mime === 'image/tiff') return readExifOfTiff(path);
  return block === undefined ? NO_EXIF : readExif(block);
}

/** What is read until something cannot be. */
async function collect(read: (flat: Flat) => unknown): Promise<Embedded> {
  const flat = createFlat();
  await Promise.resolve(flat)
    .then(read)
    .catch(() => {});
  return flat.toEmbedded();
}

/** Where several say the same, the earlier one is believed. */
function merge(sets: readonly Embedded[]): Embedded {
  const all = new Map<string, EmbeddedValue>();
  for (const [name, value] of sets.flatMap((set) => Object.entries(set))) {
    if (!all.has(name)) all.set(name, value);
  }
  return Object.fromEntries(all);
}

/** What a reader stumbles over is skipped. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
