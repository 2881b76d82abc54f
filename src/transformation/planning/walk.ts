/** Through the steps of a chain for one file: conditions are decided, sizes followed, operations collected. */
import { errors } from '../errors.ts';
import { parameterOf } from '../parameters/index.ts';
import { holds, type Items, type Transformation } from '../syntax/index.ts';
import { planEffects } from './effects.ts';
import { type Asked, planFraming } from './framing.ts';
import type { OutputAsked } from './output.ts';
import { type Context, type State, type StepValues, scopeOf, valuesOf } from './state.ts';

export type WalkedStep = { readonly asked: readonly Asked[]; readonly state: State };

/** What the steps that apply come to. */
export type Walked = {
  readonly steps: readonly WalkedStep[];
  readonly state: State;
  readonly output: OutputAsked;
  /** `orig-true` stood in one of them. */
  readonly original: boolean;
  readonly unsharp: boolean;
  /** The last `pg`. */
  readonly pages: StepValues['pg'];
};

/** @throws HalftoneError 400 for what cannot be evaluated or applied */
export function walk(transformation: Transformation, start: Walked, context: Context): Walked {
  return transformation.steps.reduce((walked: Walked, step) => {
    if (step.kind === 'items') return walkItems(step, walked, context);
    if (context.facts.format === 'gif') {
      context.ignored.push({ parameter: 'if', reason: 'there are no conditions for GIF images' });
      return walked;
    }
    const { width: w, height: h } = walked.state.size;
    const { width: iw, height: ih } = context.facts;
    const applies = holds(step.condition, { w, h, ar: w / h, iw, ih, iar: iw / ih });
    return walk(applies ? step.whenTrue : step.whenFalse, walked, context);
  }, start);
}

function walkItems(step: Items, walked: Walked, context: Context): Walked {
  const values = valuesOf(step);
  if (values.n) throw errors.namedNotFound(values.n.value);
  checkLayers(step);
  noteMisplaced(values, context);
  const { state } = walked;
  const scope = scopeOf(context, state);
  const trimmed = planTrim(values);
  const framing = planFraming(values, state, scope, context);
  const background = values.bg?.value.kind === 'color' ? values.bg.value.color : undefined;
  if (background) context.background = background;
  const hasAlpha = state.hasAlpha || framing.asked.some(opensTransparency);
  // Expressions of what follows the framing see its size (spec 5.2).
  const framed = {
    ...scope,
    cw: framing.size.width,
    ch: framing.size.height,
    car: framing.size.width / framing.size.height,
  };
  const effects = planEffects(values, { size: framing.size, hasAlpha }, framed);
  const asked = [...trimmed, ...framing.asked, ...effects.asked];
  const after: State = {
    ...effects.image,
    geometryUntouched: state.geometryUntouched && asked.every(({ operation }) => !MOVING.has(operation.op)),
  };
  return {
    steps: [...walked.steps, { asked, state: after }],
    state: after,
    output: { ...walked.output, ...outputOf(values) },
    original: walked.original || values.orig !== undefined,
    unsharp: walked.unsharp || values['e-usm'] !== undefined,
    pages: values.pg ?? walked.pages,
  };
}

/** Operations after which coordinates of the file no longer fit. */
const MOVING: ReadonlySet<string> = new Set(
  'trim frame focus backdrop flip distort border rotate generate'.split(' '),
);

/** The default of an image layer, so `true` counts as much as a URL may say. */
const DEFAULT_TRIM = 10;

function planTrim({ t, dn }: StepValues): readonly Asked[] {
  if (dn) throw errors.notRenderedYet(dn.text);
  if (!t || t.value === false) return [];
  const tolerance = t.value === true ? DEFAULT_TRIM : t.value;
  return [{ operation: { op: 'trim', tolerance }, item: t.text }];
}

function opensTransparency({ operation }: Asked): boolean {
  return operation.op === 'frame' && operation.canvas !== undefined && operation.canvas.background.alpha < 1;
}

function outputOf({ f, q, lo, pr, md, cp }: StepValues): OutputAsked {
  return {
    ...(f && { f: f.value }),
    ...(q && { q: q.value }),
    ...(lo && { lo: lo.value }),
    ...(pr && { pr: pr.value }),
    ...(md && { md: md.value }),
    ...(cp && { cp: cp.value }),
  };
}

function checkLayers({ layers }: Items): void {
  for (const { type } of layers) {
    if (type === 'video' || type === 'subtitles')
      throw errors.notApplicable(`l-${type}`, 'it needs a video to lie on');
    throw errors.notRenderedYet(`l-${type}`);
  }
}

function noteMisplaced(values: StepValues, { ignored }: Context): void {
  for (const { key } of Object.values(values)) {
    const { places } = parameterOf(key);
    if (!places.includes('image')) ignored.push({ parameter: key, reason: `it only concerns ${places[0]}s` });
  }
}
