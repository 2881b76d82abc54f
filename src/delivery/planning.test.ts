import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTransformation } from './planning.ts';

describe('the texts of a URL', () => {
  const texts = (text: string, count: number) =>
    Array.from({ length: count }, () => ({ text, form: 'query' as const }));

  it('are one chain', () => {
    const { written } = readTransformation([...texts('w-1:h-2', 1), ...texts('rt-90', 99 - 1)]);
    assert.equal(written.steps.length, 100);
  });

  for (const [name, many, message] of [
    ['short ones', texts('w-1', 14_000), /more than 100 steps/],
    ['short ones that are different', texts('ar-1:2,r-1_2_3_4,bl-iw_div_2,c-force', 2400), /100 steps/],
    ['long ones', texts('w-1,'.repeat(250), 90), /more than 32768 characters/],
  ] as const)
    it(`are refused at once when there are too many ${name} (attack A7)`, () => {
      const refused = () =>
        assert.throws(() => readTransformation(many), { code: 'ELIMIT', status: 400, message });
      refused(); // the first run compiles
      // The fastest of five, for a busy machine. To read them all takes more than that.
      const times = Array.from({ length: 5 }, () => {
        const start = performance.now();
        refused();
        return performance.now() - start;
      });
      assert.ok(Math.min(...times) < 2, `took ${times} ms`);
    });
});
