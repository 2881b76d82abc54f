/** What a step does between framing and layers, in the fixed order of spec 2.9, and the image it leaves. */
import { errors } from '../../errors.ts';
import { roundHalfUp } from '../../parameters/index.ts';
import type { Color } from '../../plan.ts';
import { BLACK, plainColor, readColor, type Scope, TRANSPARENT } from '../../values/index.ts';
import { type Asked, positiveValueOf, type StepValues, unsignedValueOf } from '../state.ts';
import { generate } from './generate.ts';
import { arcBox, boundingBox, cornersOf, further } from './outline.ts';
import type { Image, Planner } from './planner.ts';

/** Runs the planners in order. */
export function planEffects(
  values: StepValues,
  start: Image,
  scope: Scope,
): { readonly asked: readonly Asked[]; readonly image: Image } {
  let image = start;
  const asked: Asked[] = [];
  for (const planner of IN_ORDER) {
    const planned = planner(values, image, scope);
    if (!planned) continue;
    asked.push({ operation: planned.operation, item: planned.item });
    image = { ...image, ...planned.image };
  }
  return { asked, image };
}

const replaceColor: Planner = ({ cr }) =>
  cr && {
    operation: {
      op: 'replaceColor',
      to: plainColor(cr.value.to),
      tolerance: cr.value.tolerance,
      from: cr.value.from && plainColor(cr.value.from),
    },
    item: cr.text,
  };

const GRAY: Color = plainColor(readColor('gray') ?? BLACK);

const colorize: Planner = ({ 'e-colorize': effect }) => {
  if (!effect) return undefined;
  const { co, in: intensity = 100 } = argumentsOf(effect.value);
  return intensity === 0
    ? undefined
    : { operation: { op: 'colorize', color: co ? plainColor(co) : GRAY, intensity }, item: effect.text };
};

const contrast: Planner = ({ 'e-contrast': effect }) =>
  effect && { operation: { op: 'contrast' }, item: effect.text };

const grayscale: Planner = ({ 'e-grayscale': effect }) =>
  effect && { operation: { op: 'grayscale' }, item: effect.text };

const blur: Planner = ({ bl }, _image, scope) => {
  const sigma = bl ? unsignedValueOf(bl, bl.value, scope) : 0;
  return bl && sigma > 0
    ? { operation: { op: 'blur', sigma: Math.min(sigma, 100) }, item: bl.text }
    : undefined;
};

const DEFAULT_SHARPNESS = 50;
const MAX_SHARPNESS = 100;

const sharpen: Planner = ({ 'e-sharpen': effect }) => {
  if (!effect) return undefined;
  const strength =
    typeof effect.value === 'number' ? Math.min(effect.value, MAX_SHARPNESS) : DEFAULT_SHARPNESS;
  return strength > 0 ? { operation: { op: 'sharpen', strength }, item: effect.text } : undefined;
};

const DEFAULT_UNSHARP_MASK = { radius: 2, sigma: 2, amount: 0.8, threshold: 0.024 };

const unsharpMask: Planner = ({ 'e-usm': effect }) =>
  effect && {
    operation: {
      op: 'unsharpMask',
      ...(typeof effect.value === 'object' ? effect.value : DEFAULT_UNSHARP_MASK),
    },
    item: effect.text,
  };

const flip: Planner = ({ fl }) =>
  fl && {
    operation: { op: 'flip', horizontal: fl.value.includes('h'), vertical: fl.value.includes('v') },
    item: fl.text,
  };

const WHITE: Color = { r: 255, g: 255, b: 255, alpha: 1 };

const gradient: Planner = ({ 'e-gradient': effect }, { hasAlpha }, scope) => {
  if (!effect) return undefined;
  const { ld = 180, from = WHITE, to = TRANSPARENT, sp = 1 } = argumentsOf(effect.value);
  const covers = from.alpha === 1 && to.alpha === 1;
  return {
    operation: {
      op: 'gradient',
      direction: ld,
      from: plainColor(from),
      to: plainColor(to),
      stop: positiveValueOf(effect, sp, scope),
    },
    item: effect.text,
    image: { hasAlpha: hasAlpha && !covers },
  };
};

const distort: Planner = ({ 'e-distort': effect }, { size }) => {
  if (!effect) return undefined;
  const { value, text } = effect;
  if (value.kind === 'arc') {
    const box = arcBox(size, value.degrees);
    return {
      operation: { op: 'distort', kind: 'arc', degrees: value.degrees, size: box },
      item: text,
      image: { size: box, hasAlpha: true },
    };
  }
  const corners = [0, 2, 4, 6].map((at) => ({ x: value.corners[at] ?? 0, y: value.corners[at + 1] ?? 0 }));
  return {
    operation: { op: 'distort', kind: 'perspective', corners },
    item: text,
    image: { hasAlpha: true },
  };
};

/** The colour follows the outline: with `r` in the same step its inner edge is rounded too, `b` pixels further in. */
const border: Planner = ({ b, r }, { size, hasAlpha }, scope) => {
  const width = b ? roundHalfUp(unsignedValueOf(b, b.value.width, scope)) : 0;
  if (!b || width === 0) return undefined;
  const color = plainColor(b.value.color);
  const grown = { width: size.width + 2 * width, height: size.height + 2 * width };
  const inner = r && further(cornersOf(r.value, grown), width);
  return {
    operation: { op: 'border', width, color, ...(inner && { inner }) },
    item: b.text,
    image: { size: grown, hasAlpha: hasAlpha || color.alpha < 1 },
  };
};

const round: Planner = ({ r }, { size }) => {
  const corners = r && cornersOf(r.value, size);
  return corners && { operation: { op: 'round', corners }, item: r.text, image: { hasAlpha: true } };
};

/** The corners that open stay transparent until `bg` comes beneath the whole step. */
const rotate: Planner = ({ rt }, { size, hasAlpha }) => {
  if (!rt || rt.value === 'auto') return undefined;
  const degrees = ((rt.value % 360) + 360) % 360;
  if (degrees === 0) return undefined;
  const box = boundingBox(size, degrees);
  return {
    operation: { op: 'rotate', degrees, size: box },
    item: rt.text,
    image: { size: box, hasAlpha: hasAlpha || degrees % 90 !== 0 },
  };
};

const opacity: Planner = ({ o }) =>
  o && { operation: { op: 'opacity', opacity: o.value / 100 }, item: o.text, image: { hasAlpha: true } };

/** The largest input of `e-shadow`, in pixels (spec 6.12). */
const MAX_SHADOW_PIXELS = 2_000_000;

const shadow: Planner = ({ 'e-shadow': effect }, { size }) => {
  if (!effect) return undefined;
  if (size.width * size.height > MAX_SHADOW_PIXELS)
    throw errors.tooLarge(`The image of ${size.width}x${size.height} for e-shadow`, '2 megapixels');
  const { bl = 10, st = 30, x = 2, y = 2 } = argumentsOf(effect.value);
  return { operation: { op: 'shadow', blur: bl, strength: st, x, y }, item: effect.text };
};

const dropShadow: Planner = ({ 'e-dropshadow': effect }) => {
  if (!effect) return undefined;
  const { az = 215, el = 45, st = 60 } = argumentsOf(effect.value);
  return {
    operation: { op: 'dropShadow', azimuth: az, elevation: el, strength: st },
    item: effect.text,
    image: { hasAlpha: true },
  };
};

const IN_ORDER: readonly Planner[] = [
  generate,
  replaceColor,
  colorize,
  contrast,
  grayscale,
  blur,
  sharpen,
  unsharpMask,
  flip,
  gradient,
  distort,
  border,
  round,
  rotate,
  opacity,
  shadow,
  dropShadow,
];

/** The arguments of an effect that may stand bare. */
function argumentsOf<T extends object>(value: T | boolean): Partial<T> {
  return typeof value === 'object' ? value : {};
}
