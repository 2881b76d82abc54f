/** Where a layer goes on its base (spec 4.2). */
import { errors } from '../../errors.ts';
import { type ParameterKey, type Position, parameters, roundHalfUp } from '../../parameters/index.ts';
import type { Placement, Point, Size } from '../../plan.ts';
import { bind, type Expression, evaluate, type Scope } from '../../values/index.ts';
import { ANCHORS } from '../framing/index.ts';
import { current, numberOf, type StepValues } from '../state.ts';

const OFFSETS = ['lx', 'ly', 'lxc', 'lyc'] as const;
type OffsetKey = (typeof OFFSETS)[number];

/**
 * The place a layer asks for. Expressions are read now, but for the size of the layer itself (`cw`, `ch`, `car`).
 *
 * @param scope the variables that the base and the file of the layer decide
 * @param size of the layer, for a first reading of expressions that finds their errors
 * @throws errors.cannotEvaluate
 */
export function placementOf(values: StepValues, scope: Scope, size: Size): Placement {
  const { lap, lfo } = values;
  const offsets = OFFSETS.filter((key) => values[key] !== undefined);
  if (offsets.length === 0) return lfo ? { lfo: lfo.value } : {};
  const placed = offsets.map((key) => [key, writeOffset(key, values, scope, size)]);
  return { ...Object.fromEntries(placed), ...(lap && { lap: lap.value }) };
}

function writeOffset(key: OffsetKey, values: StepValues, scope: Scope, size: Size): string | undefined {
  const parameter = values[key];
  if (!parameter) return undefined;
  const { value } = parameter;
  if (!('operands' in value)) return parameters[key].grammar.write(value);
  numberOf(parameter, value, { ...scope, ...current(size) });
  return parameters[key].grammar.write(bind(value, scope));
}

/**
 * The top-left corner of a layer on its base, in whole pixels; parts of the layer may lie outside. A layer that would lie
 * outside altogether is moved to the edge.
 *
 * @throws errors.cannotEvaluate
 */
export function resolvePlace(place: Point | Placement, base: Size, size: Size): Point {
  if ('x' in place) return place;
  const axis = (start: 'lx' | 'ly', center: 'lxc' | 'lyc', side: 'width' | 'height') =>
    coordinate(place, { start, center }, base[side], size[side], size);
  const asked = OFFSETS.some((key) => place[key] !== undefined);
  if (asked) return { x: axis('lx', 'lxc', 'width'), y: axis('ly', 'lyc', 'height') };
  const anchor = ANCHORS[(place.lfo ?? 'center') as Position];
  return {
    x: Math.floor((base.width - size.width) * anchor.x),
    y: Math.floor((base.height - size.height) * anchor.y),
  };
}

type Keys = { readonly start: 'lx' | 'ly'; readonly center: 'lxc' | 'lyc' };

/** An axis that is not named stays at the anchor. The centre wins over the edge. */
function coordinate(
  place: Placement,
  { start, center }: Keys,
  base: number,
  layer: number,
  whole: Size,
): number {
  const key = place[center] !== undefined ? center : start;
  const text = place[key];
  const anchor = place.lap === undefined ? undefined : ANCHORS[place.lap as Position];
  const origin = anchor ? base * (start === 'lx' ? anchor.x : anchor.y) : 0;
  const half = key === center ? layer / 2 : 0;
  if (text === undefined) return Math.floor(origin);
  const offset = parameters[key].grammar.read(text);
  if (!offset) throw errors.cannotEvaluate(key, 0, `${text} is no offset`);
  if ('operands' in offset)
    return inReach(Math.floor(origin + evaluated(key, offset, whole) - half), base, layer);
  const { from, distance } = offset;
  if (from === 'start') return inReach(Math.floor(origin + distance - half), base, layer);
  // With an anchor N is a plain negative offset; without one it counts from the far edge.
  const end = anchor ? origin - distance - half : base - distance - (key === center ? half : layer);
  return inReach(Math.floor(end), base, layer);
}

function inReach(start: number, base: number, layer: number): number {
  if (start < base && start > -layer) return start;
  return start < base ? 0 : Math.max(0, base - layer);
}

function evaluated(key: ParameterKey, expression: Expression, size: Size): number {
  const result = evaluate(expression, current(size));
  if ('problem' in result) throw errors.cannotEvaluate(key, 0, result.problem);
  return roundHalfUp(result.value);
}
