/** The size a step asks for: `w`, `h`, `ar` and `dpr` together, with client hints (spec 2.1 and 6.8). */
import { roundHalfUp } from '../../parameters/index.ts';
import type { ParsedParameter } from '../../syntax/index.ts';
import type { Scalar, Scope } from '../../values/index.ts';
import { type Context, positiveValueOf, type State, type StepValues } from '../state.ts';
import type { Wanted } from './geometry.ts';

/** Above it `w` and `h` are ignored, as ImageKit documents. */
const MAX_SIDE = 65_535;
/** Above it, or below 1, the density is dropped. */
const MAX_DENSE_SIDE = 5000;
/** Widths from a client hint are rounded up to a multiple of it, so that few renditions serve all screens. */
const HINT_STEP = 100;
const DENSITIES = { min: 0.1, max: 5 };

/** @returns undefined when the step asks for no size */
export function wantedSize(
  values: StepValues,
  state: State,
  scope: Scope,
  context: Context,
): Wanted | undefined {
  const asked = {
    width: widthOf(values, state, scope, context),
    height: heightOf(values, state, scope, context),
  };
  const { width, height } = multiplyByDensity(asked, values, scope, context);
  const { ar } = values;
  if (width !== undefined && height !== undefined) {
    if (ar) context.ignored.push({ parameter: 'ar', reason: 'both w and h are given' });
    return { width, height, proportional: false };
  }
  if (width === undefined && height === undefined) {
    // The box of an object takes the ratio instead (spec 2.4).
    if (ar && typeof values.fo?.value !== 'object')
      context.ignored.push({ parameter: 'ar', reason: 'neither w nor h is given' });
    return undefined;
  }
  const ratio = ratioOf(values, scope) ?? state.size.width / state.size.height;
  const proportional = ar === undefined;
  const other = (side: number) => (proportional ? side : Math.max(1, roundHalfUp(side)));
  if (width !== undefined) return { width, height: other(width / ratio), proportional };
  return { width: other((height ?? 1) * ratio), height: height ?? 1, proportional };
}

/** The ratio of `ar`; undefined without one. */
export function ratioOf({ ar }: StepValues, scope: Scope): number | undefined {
  if (!ar) return undefined;
  return typeof ar.value === 'object' && 'width' in ar.value
    ? ar.value.width / ar.value.height
    : positiveValueOf(ar, ar.value, scope);
}

type Side = { readonly pixels: number; readonly dense: boolean } | undefined;
type Sides = { readonly width: Side; readonly height: Side };

function widthOf({ w, dpr }: StepValues, { size }: State, scope: Scope, context: Context): Side {
  if (!w) return undefined;
  if (w.value !== 'auto') return withinLimit('w', sideOf(w, w.value, size.width, scope), context);
  const { width: hint, dpr: density } = context.hints;
  if (hint === undefined || !(hint > 0)) {
    context.ignored.push({ parameter: 'w', reason: 'the browser sent no width' });
    return undefined;
  }
  const pixels = Math.ceil(hint / HINT_STEP) * HINT_STEP;
  // The browser's width already counts the pixels of its screen.
  const side = withinLimit('w', { pixels, dense: true }, context);
  if (side && dpr?.value === 'auto' && density !== undefined)
    context.contentDpr = Math.round((pixels / (hint / density)) * 100) / 100;
  return side;
}

function heightOf({ h }: StepValues, { size }: State, scope: Scope, context: Context): Side {
  return h && withinLimit('h', sideOf(h, h.value, size.height, scope), context);
}

/** A number between 0 and 1 is a part of the step's input; only a number, never the value of an expression. */
function sideOf(
  parameter: Pick<ParsedParameter, 'key' | 'position'>,
  value: Scalar,
  input: number,
  scope: Scope,
): NonNullable<Side> {
  const pixels = positiveValueOf(parameter, value, scope);
  return { pixels: typeof value === 'number' && value < 1 ? value * input : pixels, dense: false };
}

function withinLimit(key: 'w' | 'h', side: NonNullable<Side>, context: Context): Side {
  if (side.pixels <= MAX_SIDE) return side;
  context.ignored.push({ parameter: key, reason: `it is larger than ${MAX_SIDE}` });
  return undefined;
}

function multiplyByDensity(sides: Sides, { dpr }: StepValues, scope: Scope, context: Context) {
  const plain = { width: pixels(sides.width, 1), height: pixels(sides.height, 1) };
  if (!dpr) return plain;
  const density = dpr.value === 'auto' ? context.hints.dpr : positiveValueOf(dpr, dpr.value, scope);
  const ignore = (reason: string) => {
    context.ignored.push({ parameter: 'dpr', reason });
    return plain;
  };
  if (density === undefined || !(density > 0)) return ignore('the browser sent no density');
  if (!sides.width && !sides.height) return ignore('neither w nor h is given');
  const factor = Math.min(Math.max(density, DENSITIES.min), DENSITIES.max);
  const tooFar = [sides.width, sides.height].some(
    (side) => side && !side.dense && (side.pixels * factor < 1 || side.pixels * factor > MAX_DENSE_SIDE),
  );
  if (tooFar) return ignore(`a side would be less than 1 or more than ${MAX_DENSE_SIDE} pixels`);
  return { width: pixels(sides.width, factor), height: pixels(sides.height, factor) };
}

function pixels(side: Side, factor: number): number | undefined {
  return side && Math.max(1, roundHalfUp(side.pixels * (side.dense ? 1 : factor)));
}
