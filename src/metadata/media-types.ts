/** Media types and the short format names the library shows for them. */

/** Formats without a signature: the extension decides, once the bytes are known to be text. */
const TEXT_BY_EXTENSION: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  text: 'text/plain',
  log: 'text/plain',
  md: 'text/markdown',
  markdown: 'text/markdown',
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'text/javascript',
  mjs: 'text/javascript',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  vtt: 'text/vtt',
  srt: 'application/x-subrip',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  json: 'application/json',
  map: 'application/json',
  geojson: 'application/geo+json',
  webmanifest: 'application/manifest+json',
  jsonld: 'application/ld+json',
  xml: 'application/xml',
  xsl: 'application/xml',
  rss: 'application/rss+xml',
  atom: 'application/atom+xml',
  mpd: 'application/dash+xml',
  m3u8: 'application/vnd.apple.mpegurl',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  toml: 'application/toml',
  svg: 'image/svg+xml',
  gltf: 'model/gltf+json',
  obj: 'model/obj',
};

export function textMimeByExtension(extension: string): string | undefined {
  return Object.hasOwn(TEXT_BY_EXTENSION, extension) ? TEXT_BY_EXTENSION[extension] : undefined;
}

/** file-type's names where the registered or the usual one differs. */
const USUAL_NAME: Readonly<Record<string, string>> = {
  'image/apng': 'image/png',
  'image/x-ms-bmp': 'image/bmp',
  'image/vnd.microsoft.icon': 'image/x-icon',
  'image/heic-sequence': 'image/heic',
  'image/heif-sequence': 'image/heif',
  'video/vnd.avi': 'video/x-msvideo',
  'video/matroska': 'video/x-matroska',
  'video/x-m4v': 'video/mp4',
  'audio/x-m4a': 'audio/mp4',
};

export function normalizeMime(mime: string): string {
  const plain = mime.split(';', 1)[0] ?? mime;
  return USUAL_NAME[plain] ?? plain;
}

const FORMAT_BY_MIME: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
  'image/x-icon': 'ico',
  'image/vnd.adobe.photoshop': 'psd',
  'application/octet-stream': 'bin',
  'application/postscript': 'eps',
  'application/vnd.apple.mpegurl': 'm3u8',
  'application/dash+xml': 'mpd',
  'application/x-subrip': 'srt',
  'application/gzip': 'gz',
  'text/plain': 'txt',
  'text/markdown': 'md',
  'text/javascript': 'js',
  'video/quicktime': 'mov',
  'video/x-msvideo': 'avi',
  'video/x-matroska': 'mkv',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
};

/** The short name of a media type: its usual extension, which for most types is the subtype itself. */
export function formatOfMime(mime: string): string {
  const subtype = mime.slice(mime.indexOf('/') + 1);
  return FORMAT_BY_MIME[mime] ?? subtype.replace(/^x-|^vnd\.|\+.*$/g, '');
}
