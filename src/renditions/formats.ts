import type { OutputFormat } from '../transformation/index.ts';

/** What a rendition can be: the formats of plans, and sanitised SVG. Also the extension of its file. */
export type RenditionFormat = OutputFormat | 'svg';

const CONTENT_TYPES: Readonly<Record<RenditionFormat, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  avif: 'image/avif',
  gif: 'image/gif',
  svg: 'image/svg+xml',
};

export function contentTypeOf(format: RenditionFormat): string {
  return CONTENT_TYPES[format];
}

export function isRenditionFormat(text: string): text is RenditionFormat {
  return Object.hasOwn(CONTENT_TYPES, text);
}
