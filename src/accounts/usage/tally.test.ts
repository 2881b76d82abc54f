import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTally, KEPT, MAX_NAMES } from './tally.ts';

describe('a tally', () => {
  it('sums by name', () => {
    const tally = createTally();
    tally.add('a', 1, 10);
    tally.add('b', 2, 0);
    tally.add('a', 1, 5);
    assert.deepEqual(tally.largest(), [
      ['a', { requests: 2, bytes: 15 }],
      ['b', { requests: 2, bytes: 0 }],
    ]);
  });

  it('is bounded whatever the names are, and keeps those that matter by either measure', () => {
    const tally = createTally();
    for (let at = 0; at < 50_000; at += 1) {
      if (at % 10 === 0) tally.add('often', 1, 1);
      if (at === 10) tally.add('large', 1, 1e9);
      tally.add(`random ${at}`, 1, 1);
    }
    const largest = new Map(tally.largest());
    assert.ok(largest.size <= 2 * KEPT && 2 * KEPT < MAX_NAMES);
    assert.deepEqual(largest.get('often'), { requests: 5000, bytes: 5000 });
    assert.deepEqual(largest.get('large'), { requests: 1, bytes: 1e9 });
  });

  it('cuts long names, and keeps what a database can', () => {
    const tally = createTally();
    tally.add('x'.repeat(100_000), 1, 1);
    for (const name of ['\ud800', '\ud800', 'a\0b', 'a\0b']) tally.add(name, 1, 1);
    assert.deepEqual(tally.largest(), [
      ['x'.repeat(500), { requests: 1, bytes: 1 }],
      ['\ufffd', { requests: 2, bytes: 2 }],
      ['a\ufffdb', { requests: 2, bytes: 2 }],
    ]);
  });
});
