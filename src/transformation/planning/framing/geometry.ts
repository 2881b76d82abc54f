/**
 * The crop modes as arithmetic: input size and wanted size in, a {@link Frame} out (spec 2.2). No pixels, no parameters.
 * Sides are rounded half up and are at least 1; what is centred with an odd remainder lies one pixel towards the start.
 */
import { type CropMode, type Position, roundHalfUp } from '../../parameters/index.ts';
import type { Color, Frame, Rect, Size } from '../../plan.ts';

/** What the URL asks for: at least one side, in pixels. */
export type Wanted = {
  readonly width: number;
  readonly height: number;
  /** The other side only follows the image's own ratio, and is not rounded yet. */
  readonly proportional: boolean;
};

/** Which part is kept or where the image sits: 0 is the start, 0.5 the middle, 1 the end of the free room. */
export type Anchor = { readonly x: number; readonly y: number };

export const CENTER: Anchor = { x: 0.5, y: 0.5 };

export const ANCHORS: Readonly<Record<Position, Anchor>> = {
  center: CENTER,
  top: { x: 0.5, y: 0 },
  left: { x: 0, y: 0.5 },
  bottom: { x: 0.5, y: 1 },
  right: { x: 1, y: 0.5 },
  top_left: { x: 0, y: 0 },
  top_right: { x: 1, y: 0 },
  bottom_left: { x: 0, y: 1 },
  bottom_right: { x: 1, y: 1 },
};

/** A coordinate of the window of `extract` on one axis: its start, or its centre. */
export type Coordinate = { readonly start: number } | { readonly center: number };
export type WindowPlace = { readonly x: Coordinate; readonly y: Coordinate };

export type Framed = { readonly frame: Frame; readonly size: Size };

type Fit = (input: Size, wanted: Wanted, anchor: Anchor, background: Color) => Framed;

/** @returns the frame of a crop mode; a part that would change nothing is left out of it */
export function frameOf(
  mode: CropMode,
  input: Size,
  wanted: Wanted,
  anchor: Anchor,
  background: Color,
): Framed {
  return MODES[mode](input, wanted, anchor, background);
}

/** Whether a mode cuts: then focus decides what is kept. */
export function isCutting(mode: CropMode): boolean {
  return CUTTING.includes(mode);
}

/** Whether a mode may pad: then `bg` decides with what. */
export function isPadding(mode: CropMode): boolean {
  return mode.startsWith('pad_');
}

const CUTTING: readonly CropMode[] = ['maintain_ratio', 'maintain_ratio_no_enlarge', 'extract'];

const MODES: Readonly<Record<CropMode, Fit>> = {
  maintain_ratio: (input, wanted, anchor) => {
    if (wanted.proportional) return resized(input, rounded(wanted));
    const target = rounded(wanted);
    const scaled = scale(input, Math.max(target.width / input.width, target.height / input.height));
    return cut(
      input,
      { width: larger(scaled.width, target.width), height: larger(scaled.height, target.height) },
      target,
      anchor,
    );
  },

  force: (input, wanted) => resized(input, rounded(wanted)),

  at_max: (input, wanted) => resized(input, scale(input, Math.min(fitting(input, wanted), 1))),

  at_max_enlarge: (input, wanted) => resized(input, scale(input, fitting(input, wanted))),

  at_least: (input, wanted) => resized(input, scale(input, covering(input, wanted))),

  maintain_ratio_no_enlarge: (input, wanted, anchor, background) => {
    if (wanted.proportional) return MODES.at_max(input, wanted, anchor, background);
    if (covering(input, wanted) <= 1) return MODES.maintain_ratio(input, wanted, anchor, background);
    const part = Math.min(input.width / wanted.width, input.height / wanted.height, 1);
    return cut(input, input, scale(wanted, part), anchor);
  },

  extract: (input, wanted, anchor) => {
    const { width, height } = rounded(wanted);
    return cut(
      input,
      input,
      { width: smaller(width, input.width), height: smaller(height, input.height) },
      anchor,
    );
  },

  pad_extract: (input, wanted, anchor, background) => {
    const target = rounded(wanted);
    const kept = { width: smaller(target.width, input.width), height: smaller(target.height, input.height) };
    return padded(cut(input, input, kept, anchor), target, anchor, background);
  },

  pad_extract_no_shrink: (input, wanted, anchor, background) => {
    const { width, height } = rounded(wanted);
    const target = { width: larger(width, input.width), height: larger(height, input.height) };
    return padded({ frame: { op: 'frame' }, size: input }, target, anchor, background);
  },

  pad_resize: (input, wanted, anchor, background) =>
    padResized(input, wanted, fitting(input, wanted), anchor, background),

  pad_resize_no_enlarge: (input, wanted, anchor, background) =>
    padResized(input, wanted, Math.min(fitting(input, wanted), 1), anchor, background),
};

/**
 * The window of `extract` at given coordinates, unscaled. A window placed by its start is clipped to the image; one
 * placed by its centre must lie inside it.
 *
 * @returns undefined when the window is outside
 */
export function extractAt(input: Size, wanted: Wanted, place: WindowPlace): Framed | undefined {
  const size = rounded(wanted);
  const x = clip(place.x, size.width, input.width);
  const y = clip(place.y, size.height, input.height);
  if (!x || !y) return undefined;
  return cropped(input, { left: x.start, top: y.start, width: x.length, height: y.length });
}

/** A window of a size with its centre at that of an area, moved as little as keeps it inside the image. */
export function extractAround(input: Size, wanted: Wanted, area: Rect): Framed {
  const size = rounded(wanted);
  const width = smaller(size.width, input.width);
  const height = smaller(size.height, input.height);
  return cropped(input, {
    left: clamp(Math.floor(area.left + (area.width - width) / 2), 0, input.width - width),
    top: clamp(Math.floor(area.top + (area.height - height) / 2), 0, input.height - height),
    width,
    height,
  });
}

/** The part of an area that has the wanted ratio, around its centre: cut first, then scaled to the wanted size. */
export function coverArea(input: Size, wanted: Wanted, area: Rect): readonly Framed[] {
  const target = rounded(wanted);
  const factor = Math.max(target.width / area.width, target.height / area.height);
  const window = extractAround(input, { ...scale(target, 1 / factor), proportional: false }, area);
  return [window, resized(window.size, target)];
}

/** The same part of an image that has been scaled. */
export function scaledRect({ left, top, width, height }: Rect, from: Size, to: Size): Rect {
  const x = to.width / from.width;
  const y = to.height / from.height;
  return { left: left * x, top: top * y, width: width * x, height: height * y };
}

export function rounded({ width, height }: Size): Size {
  return { width: Math.max(1, roundHalfUp(width)), height: Math.max(1, roundHalfUp(height)) };
}

export function sameSize(left: Size, right: Size): boolean {
  return left.width === right.width && left.height === right.height;
}

function clip(coordinate: Coordinate, length: number, available: number) {
  if ('center' in coordinate) {
    const start = Math.floor(coordinate.center - length / 2);
    return start >= 0 && start + length <= available ? { start, length } : undefined;
  }
  const start = Math.max(0, coordinate.start);
  const end = Math.min(available, coordinate.start + length);
  return end > start ? { start, length: end - start } : undefined;
}

function padResized(input: Size, wanted: Wanted, factor: number, anchor: Anchor, background: Color): Framed {
  const target = rounded(wanted);
  const image = scale(input, factor);
  const inside = { width: smaller(image.width, target.width), height: smaller(image.height, target.height) };
  return padded(resized(input, inside), target, anchor, background);
}

/** The whole image scaled to a size. */
export function resized(input: Size, size: Size): Framed {
  return sameSize(input, size)
    ? { frame: { op: 'frame' }, size: input }
    : { frame: { op: 'frame', resize: size }, size };
}

/** Scales to one size and cuts another out of it. */
function cut(input: Size, scaled: Size, kept: Size, anchor: Anchor): Framed {
  const { frame } = resized(input, scaled);
  if (sameSize(scaled, kept)) return { frame, size: kept };
  const left = Math.floor((scaled.width - kept.width) * anchor.x);
  const top = Math.floor((scaled.height - kept.height) * anchor.y);
  return { frame: { ...frame, crop: { left, top, ...kept } }, size: kept };
}

function cropped(input: Size, crop: Rect): Framed {
  const size = { width: crop.width, height: crop.height };
  return sameSize(input, size) ? { frame: { op: 'frame' }, size } : { frame: { op: 'frame', crop }, size };
}

function padded({ frame, size }: Framed, target: Size, anchor: Anchor, background: Color): Framed {
  if (sameSize(size, target)) return { frame, size };
  const left = Math.floor((target.width - size.width) * anchor.x);
  const top = Math.floor((target.height - size.height) * anchor.y);
  return { frame: { ...frame, canvas: { left, top, ...target, background } }, size: target };
}

function scale({ width, height }: Size, factor: number): Size {
  return rounded({ width: width * factor, height: height * factor });
}

/** The scale at which the whole image fits into the wanted size. */
function fitting(input: Size, wanted: Size): number {
  return Math.min(wanted.width / input.width, wanted.height / input.height);
}

/** The scale at which the image covers the wanted size. */
function covering(input: Size, wanted: Size): number {
  return Math.max(wanted.width / input.width, wanted.height / input.height);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}

const smaller = Math.min;
const larger = Math.max;
