/**
 * Names and paths (rest-api.md 1.9). What a name may not contain becomes `_`, also what no database can keep (NUL, half
 * a surrogate pair); names are kept and compared in Unicode NFC, so that two spellings of one text are one name.
 */
import { errors } from './errors.ts';

/** Levels of folders below the root. */
export const MAX_DEPTH = 50;
/** UTF-8 bytes of one name: what file systems and the index of the database can take. */
export const MAX_NAME_BYTES = 255;
/** Characters that make a name unique. */
export const UNIQUE_SUFFIX_LENGTH = 9;

/**
 * A name as it is stored: letters, marks, numbers, `.`, `_` and `-` of any language; at most 255 bytes, cut before
 * the extension.
 * Errors: 400 for nothing but dots.
 */
export function sanitizeFileName(text: string): string {
  const name = text.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}._-]/gu, '_');
  if (/^\.*$/.test(name)) throw errors.emptyName('fileName');
  return shorten(name, MAX_NAME_BYTES);
}

/**
 * The `folder` of an upload as a path: `/`, or `/a/b`. A segment keeps letters, marks, numbers, `_` and `-`.
 * Errors: 400 for `.` and `..` as a segment, more than 50 levels.
 */
export function sanitizeFolderPath(text: string): string {
  const segments = splitPath(text.normalize('NFC'));
  if (segments.length > MAX_DEPTH) throw errors.tooDeep('folder');
  return joinPath(
    segments.map((segment) => {
      if (isDots(segment)) throw errors.dotSegment('folder');
      return replaceInFolderName(segment);
    }),
  );
}

/**
 * The name of a folder: what is neither letter, mark, number, `_` nor `-` becomes `_`, a slash too.
 * Errors: 400 for `.`, `..`, nothing.
 */
export function sanitizeFolderName(text: string, parameter: string): string {
  const name = text.normalize('NFC');
  if (isDots(name)) throw errors.dotFolderName();
  if (name === '') throw errors.emptyName(parameter);
  return replaceInFolderName(name);
}

/**
 * The path of a folder in a request about folders, which is made where it is not there. As `sanitizeFolderPath`, in
 * the words of those requests.
 */
export function readFolderPath(text: string, parameter: string): string {
  const segments = splitPath(text.normalize('NFC'));
  if (segments.some(isDots)) throw errors.dotFolderName();
  if (segments.length > MAX_DEPTH) throw errors.folderTooDeep(parameter);
  return joinPath(segments.map(replaceInFolderName));
}

function isDots(segment: string): boolean {
  return segment === '.' || segment === '..';
}

function replaceInFolderName(name: string): string {
  return cut(name.replace(/[^\p{L}\p{M}\p{N}_-]/gu, '_'), MAX_NAME_BYTES);
}

/** A path for a look-up: NFC, one slash at the start, none at the end, none repeated. Nothing is replaced. */
export function normalizePath(text: string): string {
  return joinPath(splitPath(text.normalize('NFC')));
}

/** Whether the library can hold text like this: a look-up of any other is answered without asking the database. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/**
 * `image.jpg` and `iEyH1dQme` make `image_iEyH1dQme.jpg`; without an extension the suffix is appended. A long stem
 * is cut, so that the result fits as well.
 */
export function uniqueName(name: string, suffix: string): string {
  const { stem, extension } = splitName(shorten(name, MAX_NAME_BYTES - suffix.length - 1));
  return `${stem}_${suffix}${extension}`;
}

/** `/a/b` and `c.jpg` make `/a/b/c.jpg`. */
export function childPath(folderPath: string, name: string): string {
  return folderPath === '/' ? `/${name}` : `${folderPath}/${name}`;
}

/** The names along a path; the root has none. */
export function splitPath(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

export function joinPath(segments: readonly string[]): string {
  return `/${segments.join('/')}`;
}

/** The last dot starts the extension, unless it is the first character, as in `.htaccess`. */
function splitName(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? { stem: name.slice(0, dot), extension: name.slice(dot) } : { stem: name, extension: '' };
}

function shorten(name: string, maxBytes: number): string {
  const { stem, extension } = splitName(name);
  const room = maxBytes - Buffer.byteLength(extension);
  return room > 0 ? cut(stem, room) + extension : cut(name, maxBytes);
}

/** The longest start of the text that fits, cut between code points. */
function cut(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text);
  let end = maxBytes;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
