/** What a stored media type means for delivery. */

/** The image formats that a transformation knows by name; everything else passes through as it is. */
const IMAGE_FORMATS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
  'image/heic': 'heic',
  'image/heif': 'heic',
  'image/tiff': 'tiff',
  'image/svg+xml': 'svg',
  'image/bmp': 'bmp',
  'image/x-icon': 'ico',
};

/** `jpg`, `png`, `svg`...; undefined for what is no image. */
export function imageFormat(mime: string): string | undefined {
  return Object.hasOwn(IMAGE_FORMATS, mime) ? IMAGE_FORMATS[mime] : undefined;
}

/** Text without a declared charset is UTF-8, which is what browsers do not assume by themselves. */
export function contentType(mime: string): string {
  return mime.startsWith('text/') && !mime.includes(';') ? `${mime}; charset=utf-8` : mime;
}

/** Types in which a browser may run scripts when it opens the file itself. */
export function isActive(mime: string): boolean {
  return mime.startsWith('text/html') || /^[^;]*[/+]xml\b/.test(mime);
}

const TEXT_LIKE = new Set([
  'application/javascript',
  'application/json',
  'application/vnd.apple.mpegurl',
  'application/wasm',
  'application/x-subrip',
  'application/yaml',
  'font/otf',
  'font/ttf',
]);

/** Types that are worth compressing (delivery.md, section 17); PDF and video are read by ranges instead. */
export function isCompressible(mime: string): boolean {
  return mime.startsWith('text/') || TEXT_LIKE.has(mime) || /[/+](xml|json)$/.test(mime);
}
