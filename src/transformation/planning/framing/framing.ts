/** Crop mode, focus, coordinates and padding of one step, as operations (spec 2.2-2.5). */
import { errors } from '../../errors.ts';
import type { CropMode, Position } from '../../parameters/index.ts';
import type { Backdrop, Color, Frame, Operation, Rect, Size } from '../../plan.ts';
import { BLACK, plainColor, type Scope } from '../../values/index.ts';
import { type Asked, type Context, pixelsOf, type State, type StepValues } from '../state.ts';
import {
  ANCHORS,
  CENTER,
  type Coordinate,
  coverArea,
  extractAround,
  extractAt,
  type Framed,
  frameOf,
  isCutting,
  isPadding,
  rounded,
  type Wanted,
  type WindowPlace,
} from './geometry.ts';
import { ratioOf, wantedSize } from './wanted.ts';

export type Framing = {
  readonly asked: readonly Asked[];
  /** Undefined when only the pixels can tell. */
  readonly size: Size | undefined;
};

export function planFraming(values: StepValues, state: State, scope: Scope, context: Context): Framing {
  const wanted = wantedSize(values, state, scope, context);
  const mode: CropMode = values.cm?.value ?? values.c?.value ?? 'maintain_ratio';
  noteIgnored(values, mode, wanted, context);
  checkBackdrop(values, mode, wanted, context);
  if (!wanted) return planSubject(values, state, scope, context);
  const place = mode === 'extract' ? windowPlace(values, state, scope) : undefined;
  if (place) {
    const framed = extractAt(state.size, wanted, place);
    if (!framed) throw cropOutside(values, state, wanted);
    return framing(state, [framed], values);
  }
  return planFocus(values, state, context, mode, wanted);
}

function planFocus(
  values: StepValues,
  state: State,
  context: Context,
  mode: CropMode,
  wanted: Wanted,
): Framing {
  const focus = values.fo?.value ?? 'center';
  const cutting = isCutting(mode) && (!wanted.proportional || mode === 'extract');
  const centred = frameOf(mode, state.size, wanted, CENTER, paddingColor(values));
  if (isPosition(focus)) {
    const anchor = ANCHORS[focus];
    return framing(state, [frameOf(mode, state.size, wanted, anchor, paddingColor(values))], values);
  }
  if (!cutting) {
    context.ignored.push({ parameter: 'fo', reason: 'nothing is cut off' });
    return framing(state, [centred], values);
  }
  if (focus === 'custom' || focus === 'auto-custom_override') {
    const area = customArea(state, context);
    if (area) {
      const framed =
        mode === 'extract' ? [extractAround(state.size, wanted, area)] : coverArea(state.size, wanted, area);
      return framing(state, framed, values);
    }
    if (focus === 'custom') {
      context.ignored.push({ parameter: 'fo', reason: 'the file has no custom coordinates that apply here' });
      return framing(state, [centred], values);
    }
  }
  // What stands out matters only where something is cut off; faces and objects also decide the scale.
  const decides = centred.frame.crop !== undefined || focus === 'face';
  if (!decides) return framing(state, [centred], values);
  const subject = typeof focus === 'object' ? focus.objects : focus === 'face' ? 'face' : 'auto';
  const operation: Operation = {
    op: 'focus',
    subject,
    mode: mode === 'extract' ? 'extract' : 'cover',
    resize: centred.frame.resize,
    size: centred.size,
    aspectRatio: undefined,
    zoom: values.z?.value ?? 1,
  };
  return { asked: [{ operation, item: values.fo?.text ?? 'fo' }], size: centred.size };
}

/** Without a size, only the names of objects crop: to the object. */
function planSubject(values: StepValues, state: State, scope: Scope, context: Context): Framing {
  const focus = values.fo?.value;
  if (typeof focus === 'object') {
    const operation: Operation = {
      op: 'focus',
      subject: focus.objects,
      mode: 'subject',
      size: undefined,
      aspectRatio: ratioOf(values, scope),
      zoom: values.z?.value ?? 1,
    };
    return { asked: [{ operation, item: values.fo?.text ?? 'fo' }], size: undefined };
  }
  if (values.fo) context.ignored.push({ parameter: 'fo', reason: 'neither w nor h is given' });
  return { asked: [], size: state.size };
}

function isPosition(focus: unknown): focus is Position {
  return typeof focus === 'string' && Object.hasOwn(ANCHORS, focus);
}

/** Coordinates win over focus. On one axis the centre wins; an axis without any starts at 0, or is centred. */
function windowPlace(values: StepValues, { size }: State, scope: Scope): WindowPlace | undefined {
  const { x, y, xc, yc } = values;
  if (!x && !y && !xc && !yc) return undefined;
  const centred = xc !== undefined || yc !== undefined;
  const axis = (center: typeof xc | typeof yc, start: typeof x | typeof y, length: number): Coordinate => {
    if (center) return { center: pixelsOf(center, center.value, scope) };
    if (start) return { start: pixelsOf(start, start.value, scope) };
    return centred ? { center: length / 2 } : { start: 0 };
  };
  return { x: axis(xc, x, size.width), y: axis(yc, y, size.height) };
}

function cropOutside({ x, y, xc, yc }: StepValues, { size }: State, wanted: Wanted) {
  const given = [x, y, xc, yc].filter((parameter) => parameter !== undefined);
  return errors.cropOutside(
    given.map(({ text }) => text).join(','),
    given[0]?.position ?? 0,
    describe(size),
    describe(rounded(wanted)),
    xc || yc ? 'a centre that leaves all of it inside' : 'a place that leaves some of it inside',
  );
}

/** The stored area, as far as it lies inside the image; it means nothing once a step has changed the geometry. */
function customArea({ geometryUntouched, size }: State, { source }: Context): Rect | undefined {
  if (!geometryUntouched || source?.customCoordinates === undefined) return undefined;
  const [x = Number.NaN, y = Number.NaN, width = Number.NaN, height = Number.NaN] = source.customCoordinates
    .split(',')
    .map(Number);
  const left = Math.max(0, Math.floor(x));
  const top = Math.max(0, Math.floor(y));
  const right = Math.min(size.width, Math.ceil(x + width));
  const bottom = Math.min(size.height, Math.ceil(y + height));
  return right > left && bottom > top ? { left, top, width: right - left, height: bottom - top } : undefined;
}

/** A translucent colour comes beneath the whole finished step; padding that had it already would have it twice. */
function paddingColor({ bg }: StepValues): Color {
  if (bg?.value.kind !== 'color') return BLACK;
  const color = plainColor(bg.value.color);
  return color.alpha < 1 ? { ...color, alpha: 0 } : color;
}

/** The operations of frames, each on the result of the one before; padding that is no colour is one of its own. */
function framing(state: State, framed: readonly Framed[], { bg }: StepValues): Framing {
  const size = framed.at(-1)?.size ?? state.size;
  const asked = framed.flatMap(({ frame }): readonly Asked[] => {
    const { resize, crop, canvas } = frame;
    const fill = canvas && bg ? fillOf(bg, canvas) : undefined;
    const plain: Frame = fill ? { op: 'frame', resize, crop } : frame;
    return [
      ...(resize || crop || plain.canvas ? [{ operation: plain, item: 'w, h, c' }] : []),
      ...(canvas && fill && bg
        ? [{ operation: { op: 'backdrop', canvas: placeOf(canvas), fill } satisfies Backdrop, item: bg.text }]
        : []),
    ];
  });
  return { asked, size };
}

function placeOf({ left, top, width, height }: Rect): Rect {
  return { left, top, width, height };
}

/** An intensity of `auto`: blurred beyond recognition, whatever the size. */
const AUTO_BLUR_PART = 25;

function fillOf({ value }: NonNullable<StepValues['bg']>, canvas: Size): Backdrop['fill'] | undefined {
  switch (value.kind) {
    case 'color':
      return undefined;
    case 'dominant':
      return { kind: 'dominant' };
    case 'gradient':
      return { kind: 'gradient', colors: value.colors };
    case 'blurred': {
      const automatic = Math.max(canvas.width, canvas.height) / AUTO_BLUR_PART;
      const intensity = value.intensity === 'auto' ? automatic : value.intensity;
      return { kind: 'blurred', intensity, brightness: value.brightness };
    }
    case 'genfill':
      return { kind: 'generated', prompt: value.prompt };
  }
}

/** @throws errors.notApplicable for a blurred or generated background without a canvas to fill (spec 9, row 59) */
function checkBackdrop(
  { bg }: StepValues,
  mode: CropMode,
  wanted: Wanted | undefined,
  { base }: Context,
): void {
  if (bg?.value.kind === 'genfill' && base)
    throw errors.notApplicable(bg.text, 'layers cannot be filled by generation');
  if (!bg || (bg.value.kind !== 'blurred' && bg.value.kind !== 'genfill')) return;
  const possible = bg.value.kind === 'blurred' ? mode === 'pad_resize' : isPadding(mode);
  if (!possible || !wanted || wanted.proportional)
    throw errors.notApplicable(bg.text, 'it needs w, h and a crop mode that pads, such as cm-pad_resize');
}

function noteIgnored(
  values: StepValues,
  mode: CropMode,
  wanted: Wanted | undefined,
  { ignored }: Context,
): void {
  if (!wanted)
    for (const key of ['c', 'cm'] as const)
      if (values[key]) ignored.push({ parameter: key, reason: 'neither w nor h is given' });
  if (values.c && values.cm) ignored.push({ parameter: 'c', reason: 'cm is given' });
  for (const key of ['x', 'y', 'xc', 'yc'] as const)
    if (values[key] && (mode !== 'extract' || !wanted))
      ignored.push({ parameter: key, reason: 'it needs cm-extract with w or h' });
  if (values.bg?.value.kind === 'dominant' && !(wanted && isPadding(mode)))
    ignored.push({ parameter: 'bg', reason: 'dominant needs a crop mode that pads' });
  if (values.z && !(values.fo?.value === 'face' || typeof values.fo?.value === 'object'))
    ignored.push({ parameter: 'z', reason: 'it needs fo-face or the name of an object' });
}

function describe({ width, height }: Size): string {
  return `${width}x${height}`;
}
