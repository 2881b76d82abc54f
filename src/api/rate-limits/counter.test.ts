import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createRateCounter } from './counter.ts';

describe('a counter of requests', () => {
  test('admits so many in a window, then says how long the next has to wait', () => {
    const counter = createRateCounter([{ limit: 2, intervalMs: 100 }]);
    assert.deepEqual(counter.take(1000), { admitted: true, limit: 2, intervalMs: 100, resetMs: 0 });
    assert.equal(counter.take(1099).admitted, true);
    assert.deepEqual(counter.take(1099), { admitted: false, limit: 2, intervalMs: 100, resetMs: 1 });
    assert.equal(counter.take(1100).admitted, true);
  });

  test('begins a window with the first request after the last one', () => {
    const counter = createRateCounter([{ limit: 1, intervalMs: 100 }]);
    counter.take(1000);
    assert.equal(counter.take(5050).admitted, true);
    assert.equal(counter.take(5149).resetMs, 1);
  });

  test('does not count what it refuses', () => {
    const counter = createRateCounter([{ limit: 1, intervalMs: 100 }]);
    counter.take(0);
    for (let now = 1; now < 100; now++) assert.equal(counter.take(now).admitted, false);
    assert.equal(counter.take(100).admitted, true);
  });

  test('of several windows tells of the one that refuses for the longest time', () => {
    const counter = createRateCounter([
      { limit: 1, intervalMs: 10 },
      { limit: 2, intervalMs: 1000 },
    ]);
    const told = (now: number) => {
      const { admitted, intervalMs, resetMs } = counter.take(now);
      return [admitted, intervalMs, resetMs];
    };
    assert.deepEqual(told(0), [true, 10, 0]);
    assert.deepEqual(told(5), [false, 10, 5]);
    assert.deepEqual(told(10), [true, 10, 0]);
    assert.deepEqual(told(15), [false, 1000, 985], 'both are full');
    assert.deepEqual(told(25), [false, 1000, 975]);
    assert.deepEqual(told(1000), [true, 10, 0]);
  });

  test('lets nobody wait for a time that has been, when the clock is set back', () => {
    const counter = createRateCounter([{ limit: 1, intervalMs: 100 }]);
    counter.take(10_000);
    assert.equal(counter.take(500).admitted, true);
    assert.equal(counter.take(501).resetMs, 99);
  });
});
