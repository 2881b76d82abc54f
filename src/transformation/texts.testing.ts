/** Texts of the whole grammar for property tests: every example of the registry, in any place, chained and nested. */
import fc from 'fast-check';
import { type ParameterKey, parameterOf, parameters, placementKeys } from './parameters/index.ts';

const keys = Object.keys(parameters) as ParameterKey[];
const itemsOf = (chosen: (key: ParameterKey) => boolean) =>
  fc.constantFrom(...keys.filter(chosen).flatMap((key) => parameterOf(key).examples));

const item = itemsOf((key) => !placementKeys.has(key) && key !== 'pg');
const placement = itemsOf((key) => placementKeys.has(key));
const condition = fc.constantFrom('w_gt_300', 'ar_eq_4-3', 'h_gte_100_and_h_lte_400_or_iar_lt_1.5');
const joined = (part: fc.Arbitrary<string>, separator: string, maxLength: number) =>
  fc.array(part, { minLength: 1, maxLength }).map((parts) => parts.join(separator));

/** Layers within layers and empty items among them. */
export const texts = fc.letrec<{ step: string; layer: string; chain: string; block: string }>((tie) => ({
  step: fc.oneof(
    { weight: 4, arbitrary: joined(fc.oneof(item, fc.constant('')), ',', 6) },
    { weight: 1, arbitrary: fc.tuple(joined(item, ',', 3), tie('layer')).map((parts) => parts.join(',')) },
  ),
  layer: fc
    .tuple(fc.constantFrom('image', 'text'), joined(placement, ',', 3), joined(item, ':', 3))
    .map(([type, placed, body]) => `l-${type},i-a.png,${placed},${body},l-image,i-b.png,l-end,l-end`),
  block: fc
    .tuple(condition, tie('step'), tie('step'))
    .map(([test, yes, no]) => `if-${test},${yes},if-else,${no},if-end`),
  chain: fc
    .array(fc.oneof({ weight: 3, arbitrary: tie('step') }, tie('block')), { minLength: 1, maxLength: 4 })
    .map((steps) => steps.join(':')),
})).chain;
