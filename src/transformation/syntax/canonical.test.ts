import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HalftoneError } from '../../kernel/index.ts';
import { type ParameterKey, parameterOf, parameters, placementKeys } from '../parameters/index.ts';
import type { SourceFacts } from '../plan.ts';
import { draftText, planText, SOURCES } from '../testing.ts';
import { texts } from '../texts.testing.ts';
import { canonical, parse } from './index.ts';

const keys = Object.keys(parameters) as ParameterKey[];

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
      keys.filter((key) => !placementKeys.has(key) && key !== 'n').map((key) => parameterOf(key).examples[0]),
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

  it('leave on its side what stands beside a named transformation: the last of two equal keys wins', () => {
    const of = (text: string) => canonical(parse(text));
    assert.equal(of('q-5,h-2,n-a,f-jpg,w-1'), 'h-2,q-5,n-a,w-1,f-jpg');
    assert.equal(
      of('l-text,i-a,l-end,n-a,l-text,i-b,l-end,w-1'),
      'l-text,i-a,l-end,n-a,w-1,l-text,i-b,l-end',
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
        const rewritten = canonical(parse(text, { form: 'query' }));
        assert.equal(outcome(planText, text, facts), outcome(planText, rewritten, facts));
        assert.equal(outcome(draftText, text, facts), outcome(draftText, rewritten, facts));
      }),
      { numRuns: 300 },
    );
  });
});

/** The key of the plan, or the code and status of the error: the language's, never another. */
function outcome(planned: typeof planText, text: string, facts: SourceFacts): string {
  try {
    return planned(text, facts).key;
  } catch (error) {
    assert.ok(error instanceof HalftoneError, String(error));
    return `${error.status} ${error.code}`;
  }
}
