/** What is known on the way through a chain, and the values of a step read against it. */
import { errors } from '../errors.ts';
import type { ParameterKey } from '../parameters/index.ts';
import { roundHalfUp } from '../parameters/index.ts';
import type { Color, Ignored, PlanRequest, Size, SourceFacts } from '../plan.ts';
import { type Items, isAbsent, type ParsedParameter } from '../syntax/index.ts';
import { evaluate, type Scalar, type Scope } from '../values/index.ts';

/** The image as it is before a step. */
export type State = {
  readonly size: Size;
  readonly hasAlpha: boolean;
  /** Whether coordinates stored with the file still mean the same pixels. */
  readonly geometryUntouched: boolean;
};

/** What holds for the whole plan, and what it collects. */
export type Context = {
  readonly facts: SourceFacts;
  readonly request: PlanRequest;
  readonly ignored: Ignored[];
  /** `Content-DPR`, once a client hint has chosen the width. */
  contentDpr: number | undefined;
  /** The colour of the last `bg`: what transparency becomes in a format without it. */
  background: Color | undefined;
};

/** The parameters of a step by key; what means nothing is not there. */
export type StepValues = {
  readonly [Key in ParameterKey]?: Extract<ParsedParameter, { readonly key: Key }>;
};

export function valuesOf({ parameters }: Items): StepValues {
  const present = parameters.filter((parameter) => !isAbsent(parameter));
  return Object.fromEntries(present.map((parameter) => [parameter.key, parameter]));
}

/** The variables of expressions at a step of the base image. */
export function scopeOf({ facts }: Context, { size }: State): Scope {
  return {
    iw: facts.width,
    ih: facts.height,
    iar: facts.width / facts.height,
    cw: size.width,
    ch: size.height,
    car: size.width / size.height,
  };
}

/** @throws errors.cannotEvaluate when a variable has no value here, or the result is not a finite number */
export function numberOf(
  parameter: Pick<ParsedParameter, 'key' | 'position'>,
  scalar: Scalar,
  scope: Scope,
): number {
  const result = evaluate(scalar, scope);
  if ('problem' in result) throw errors.cannotEvaluate(parameter.key, parameter.position, result.problem);
  return result.value;
}

/** @throws errors.cannotEvaluate also when the result is not above zero */
export function positiveValueOf(
  parameter: Pick<ParsedParameter, 'key' | 'position'>,
  scalar: Scalar,
  scope: Scope,
): number {
  const value = numberOf(parameter, scalar, scope);
  if (value <= 0)
    throw errors.cannotEvaluate(parameter.key, parameter.position, `the result ${value} is not above 0`);
  return value;
}

/** Pixels of an offset, which may be 0 or negative. */
export function pixelsOf(
  parameter: Pick<ParsedParameter, 'key' | 'position'>,
  scalar: Scalar,
  scope: Scope,
): number {
  return roundHalfUp(numberOf(parameter, scalar, scope));
}
