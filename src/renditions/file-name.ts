/**
 * The name of a rendition's file says all there is to know of it, so a hit needs neither a side file nor a look at its
 * pixels, and a file cut short by a power failure gives itself away: `<key>.<width>x<height>.<bytes>.<format>`.
 */

import { isRenditionFormat, type RenditionFormat } from './formats.ts';

export type RenditionFacts = {
  readonly format: RenditionFormat;
  /** Of one frame, in pixels; undefined for SVG. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Bytes of the file. */
  readonly size: number;
};

export function fileNameOf(key: string, { format, width = 0, height = 0, size }: RenditionFacts): string {
  return `${key}.${width}x${height}.${size}.${format}`;
}

/** Undefined for a name that is none of ours. */
export function parseFileName(name: string): { key: string; facts: RenditionFacts } | undefined {
  const [, key, width, height, size, format] =
    /^([0-9a-f]{40})\.(\d{1,9})x(\d{1,9})\.(\d{1,15})\.([a-z]+)$/.exec(name) ?? [];
  if (key === undefined || format === undefined || !isRenditionFormat(format)) return undefined;
  const facts = {
    format,
    width: Number(width) || undefined,
    height: Number(height) || undefined,
    size: Number(size),
  };
  return { key, facts };
}
