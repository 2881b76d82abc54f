/** One step: its items as operations in the fixed order of spec 2.9, until the size is no longer known. */
import { errors } from '../errors.ts';
import { type ParameterKey, parameterOf } from '../parameters/index.ts';
import type { Items } from '../syntax/index.ts';
import { plainColor } from '../values/index.ts';
import { planBeneath, planEffects } from './effects/index.ts';
import { planFraming } from './framing/index.ts';
import { type PlanChain, planLayer } from './layers/index.ts';
import { refuse } from './rendered.ts';
import {
  type Asked,
  type Context,
  type State,
  type StepValues,
  scopeOf,
  valuesOf,
  without,
} from './state.ts';

export type PlannedStep = {
  readonly asked: readonly Asked[];
  readonly state: State;
  /** What is left of the step when its size has just become unknown; it goes on as a step of its own. */
  readonly left?: Items | undefined;
};

export function planStep(step: Items, state: State, context: Context, planChain: PlanChain): PlannedStep {
  const values = valuesOf(step);
  if (values.n) throw errors.namedNotFound(values.n.value);
  noteMisplaced(values, context);
  if (values.dn && context.source?.format === 'svg' && !context.base) refuse(values.dn.text, context);

  const trim = planTrim(values);
  if (trim) return { asked: [trim], state: undecided(state), left: without(step, ['t']) };

  const framing = planFraming(values, state, scopeOf(context, state), context);
  if (!framing.size) return { asked: framing.asked, state: undecided(state), left: without(step, FRAMING) };
  if (values.bg?.value.kind === 'color') context.background = plainColor(values.bg.value.color);

  const hasAlpha = state.hasAlpha || framing.asked.some(opensTransparency);
  // Expressions of what follows the framing see its size (spec 5.2).
  const scope = scopeOf(context, { size: framing.size });
  const effects = planEffects(values, { size: framing.size, hasAlpha }, scope);
  const asked = [...framing.asked, ...effects.asked];
  let image = effects.image;

  for (const [index, layer] of step.layers.entries()) {
    const planned = planLayer(layer, image.size, context, planChain);
    asked.push(planned);
    const { mode, size } = planned.operation;
    if (mode === 'cutout' || mode === 'cutter') image = { ...image, hasAlpha: true };
    if (mode === 'cutter') {
      if (!size) {
        const onlyBackground = step.parameters.filter(({ key }) => key === 'bg');
        const left = { ...step, parameters: onlyBackground, layers: step.layers.slice(index + 1) };
        return { asked, state: undecided({ ...state, ...image }), left };
      }
      image = { ...image, size };
    }
  }

  const padded = framing.asked.some(({ operation }) => operation.op === 'backdrop');
  const beneath = planBeneath(values, image, padded);
  if (beneath) {
    const { operation } = beneath;
    asked.push(beneath);
    image = { ...image, hasAlpha: operation.op === 'flatten' && operation.background.alpha < 1 };
  }
  const untouched = state.geometryUntouched && asked.every(({ operation }) => !MOVING.has(operation.op));
  return { asked, state: { ...image, exact: state.exact, geometryUntouched: untouched } };
}

/** What framing has done with, when it has made the size unknown. */
const FRAMING: readonly ParameterKey[] = ['w', 'h', 'ar', 'dpr', 'c', 'cm', 'x', 'y', 'xc', 'yc', 'fo', 'z'];

/** Operations after which coordinates of the file no longer fit. */
const MOVING: ReadonlySet<string> = new Set(
  'frame focus backdrop flip distort border rotate generate layer'.split(' '),
);

function undecided(state: State): State {
  return { ...state, exact: false, geometryUntouched: false };
}

/** What `t-true` means: less than it does `t-5`, more `t-15` (spec 2.6). */
const DEFAULT_TRIM = 10;

function planTrim({ t }: StepValues): Asked | undefined {
  if (!t || t.value === false) return undefined;
  const tolerance = t.value === true ? DEFAULT_TRIM : t.value;
  return { operation: { op: 'trim', tolerance }, item: t.text };
}

function opensTransparency({ operation }: Asked): boolean {
  return operation.op === 'frame' && operation.canvas !== undefined && operation.canvas.background.alpha < 1;
}

function noteMisplaced(values: StepValues, { ignored, base }: Context): void {
  for (const { key } of Object.values(values)) {
    const { places } = parameterOf(key);
    if (!places.includes(base ? 'layer' : 'image'))
      ignored.push({ parameter: key, reason: `it only concerns ${places[0]}s` });
  }
}
