/**
 * What a file is, by its first bytes; the name only decides between the formats that are plain text.
 *
 * A name is a claim: a HEIC named `.jpeg` is `image/heic`, a GIF that is also a script is `image/gif`, and HTML named
 * `.jpg` is `text/html`. The answer is what the file is delivered as, so nothing becomes an image by its name.
 */
import { formatOfMime, normalizeMime, textMimeByExtension } from './media-types.ts';
import {
  decodeText,
  hasControlCharacters,
  isHtml,
  isJson,
  isSvg,
  isXml,
  skipXmlProlog,
} from './text-formats.ts';

/** How many bytes of the start of a file {@link sniff} wants; fewer only when the file is shorter. */
export const SNIFF_BYTES = 4_100;

/** `mime` as delivered; `format` is the short name the library shows: `jpg`, `png`, `svg`, `mp4`, `txt`; `bin` for no known one. */
export type Sniffed = { readonly mime: string; readonly format: string };

const UNKNOWN = 'application/octet-stream';

/** Signatures that are themselves readable text and yet name a binary format. Any other short one ("BM", "MZ") may just be prose. */
const TEXTUAL_SIGNATURE = /^(GIF8[79]a|%PDF-|%!PS|\{\\rtf|%!Adobe)/;

/**
 * @param head the first {@link SNIFF_BYTES} of the file
 * @param fileName only its extension is looked at, and only when the bytes are text
 */
export async function sniff(head: Uint8Array, fileName: string): Promise<Sniffed> {
  const text = decodeText(head);
  if (text !== undefined && !TEXTUAL_SIGNATURE.test(text)) {
    return named(textMime(text, fileName));
  }
  return named((await binaryMime(head)) ?? legacyTextMime(head, fileName) ?? UNKNOWN);
}

function named(mime: string): Sniffed {
  return { mime, format: formatOfMime(mime) };
}

function textMime(text: string, fileName: string): string {
  const extension = extensionOf(fileName);
  const byName = textMimeByExtension(extension);
  const mayBeXml = byName === undefined || extension === 'xml' || extension === 'svg';
  if (mayBeXml && isSvg(text)) return 'image/svg+xml';
  // Drawing programs write long comments and doctypes; behind one that fills the head, the name has to tell.
  if (extension === 'svg' && /^\s*</.test(text) && skipXmlProlog(text) === '' && !isHtml(text))
    return 'image/svg+xml';
  if (text.startsWith('#EXTM3U')) return 'application/vnd.apple.mpegurl';
  if (byName !== undefined && byName !== 'image/svg+xml') return byName;
  if (isHtml(text)) return 'text/html';
  if (isXml(text)) return 'application/xml';
  if (/^WEBVTT\b/.test(text)) return 'text/vtt';
  if (isJson(text)) return 'application/json';
  return byName === undefined ? UNKNOWN : 'text/plain';
}

/** Text in an old 8-bit encoding (Latin-1, Shift JIS, ...) cannot be told from others; its name has to say what it is. */
function legacyTextMime(head: Uint8Array, fileName: string): string | undefined {
  if (head.length === 0) return undefined;
  const byName = textMimeByExtension(extensionOf(fileName));
  return byName !== 'image/svg+xml' && !hasControlCharacters(head) ? byName : undefined;
}

function extensionOf(fileName: string): string {
  return /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
}

async function binaryMime(head: Uint8Array): Promise<string | undefined> {
  const heif = heifMime(head);
  if (heif !== undefined) return heif;
  const { fileTypeFromBuffer } = await import('file-type');
  // A head cut in the middle of a container can end the parser early; that is no knowledge, not a fault.
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  return found ? normalizeMime(found.mime) : tiffMime(head);
}

/** file-type looks for camera formats in a TIFF's first directory, which often lies behind the head: then it is a TIFF. */
function tiffMime(head: Uint8Array): string | undefined {
  const magic = Buffer.from(head.subarray(0, 4)).toString('hex');
  return ['49492a00', '4d4d002a', '49492b00', '4d4d002b'].includes(magic) ? 'image/tiff' : undefined;
}

/**
 * ISO/IEC 23008-12: the major brand may be the neutral `mif1`/`msf1`, so the compatible brands tell AVIF from HEIC.
 * Files that are no still image (`isom`, `mp42`, ...) are left to file-type.
 */
function heifMime(head: Uint8Array): string | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.length < 16 || bytes.toString('latin1', 4, 8) !== 'ftyp') return undefined;
  const end = Math.min(bytes.readUInt32BE(0), bytes.length, 256);
  const brands: string[] = [];
  for (let at = 8; at + 4 <= end; at += 4) {
    if (at !== 12) brands.push(bytes.toString('latin1', at, at + 4));
  }
  if (!/^(avif|avis|heic|heix|heim|heis|hevc|hevx|mif1|msf1)$/.test(brands[0] ?? '')) return undefined;
  if (brands.includes('avif') || brands.includes('avis')) return 'image/avif';
  return brands.some((brand) => /^(hei[cxms]|hev[cx])$/.test(brand)) ? 'image/heic' : 'image/heif';
}
