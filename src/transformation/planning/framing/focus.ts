/** Where a crop goes once its subject is found (spec 2.4). */
import type { FocusFrame, Frame, Rect, Size } from '../../plan.ts';
import { extractAround, type Framed, resized, scaledRect } from './geometry.ts';

/** What is left around a face, as a part of the box on each side (spec 9, row 40). */
const FACE_MARGIN = 0.5;

/**
 * The frames that crop to a subject, to be applied one after the other.
 *
 * @param image size of the image the operation meets
 * @param found the subject, or the box around several, in pixels of that image; undefined when there is none
 */
export function resolveFocus(focus: FocusFrame, image: Size, found: Rect | undefined): readonly Frame[] {
  const area = found ?? centreOf(image);
  return framesFor(focus, image, area, found !== undefined)
    .map(({ frame }) => frame)
    .filter(({ resize, crop }) => resize || crop);
}

function framesFor(focus: FocusFrame, image: Size, area: Rect, found: boolean): readonly Framed[] {
  const { size, zoom } = focus;
  if (!size) return found ? [window(image, boxSize(focus, area), area)] : [];
  if (focus.subject === 'face' && focus.mode === 'cover' && found)
    return scaledWindow(
      image,
      divided(boxSize({ ...focus, zoom: 1, aspectRatio: size.width / size.height }, withMargin(area)), zoom),
      size,
      area,
    );
  const factor = focus.resize ? focus.resize.width / image.width : 1;
  if (zoom !== 1) return scaledWindow(image, divided(size, zoom * factor), size, area);
  if (!focus.resize) return [window(image, size, area)];
  const scaled = resized(image, focus.resize);
  const placed = window(focus.resize, size, scaledRect(area, image, focus.resize));
  return [{ frame: { ...scaled.frame, ...placed.frame }, size: placed.size }];
}

/** A window of a ratio around the subject, as large as it may be, and scaled to the size. */
function scaledWindow(image: Size, wanted: Size, size: Size, area: Rect): readonly Framed[] {
  const part = Math.min(1, image.width / wanted.width, image.height / wanted.height);
  const cut = window(image, divided(wanted, 1 / part), area);
  return [cut, resized(cut.size, size)];
}

function window(image: Size, size: Size, area: Rect): Framed {
  return extractAround(image, { ...size, proportional: false }, area);
}

/** The box of the subject, grown (never scaled) to the ratio. */
function boxSize(
  { aspectRatio, zoom }: Pick<FocusFrame, 'aspectRatio' | 'zoom'>,
  { width, height }: Size,
): Size {
  const box =
    aspectRatio === undefined
      ? { width, height }
      : { width: Math.max(width, height * aspectRatio), height: Math.max(height, width / aspectRatio) };
  return divided(box, zoom);
}

function withMargin({ left, top, width, height }: Rect): Rect {
  return {
    left: left - width * FACE_MARGIN,
    top: top - height * FACE_MARGIN,
    width: width * (1 + 2 * FACE_MARGIN),
    height: height * (1 + 2 * FACE_MARGIN),
  };
}

function divided({ width, height }: Size, by: number): Size {
  return { width: width / by, height: height / by };
}

function centreOf({ width, height }: Size): Rect {
  return { left: 0, top: 0, width, height };
}
