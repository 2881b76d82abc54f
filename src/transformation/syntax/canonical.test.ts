import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HalftoneError } from '../../kernel/index.ts';
import { type ParameterKey, parameterOf, parameters, placementKeys } from '../parameters/index.ts';
import { planText, SOURCES } from '../testing.ts';
import { canonical, parse } from './index.ts';

const keys = Object.keys(parameters) as ParameterKey[];
const itemsOf = (chosen: (key: ParameterKey) => boolean) =>
  fc.constantFrom(...keys.filter(chosen).flatMap((key) => parameterOf(key).examples));

const item = itemsOf((key) => !placementKeys.has(key) && key !== 'pg');
const placement = itemsOf((key) => placementKeys.has(key));
const condition = fc.constantFrom('w_gt_300', 'ar_eq_4-3', 'h_gte_100_and_h_lte_400_or_iar_lt_1.5');
const joined = (part: fc.Arbitrary<string>, separator: string, maxLength: number) =>
  fc.array(part, { minLength: 1, maxLength }).map((parts) => parts.join(separator));

/** Texts of the whole grammar, layers within layers and empty items among them. */
const texts = fc.letrec<{ step: string; layer: string; chain: string; block: string }>((tie) => ({
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

describe('canonical texts', () => {
  it('are fixed points, and parse to an equal transformation', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const once = canonical(parse(text, { form: 'query' }));
        assert.equal(canonical(parse(once, { form: 'query' })), once);
      }),
      { numRuns: 500 },
    );
  });

  it('are the same for any order of the items of a step', () => {
    const shuffled = fc.shuffledSubarray(
      keys.filter((key) => !placementKeys.has(key)).map((key) => parameterOf(key).examples[0]),
    );
    fc.assert(
      fc.property(shuffled, (items) => {
        assert.equal(
          canonical(parse(items.join(','), { form: 'query' })),
          canonical(parse([...items].sort().join(','), { form: 'query' })),
        );
      }),
    );
  });

  it('survive being written with a comma in a value', () => {
    for (const text of ['di-a%2Cb,', 'di-a%3Ab,', 'ff-x%2Cy,l-text,i-z,l-end', 'di-100%25%2C,']) {
      const once = canonical(parse(text));
      assert.equal(canonical(parse(once)), once, text);
    }
  });

  it('have the same plan as what they were made from', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom(...Object.values(SOURCES)), (text, facts) => {
        assert.equal(outcome(text, facts), outcome(canonical(parse(text, { form: 'query' })), facts));
      }),
      { numRuns: 300 },
    );
  });
});

/** The key of the plan, or the code and status of the error: the language's, never another. */
function outcome(text: string, facts: Parameters<typeof planText>[1]): string {
  try {
    return planText(text, facts).key;
  } catch (error) {
    assert.ok(error instanceof HalftoneError, String(error));
    return `${error.status} ${error.code}`;
  }
}
