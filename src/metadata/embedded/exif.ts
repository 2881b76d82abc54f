/** EXIF, raw as `metadata.exif` shows it and readable as `embeddedMetadata` does (rest-api.md 4.2, 4.4). */
import { exifDate } from './dates.ts';
import { EXIF_TAGS, GPS_TAGS, IMAGE_TAGS, INTEROPERABILITY_TAGS, THUMBNAIL_TAGS } from './exif-tags.ts';
import { COMPONENTS, EXIF_TEXTS } from './exif-texts.ts';
import { type ExifValue, fitted } from './exif-types.ts';
import type { Flat } from './flat.ts';
import {
  type Directories,
  type Directory,
  decodeText,
  readDirectories,
  type TiffSource,
  type TiffValue,
} from './tiff.ts';

export type { ExifValue } from './exif-types.ts';

type Group = Readonly<Record<string, ExifValue>>;

/** Unconverted: rationals as numbers, codes as integers, dates as EXIF writes them. */
export type ExifGroups = {
  readonly image: Group;
  readonly thumbnail: Group;
  readonly exif: Group;
  readonly gps: Group;
  readonly interoperability: Group;
  readonly makernote: Group;
};

export const NO_EXIF: ExifGroups = {
  image: {},
  thumbnail: {},
  exif: {},
  gps: {},
  interoperability: {},
  makernote: {},
};

/** @param block as files carry it: a TIFF, with `Exif\0\0` before it or without */
export function readExif(block: Buffer): ExifGroups {
  const isMarked = block.toString('latin1', 0, 6) === 'Exif\0\0';
  const found = readDirectories(isMarked ? block.subarray(6) : block);
  return found === undefined ? NO_EXIF : groupsOf(found);
}

/** EXIF of a TIFF file, whose directories are those of the file. */
export function readTiffExif(file: TiffSource): ExifGroups {
  const found = readDirectories(file);
  if (found === undefined) return NO_EXIF;
  // The second directory is a page of its own unless it says that it is the first one made small.
  const isThumbnail = found.thumbnail.get(SUBFILE_TYPE) === REDUCED_IMAGE;
  return groupsOf(isThumbnail ? found : { ...found, thumbnail: new Map() });
}

const SUBFILE_TYPE = 254;
const REDUCED_IMAGE = 1;

function groupsOf(found: Directories): ExifGroups {
  return {
    image: group(found.image, IMAGE_TAGS),
    thumbnail: group(found.thumbnail, THUMBNAIL_TAGS),
    exif: group(found.exif, EXIF_TAGS),
    gps: group(found.gps, GPS_TAGS),
    interoperability: group(found.interoperability, INTEROPERABILITY_TAGS),
    makernote: {},
  };
}

function group(directory: Directory, names: Readonly<Record<number, string>>): Group {
  const entries = Array.from(directory, ([tag, value]) => [names[tag], value] as const).flatMap(
    ([name, value]) => {
      const raw = name === undefined ? undefined : fitted(name, rawValue(name, value));
      return raw === undefined ? [] : [[name, raw] as const];
    },
  );
  return Object.fromEntries(entries);
}

function rawValue(name: string, value: TiffValue): ExifValue | undefined {
  if (name.startsWith('XP')) return windowsText(value);
  if (Buffer.isBuffer(value)) return bytesText(name, value);
  return value === '' ? undefined : value;
}

/** The tags of Windows: UTF-16, written as single bytes. */
function windowsText(value: TiffValue): string | undefined {
  const bytes = Buffer.isBuffer(value) ? value : typeof value === 'object' ? Buffer.from(value) : undefined;
  const text = bytes?.toString('utf16le').split('\0')[0]?.trim();
  return text?.isWellFormed() ? text || undefined : undefined;
}

function bytesText(name: string, bytes: Buffer): string | undefined {
  if (name.endsWith('Version')) return bytes.toString('latin1');
  if (name === 'UserComment' || name.startsWith('GPS')) return commentText(bytes);
  return bytes.toString('latin1').replace(/\0+$/, '') || undefined;
}

/** Text after eight bytes that name its character set. */
function commentText(bytes: Buffer): string | undefined {
  const charset = bytes.toString('latin1', 0, 8);
  const text = bytes.subarray(8);
  if (!charset.startsWith('UNICODE')) return decodeText(text) || undefined;
  const isLittle = text[0] !== 0;
  const even = Buffer.from(text.subarray(0, text.length & ~1));
  const decoded = (isLittle ? even : even.swap16()).toString('utf16le').split('\0')[0]?.trim();
  return decoded?.isWellFormed() ? decoded || undefined : undefined;
}

/** Places in the file, which mean nothing outside it, and what is said in another way. */
const HIDDEN = new Set(['ExifOffset', 'GPSInfo', 'InteropOffset']);

/** Adds what EXIF says in readable form. */
export function addExif(flat: Flat, { image, exif, gps }: ExifGroups): void {
  for (const [name, value] of Object.entries({ ...image, ...exif })) {
    if (!HIDDEN.has(name)) addReadable(flat, name, value, exif);
  }
  const place = locationOf(gps);
  if (place !== undefined) {
    flat.add('GPSLatitude', place.latitude);
    flat.add('GPSLongitude', place.longitude);
  }
  if (typeof gps.GPSAltitude === 'number') {
    flat.add('GPSAltitude', gps.GPSAltitude * (gps.GPSAltitudeRef === 1 ? -1 : 1));
  }
}

function addReadable(flat: Flat, name: string, value: ExifValue, exif: Group): void {
  const readable = dateOf(name, value, exif) ?? textOf(name, value) ?? value;
  for (const item of typeof readable === 'object' ? readable : [readable]) flat.add(name, item);
}

function textOf(name: string, value: ExifValue): string | undefined {
  if (name === 'ComponentsConfiguration') return components(value);
  const texts = EXIF_TEXTS[name];
  // The codes of some tags are single bytes without a type.
  const code = typeof value === 'string' && value.length === 1 ? value.charCodeAt(0) : value;
  return texts !== undefined && typeof code === 'number' ? (texts[code] ?? `Unknown (${code})`) : undefined;
}

const ZONES: Readonly<Record<string, readonly [zone: string, fraction: string]>> = {
  ModifyDate: ['OffsetTime', 'SubSecTime'],
  DateTimeOriginal: ['OffsetTimeOriginal', 'SubSecTimeOriginal'],
  CreateDate: ['OffsetTimeDigitized', 'SubSecTimeDigitized'],
};

function dateOf(name: string, value: ExifValue, exif: Group): string | undefined {
  const [zone, fraction] = ZONES[name] ?? [];
  return zone && fraction ? exifDate(value, exif[zone], exif[fraction]) : undefined;
}

/** When the picture was taken, as ISO 8601. */
export function takenAt({ exif }: ExifGroups): string | undefined {
  return dateOf('DateTimeOriginal', exif.DateTimeOriginal ?? '', exif);
}

function components(value: ExifValue): string {
  const codes =
    typeof value === 'string' ? Array.from(value.padEnd(4, '\0'), (char) => char.charCodeAt(0)) : [];
  return codes.map((code) => COMPONENTS[code] ?? '?').join(',');
}

export type Location = { readonly latitude: number; readonly longitude: number };

/** Where the picture was taken, in degrees; undefined without a place on the globe. */
export function locationOf(gps: Group): Location | undefined {
  const latitude = degrees(gps.GPSLatitude, gps.GPSLatitudeRef, 'S');
  const longitude = degrees(gps.GPSLongitude, gps.GPSLongitudeRef, 'W');
  if (latitude === undefined || longitude === undefined) return undefined;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}

function degrees(
  parts: ExifValue | undefined,
  ref: ExifValue | undefined,
  negative: string,
): number | undefined {
  const list = typeof parts === 'number' ? [parts] : parts;
  if (typeof list !== 'object') return undefined;
  const [whole = 0, minutes = 0, seconds = 0] = list;
  const value = whole + minutes / 60 + seconds / 3600;
  return ref === negative ? -value : value;
}
