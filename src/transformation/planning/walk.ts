/** Through the steps of a chain for one file: conditions are decided, sizes followed, operations collected. */
import { errors } from '../errors.ts';
import { roundHalfUp } from '../parameters/index.ts';
import { type Conditional, dependsOnSize, holds, type Items, type ParsedStep } from '../syntax/index.ts';
import { deferredOf } from './deferred.ts';
import type { OutputAsked } from './output.ts';
import {
  type Asked,
  type Context,
  positiveValueOf,
  type State,
  type StepValues,
  scopeOf,
  valuesOf,
} from './state.ts';
import { planStep } from './step.ts';

export type WalkedStep = { readonly asked: readonly Asked[]; readonly state: State };

/** What the steps that apply come to. */
export type Walked = {
  /** Up to the step whose size only the pixels can tell; what follows is its last operation, deferred. */
  readonly steps: readonly WalkedStep[];
  /** What the deferred steps would do if the size were the assumed one. */
  readonly assumed: readonly Asked[];
  readonly state: State;
  readonly output: OutputAsked;
  /** `orig-true` stood in one of them. */
  readonly original: boolean;
  readonly unsharp: boolean;
  readonly translucent: boolean;
  /** The last `pg`. */
  readonly pages: StepValues['pg'];
};

export function startAt(state: State): Walked {
  return {
    steps: [],
    assumed: [],
    state,
    output: {},
    original: false,
    unsharp: false,
    translucent: false,
    pages: undefined,
  };
}

/** @throws HalftoneError 400 for what cannot be evaluated or applied */
export function walk(steps: readonly ParsedStep[], start: Walked, context: Context): Walked {
  let walked = start;
  let [step, ...following] = steps;
  while (step) {
    if (step.kind === 'items') {
      const { walked: next, left } = walkItems(step, following, walked, context);
      walked = next;
      if (left) following = [left, ...following];
    } else if (context.source?.format === 'gif') {
      context.ignored.push({ parameter: 'if', reason: 'there are no conditions for GIF images' });
    } else if (walked.state.exact || !dependsOnSize(step.condition)) {
      following = [...branchOf(step, walked.state, context).steps, ...following];
    } else walked = walkBoth(step, walked, context);
    [step, ...following] = following;
  }
  return walked;
}

function walkItems(step: Items, following: readonly ParsedStep[], walked: Walked, context: Context) {
  const { asked, state, left } = planStep(step, walked.state, context, planChain);
  const { exact } = walked.state;
  const rest =
    exact && !state.exact ? deferredOf(left ? [left, ...following] : following, state, context) : [];
  const values = valuesOf(step);
  const next: Walked = {
    steps: exact ? [...walked.steps, { asked: [...asked, ...rest], state }] : walked.steps,
    assumed: exact ? walked.assumed : [...walked.assumed, ...asked],
    state,
    output: { ...walked.output, ...outputOf(values), ...densityOf(values, walked.state, context) },
    original: walked.original || values.orig !== undefined,
    unsharp: walked.unsharp || values['e-usm'] !== undefined,
    translucent: walked.translucent || asked.some(leavesTranslucent),
    pages: values.pg ?? walked.pages,
  };
  return { walked: next, left };
}

/** The chain of a layer: layers hold steps as the image does. */
function planChain(steps: readonly ParsedStep[], state: State, context: Context): Walked {
  return walk(steps, startAt(state), context);
}

function branchOf({ condition, whenTrue, whenFalse }: Conditional, { size }: State, { source }: Context) {
  const { width: w, height: h } = size;
  const { width: iw, height: ih } = source ?? size;
  return holds(condition, { w, h, ar: w / h, iw, ih, iar: iw / ih }) ? whenTrue : whenFalse;
}

/**
 * Only the pixels can tell which branch applies: the image may be either result.
 *
 * @throws errors.notApplicable where the answer would differ in what must be known before there are pixels
 */
function walkBoth({ whenTrue, whenFalse }: Conditional, walked: Walked, context: Context): Walked {
  const yes = walk(whenTrue.steps, walked, context);
  const no = walk(whenFalse.steps, walked, context);
  if (JSON.stringify([yes.output, yes.original]) !== JSON.stringify([no.output, no.original]))
    throw errors.notApplicable(
      'An if block with output parameters',
      'its condition depends on a size that only the pixels can tell',
    );
  return {
    ...yes,
    assumed: [...yes.assumed, ...no.assumed.slice(walked.assumed.length)],
    state: {
      size: {
        width: Math.max(yes.state.size.width, no.state.size.width),
        height: Math.max(yes.state.size.height, no.state.size.height),
      },
      exact: false,
      hasAlpha: yes.state.hasAlpha || no.state.hasAlpha,
      geometryUntouched: false,
    },
    unsharp: yes.unsharp || no.unsharp,
    translucent: yes.translucent || no.translucent,
  };
}

function leavesTranslucent({ operation }: Asked): boolean {
  switch (operation.op) {
    case 'opacity':
    case 'round':
      return true;
    case 'rotate':
      return operation.degrees % 90 !== 0;
    case 'border':
      return operation.color.alpha < 1;
    case 'flatten':
      return operation.background.alpha < 1;
    default:
      return false;
  }
}

const DENSITIES = { min: 1, max: 1200 };

/** Of the file, not of a layer in it. */
function densityOf({ dn }: StepValues, state: State, context: Context): Pick<OutputAsked, 'dn'> {
  if (!dn || context.base) return {};
  const density = roundHalfUp(positiveValueOf(dn, dn.value, scopeOf(context, state)));
  return { dn: Math.min(Math.max(density, DENSITIES.min), DENSITIES.max) };
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
