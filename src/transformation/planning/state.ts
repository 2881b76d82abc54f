/** What is known on the way through a chain, and the values of a step read against it. */
import { errors } from '../errors.ts';
import type { ParameterKey } from '../parameters/index.ts';
import { roundHalfUp } from '../parameters/index.ts';
import type { Color, Ignored, ImageFacts, LayerFacts, Operation, PlanRequest, Size } from '../plan.ts';
import { type Items, isAbsent, type ParsedParameter } from '../syntax/index.ts';
import { evaluate, type Scalar, type Scope } from '../values/index.ts';

/** The image as it is before a step. */
export type State = {
  readonly size: Size;
  /**
   * Whether the size is a fact. Behind a step that only the pixels decide it is an assumption, as if that step had
   * changed nothing: enough to see what follows is valid, what can be rendered, and which format holds it.
   */
  readonly exact: boolean;
  readonly hasAlpha: boolean;
  /** Whether coordinates stored with the file still mean the same pixels. */
  readonly geometryUntouched: boolean;
};

/** What holds for a whole chain, that of the image or that of a layer, and what planning it collects. */
export type Context = {
  /** The stored image that the chain starts from; a block or a text has none. */
  readonly source: (Size & Pick<ImageFacts, 'format' | 'customCoordinates'>) | undefined;
  /** In a layer: the size of what it lies on, as it is then. */
  readonly base: Size | undefined;
  readonly layers: LayerFacts;
  readonly hints: Pick<PlanRequest['hints'], 'dpr' | 'width'>;
  /** The operations that may be planned. */
  readonly available: ReadonlySet<Operation['op']>;
  readonly ignored: Ignored[];
  /** `Content-DPR`, once a client hint has chosen the width. */
  contentDpr: number | undefined;
  /** The colour of the last `bg`: what transparency becomes in a format without it. */
  background: Color | undefined;
};

/** An operation and the item of the URL that asks for it, for the message when it cannot be rendered. */
export type Asked = { readonly operation: Operation; readonly item: string };

/** The parameters of a step by key; what means nothing is not there. */
export type StepValues = {
  readonly [Key in ParameterKey]?: Extract<ParsedParameter, { readonly key: Key }>;
};

export function valuesOf({ parameters }: Pick<Items, 'parameters'>): StepValues {
  const present = parameters.filter((parameter) => !isAbsent(parameter));
  return Object.fromEntries(present.map((parameter) => [parameter.key, parameter]));
}

/** The step without some of its parameters. */
export function without(step: Items, keys: readonly ParameterKey[]): Items {
  return { ...step, parameters: step.parameters.filter(({ key }) => !keys.includes(key)) };
}

/** The variables of expressions at a step (spec 5.2); blocks and texts know their base only (spec 4.4). */
export function scopeOf(context: Context, { size }: Pick<State, 'size'>): Scope {
  return context.source ? { ...fixedScope(context), ...current(size) } : fixedScope(context);
}

/** Those that stay the same from step to step. */
export function fixedScope({ source, base }: Pick<Context, 'source' | 'base'>): Scope {
  return {
    ...(base && { bw: base.width, bh: base.height, bar: base.width / base.height }),
    ...(source && { iw: source.width, ih: source.height, iar: source.width / source.height }),
  };
}

/** The variables that mean the size after what was done last. */
export function current({ width, height }: Size): Scope {
  return { cw: width, ch: height, car: width / height };
}

type Named = Pick<ParsedParameter, 'key' | 'position'>;

/** @throws errors.cannotEvaluate when a variable has no value here, or the result is not a finite number */
export function numberOf(parameter: Named, scalar: Scalar, scope: Scope): number {
  const result = evaluate(scalar, scope);
  if ('problem' in result) throw errors.cannotEvaluate(parameter.key, parameter.position, result.problem);
  return result.value;
}

/** @throws errors.cannotEvaluate also when the result is not above zero */
export function positiveValueOf(parameter: Named, scalar: Scalar, scope: Scope): number {
  const value = numberOf(parameter, scalar, scope);
  if (value <= 0)
    throw errors.cannotEvaluate(parameter.key, parameter.position, `the result ${value} is not above 0`);
  return value;
}

/** @throws errors.cannotEvaluate also when the result is below zero */
export function unsignedValueOf(parameter: Named, scalar: Scalar, scope: Scope): number {
  const value = numberOf(parameter, scalar, scope);
  if (value < 0)
    throw errors.cannotEvaluate(parameter.key, parameter.position, `the result ${value} is below 0`);
  return value;
}

/** Pixels of an offset, which may be 0 or negative. */
export function pixelsOf(parameter: Named, scalar: Scalar, scope: Scope): number {
  return roundHalfUp(numberOf(parameter, scalar, scope));
}
