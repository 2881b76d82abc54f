/** Corners, borders, rotation, arcs: the arithmetic of outlines. */
import type { Radius } from '../../parameters/index.ts';
import type { Corners, Size } from '../../plan.ts';
import { rounded } from '../framing/index.ts';

/**
 * The corners of an image: at most half its shorter side; a single `max` is the ellipse.
 *
 * @returns undefined for corners that stay square
 */
export function cornersOf(radius: Radius, { width, height }: Size): Corners | undefined {
  if (radius === 'max') return 'ellipse';
  const largest = Math.min(width, height) / 2;
  const capped = (corner: number | 'max') => (corner === 'max' ? largest : Math.min(corner, largest));
  const [a, b, c, d] = typeof radius === 'object' ? radius : [radius, radius, radius, radius];
  return someRound([capped(a), capped(b), capped(c), capped(d)]);
}

/** The same outline a number of pixels further in. */
export function further(corners: Corners | undefined, distance: number): Corners | undefined {
  if (corners === undefined || corners === 'ellipse') return corners;
  const [a, b, c, d] = corners;
  const inside = (radius: number) => Math.max(0, radius - distance);
  return someRound([inside(a), inside(b), inside(c), inside(d)]);
}

/** The bounding box after a rotation; right angles are exact. */
export function boundingBox({ width, height }: Size, degrees: number): Size {
  if (degrees % 180 === 0) return { width, height };
  if (degrees % 90 === 0) return { width: height, height: width };
  const radians = (degrees * Math.PI) / 180;
  const sine = Math.abs(Math.sin(radians));
  const cosine = Math.abs(Math.cos(radians));
  return rounded({ width: width * cosine + height * sine, height: width * sine + height * cosine });
}

/**
 * The bounding box of an image bent to an arc: its middle line keeps its length, unless the lower edge would fold over
 * itself; then the lower edge shrinks to a point.
 */
export function arcBox({ width, height }: Size, degrees: number): Size {
  const angle = (Math.abs(degrees) * Math.PI) / 180;
  const middle = Math.max(width / angle, height / 2);
  const outer = middle + height / 2;
  const inner = middle - height / 2;
  const cosine = Math.cos(angle / 2);
  return rounded({
    width: angle < Math.PI ? 2 * outer * Math.sin(angle / 2) : 2 * outer,
    height: outer - (cosine > 0 ? inner : outer) * cosine,
  });
}

function someRound(corners: readonly [number, number, number, number]): Corners | undefined {
  return corners.some((radius) => radius > 0) ? corners : undefined;
}
