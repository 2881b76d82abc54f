/**
 * The name of a rendition's file says all there is to know of it, so a hit needs neither a side file nor a look at its
 * pixels, and a file cut short by a power failure gives itself away:
 * `<key>.<width>x<height>.<bytes>.<making>.<format>`. No two files have the same name, even of one rendition that was
 * made twice: so the removal of one never meets the other.
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

/** A rendition as a file. */
export type FileFacts = RenditionFacts & {
  /** Hex digits, others for each making of the rendition. */
  readonly making: string;
};

export function fileNameOf(key: string, { format, width = 0, height = 0, size, making }: FileFacts): string {
  return nameOf(key, { format, width, height, size, making });
}

/** The same before it is made: for imaging, which fills in what it finds. */
export function fileNamePattern(
  key: string,
  { format, making }: Pick<FileFacts, 'format' | 'making'>,
): string {
  const size = '{size}';
  if (format === 'svg') return nameOf(key, { format, width: 0, height: 0, size, making });
  return nameOf(key, { format, width: '{width}', height: '{height}', size, making });
}

type Parts = Readonly<Record<keyof FileFacts, string | number>>;

function nameOf(key: string, { width, height, size, making, format }: Parts): string {
  return `${key}.${width}x${height}.${size}.${making}.${format}`;
}

/** Undefined for a name that is none of ours. */
export function parseFileName(name: string): { key: string; facts: FileFacts } | undefined {
  const [, key, width, height, size, making, format] =
    /^([0-9a-f]{40})\.(\d{1,9})x(\d{1,9})\.(\d{1,15})\.([0-9a-f]+)\.([a-z]+)$/.exec(name) ?? [];
  if (key === undefined || making === undefined || format === undefined || !isRenditionFormat(format))
    return undefined;
  const facts = {
    format,
    width: Number(width) || undefined,
    height: Number(height) || undefined,
    size: Number(size),
    making,
  };
  return { key, facts };
}
