/** The values of `format` (rest-api.md 3.3) and the media types they stand for. */
const MEDIA_TYPES: Readonly<Record<string, readonly string[]>> = {
  jpg: ['image/jpeg'],
  webp: ['image/webp'],
  png: ['image/png'],
  gif: ['image/gif'],
  svg: ['image/svg+xml'],
  avif: ['image/avif'],
  ico: ['image/x-icon', 'image/vnd.microsoft.icon'],
  pdf: ['application/pdf'],
  js: ['text/javascript', 'application/javascript'],
  css: ['text/css'],
  txt: ['text/plain'],
  woff2: ['font/woff2'],
  woff: ['font/woff'],
  ttf: ['font/ttf'],
  otf: ['font/otf'],
  eot: ['application/vnd.ms-fontobject'],
  mp4: ['video/mp4'],
  webm: ['video/webm'],
  mov: ['video/quicktime'],
  swf: ['application/x-shockwave-flash'],
  ts: ['video/mp2t'],
  m3u8: ['application/vnd.apple.mpegurl', 'application/x-mpegurl'],
};

/** None for a format that is not known: it matches nothing. */
export function mediaTypesOf(format: string): readonly string[] {
  return Object.hasOwn(MEDIA_TYPES, format) ? (MEDIA_TYPES[format] ?? []) : [];
}

export function formatOf(mediaType: string): string | undefined {
  return Object.keys(MEDIA_TYPES).find((format) => MEDIA_TYPES[format]?.includes(mediaType));
}
