/** Everything a step does after framing, in the fixed order of spec 2.9, and the size it leaves. */
import { errors } from '../errors.ts';
import type { Color, Size } from '../plan.ts';
import { BLACK, plainColor, readColor, type Scope, TRANSPARENT } from '../values/index.ts';
import type { Asked } from './framing.ts';
import { rounded } from './geometry.ts';
import { numberOf, pixelsOf, positiveValueOf, type StepValues } from './state.ts';

/** What the operations so far have made of the image. */
type Image = { readonly size: Size; readonly hasAlpha: boolean };
/** One parameter: the operation it asks for on this image, if any, and what the image becomes. */
type Planner = (
  values: StepValues,
  image: Image,
  scope: Scope,
) => (Asked & { readonly image?: Partial<Image> }) | undefined;

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

const GENERATING = [
  'e-bgremove',
  'e-removedotbg',
  'e-changebg',
  'e-edit',
  'e-retouch',
  'e-upscale',
  'e-genvar',
] as const;

const generate: Planner = (values) => {
  const [first, second] = GENERATING.flatMap((key) => values[key] ?? []);
  if (!first) return undefined;
  if (second) throw errors.notApplicable(second.key, `one step can do only one of it and ${first.key}`);
  const prompt = typeof first.value === 'string' ? first.value : undefined;
  return {
    operation: { op: 'generate', task: first.key.slice('e-'.length), prompt },
    item: first.key,
    image: { hasAlpha: true },
  };
};

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
  const sigma = bl ? numberOf(bl, bl.value, scope) : 0;
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

const gradient: Planner = ({ 'e-gradient': effect }, _image, scope) => {
  if (!effect) return undefined;
  const { ld = 180, from = WHITE, to = TRANSPARENT, sp = 1 } = argumentsOf(effect.value);
  return {
    operation: {
      op: 'gradient',
      direction: ld,
      from: plainColor(from),
      to: plainColor(to),
      stop: positiveValueOf(effect, sp, scope),
    },
    item: effect.text,
  };
};

const distort: Planner = ({ 'e-distort': effect }) => {
  if (!effect) return undefined;
  const { value, text } = effect;
  if (value.kind === 'arc')
    return {
      operation: { op: 'distort', kind: 'arc', degrees: value.degrees },
      item: text,
      image: { hasAlpha: true },
    };
  const corners = [0, 2, 4, 6].map((at) => ({ x: value.corners[at] ?? 0, y: value.corners[at + 1] ?? 0 }));
  return {
    operation: { op: 'distort', kind: 'perspective', corners },
    item: text,
    image: { hasAlpha: true },
  };
};

const border: Planner = ({ b }, { size }, scope) => {
  const width = b ? pixelsOf(b, b.value.width, scope) : 0;
  if (!b || width <= 0) return undefined;
  return {
    operation: { op: 'border', width, color: plainColor(b.value.color) },
    item: b.text,
    image: { size: { width: size.width + 2 * width, height: size.height + 2 * width } },
  };
};

const round: Planner = ({ r, bg }, { size }) => {
  if (!r) return undefined;
  const largest = Math.min(size.width, size.height) / 2;
  const radius = (corner: number | 'max') => (corner === 'max' ? largest : Math.min(corner, largest));
  const { value } = r;
  const [a, b, c, d] = typeof value === 'object' ? value : [value, value, value, value];
  const corners = [radius(a), radius(b), radius(c), radius(d)] as const;
  if (corners.every((corner) => corner === 0)) return undefined;
  const background = bg?.value.kind === 'color' ? plainColor(bg.value.color) : undefined;
  return {
    operation: { op: 'round', corners: value === 'max' ? 'ellipse' : corners, background },
    item: r.text,
    image: { hasAlpha: true },
  };
};

const rotate: Planner = ({ rt, bg }, { size, hasAlpha }) => {
  if (!rt || rt.value === 'auto' || rt.value % 360 === 0) return undefined;
  const degrees = ((rt.value % 360) + 360) % 360;
  const background = bg?.value.kind === 'color' ? plainColor(bg.value.color) : TRANSPARENT;
  const upright = degrees % 90 === 0;
  return {
    operation: { op: 'rotate', degrees, background },
    item: rt.text,
    image: { size: turned(size, degrees), hasAlpha: hasAlpha || !upright },
  };
};

const opacity: Planner = ({ o }) =>
  o && { operation: { op: 'opacity', opacity: o.value / 100 }, item: o.text, image: { hasAlpha: true } };

const shadow: Planner = ({ 'e-shadow': effect }) => {
  if (!effect) return undefined;
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

/** Opaque images have nothing behind them; a translucent colour leaves its own alpha, unless `o` blends over it. */
const flatten: Planner = ({ bg, o }, { hasAlpha }) => {
  if (bg?.value.kind !== 'color' || !hasAlpha) return undefined;
  const color = plainColor(bg.value.color);
  const background = o ? { ...color, alpha: 1 } : color;
  return background.alpha === 0
    ? undefined
    : { operation: { op: 'flatten', background }, item: bg.text, image: { hasAlpha: background.alpha < 1 } };
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
  flatten,
];

/** The arguments of an effect that may stand bare. */
function argumentsOf<T extends object>(value: T | boolean): Partial<T> {
  return typeof value === 'object' ? value : {};
}

/** The bounding box after a rotation. */
function turned({ width, height }: Size, degrees: number): Size {
  const radians = (degrees * Math.PI) / 180;
  const sine = Math.abs(Math.sin(radians));
  const cosine = Math.abs(Math.cos(radians));
  return rounded({ width: width * cosine + height * sine, height: width * sine + height * cosine });
}
