import { decodeText, skipXmlProlog } from './text-formats.ts';

/** CSS pixels of the absolute units of SVG 2 (`em` and `ex` by the initial font size of 16 pixels). */
const PIXELS: Readonly<Record<string, number>> = {
  '': 1,
  px: 1,
  pt: 96 / 72,
  pc: 16,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  em: 16,
  ex: 8,
};

/**
 * The size of an SVG in whole pixels: `width` and `height` of the root element where they are absolute, what is missing
 * from the ratio of `viewBox`, or `viewBox` alone; 300 x 150, CSS's default object size, without any of them.
 * Undefined when there is no root element.
 */
export function readSvgSize(head: Uint8Array): { width: number; height: number } | undefined {
  const root = /^<(?:[\w.-]+:)?svg((?:"[^"]*"|'[^']*'|[^"'>])*)>/.exec(
    skipXmlProlog(decodeText(head) ?? ''),
  )?.[1];
  if (root === undefined) return undefined;
  const attributes = new Map(
    [...root.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map((part) => [
      part[1],
      part[2] ?? part[3] ?? '',
    ]),
  );
  const width = length(attributes.get('width'));
  const height = length(attributes.get('height'));
  const [, , boxWidth, boxHeight] = (attributes.get('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const ratio = positive(boxWidth) && positive(boxHeight) ? boxWidth / boxHeight : undefined;
  return {
    width: whole(
      width ?? (height !== undefined && ratio ? height * ratio : ratio ? boxWidth : undefined) ?? 300,
    ),
    height: whole(
      height ?? (width !== undefined && ratio ? width / ratio : ratio ? boxHeight : undefined) ?? 150,
    ),
  };
}

function length(text: string | undefined): number | undefined {
  const [, digits, unit] = /^\s*\+?([\d.]+(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i.exec(text ?? '') ?? [];
  const pixels = Number(digits) * (PIXELS[unit?.toLowerCase() ?? ''] ?? Number.NaN);
  return positive(pixels) ? pixels : undefined;
}

function positive(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value > 0;
}

/** Whole pixels a 32-bit column can hold: a drawing may claim any size. */
function whole(pixels: number): number {
  return Math.min(Math.max(1, Math.round(pixels)), 0x7fffffff);
}
