/**
 * CSS inside an SVG: it may style the drawing, not load anything.
 *
 * No CSS parser: whatever looks like loading counts as loading, in strings and comments too, so that no difference
 * between our reading and a browser's can hide it.
 */

/** Functions other than `url(` that load, at-rules that do, and the ways old browsers ran code. */
const LOADING =
  /@import|@charset|image-set\(|cross-fade\(|\b(image|src|element|paint|expression)\(|-moz-binding|(^|[;{\s])behavior\s*:/;

/** Whether a style, or an attribute that is read as one, loads nothing. */
export function isSafeCss(css: string): boolean {
  const plain = resolveEscapes(css).toLowerCase();
  return !LOADING.test(plain.replace(/\s+\(/g, '(')) && urls(plain).every(isLocal);
}

/** The sheet as it is, if it loads nothing; else without its imports and foreign `url()`s; if that does not help, nothing. */
export function cleanStylesheet(css: string): string {
  if (isSafeCss(css)) return css;
  const cleaned = resolveEscapes(css)
    .replace(/@(import|charset)[^;]*(;|$)/gi, '')
    .replace(URL_FUNCTION, (whole) => (urls(whole).every(isLocal) ? whole : 'none'));
  return isSafeCss(cleaned) ? cleaned : '';
}

const URL_FUNCTION = /url\(\s*("[^"]*"|'[^']*'|[^)]*)\s*\)?/gi;

function urls(css: string): string[] {
  return [...css.matchAll(URL_FUNCTION)].map((match) =>
    (match[1] ?? '')
      .trim()
      .replace(/^(["'])(.*)\1$/s, '$2')
      .trim(),
  );
}

/** A part of the same document, or pixels written out. */
function isLocal(url: string): boolean {
  return (
    /^#[^\s"'()\\,;{}]*$/.test(url) || /^data:image\/(png|jpe?g|gif|webp|avif);base64,[\w+/=\s]*$/i.test(url)
  );
}

/** With escapes (`\75 rl(`) as the characters they stand for. */
function resolveEscapes(css: string): string {
  return css
    .replace(/\\\r?\n/g, '')
    .replace(/\\([0-9a-f]{1,6})\s?/gi, (_, hex: string) => character(Number.parseInt(hex, 16)))
    .replace(/\\(.)/gs, '$1');
}

function character(code: number): string {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
