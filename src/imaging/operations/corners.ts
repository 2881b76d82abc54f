/** Rounded corners, drawn into raw pixels: exact to an eighth of a line, and only what lies in the corners is touched. */
import type { Color, Corners, Round, Size } from '../../transformation/index.ts';
import { edit, type Picture, type Pixels } from '../picture.ts';

const TRANSPARENT: Color = { r: 0, g: 0, b: 0, alpha: 0 };

/** Lines that each row of pixels is cut into, to find how much of a pixel lies inside. */
const LINES = 8;

export function round(picture: Picture, { corners }: Round): Promise<Picture> {
  return edit(picture, { alpha: true }, (pixels) => cutCorners(pixels, corners, TRANSPARENT));
}

/** Puts `color` in the place of what lies beyond the corners. The pixels have alpha if the colour has. */
export function cutCorners({ data, raw }: Pixels, corners: Corners, color: Color): void {
  const { width, channels } = raw;
  const blend = blendOf(data, channels, color);
  const [left, right] = sidesOf(corners, raw);
  for (let y = 0; y < raw.height; y += 1) {
    const starts = insetsOf(y, left);
    const ends = insetsOf(y, right);
    const row = y * width;
    // Where the two sides meet, a pixel belongs to the left one.
    const middle = Math.min(width, Math.ceil(Math.max(...starts)));
    for (let x = 0; x < middle; x += 1) blend(row + x, covered(x, starts) + covered(width - 1 - x, ends) - 1);
    for (let x = Math.max(middle, width - Math.ceil(Math.max(...ends))); x < width; x += 1)
      blend(row + x, covered(width - 1 - x, ends));
  }
}

/** One side of the outline: how far it lies inwards at a height of `y` pixels. */
type Side = (y: number) => number;

function sidesOf(corners: Corners, { width, height }: Size): readonly [left: Side, right: Side] {
  const radii =
    corners === 'ellipse'
      ? ([0, 0, 0, 0] as const).map(() => ({ x: width / 2, y: height / 2 }))
      : corners.map((radius) => ({ x: radius, y: radius }));
  const [topLeft = NONE, topRight = NONE, bottomRight = NONE, bottomLeft = NONE] = radii;
  const side = (top: typeof NONE, bottom: typeof NONE) => (y: number) =>
    Math.max(inset(y, top), inset(height - y, bottom));
  return [side(topLeft, bottomLeft), side(topRight, bottomRight)];
}

const NONE = { x: 0, y: 0 };

/** Of a quarter of an ellipse, `y` pixels from the edge that it touches. */
function inset(y: number, radius: { readonly x: number; readonly y: number }): number {
  return y >= radius.y ? 0 : radius.x * (1 - Math.sqrt(1 - (1 - y / radius.y) ** 2));
}

function insetsOf(y: number, side: Side): readonly number[] {
  return Array.from({ length: LINES }, (_, line) => side(y + (line + 0.5) / LINES));
}

/** The part of a pixel, `x` pixels from the side, that lies inside. */
function covered(x: number, insets: readonly number[]): number {
  let sum = 0;
  for (const inset of insets) sum += Math.min(1, Math.max(0, x + 1 - inset));
  return sum / LINES;
}

/** Gives a pixel its colour: the image's as far as it is `inside`, for the rest the other one. */
function blendOf(data: Buffer, channels: number, { r, g, b, alpha }: Color) {
  const color = [r, g, b];
  return (pixel: number, inside: number) => {
    const at = pixel * channels;
    const own = channels === 4 ? (data[at + 3] ?? 0) * inside : 255 * inside;
    const other = 255 * alpha * (1 - inside);
    const sum = own + other;
    for (let i = 0; i < 3; i += 1) {
      data[at + i] = sum === 0 ? 0 : ((data[at + i] ?? 0) * own + (color[i] ?? 0) * other) / sum + 0.5;
    }
    if (channels === 4) data[at + 3] = sum + 0.5;
  };
}
