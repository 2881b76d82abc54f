import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextAttempt } from './retries.ts';

const MINUTE = 60_000;

test('the schedule: 1 m, 5 m, 15 m, 1 h, 3 h, 6 h, 12 h, then never', () => {
  const pauses = [1, 5, 15, 60, 180, 360, 720].map((minutes) => minutes * MINUTE);
  let now = 5_000;
  for (const [index, pause] of pauses.entries()) {
    const next = nextAttempt({ attempts: index + 1, createdAt: 5_000 }, now);
    assert.equal(next, now + pause);
    now = next ?? 0;
  }
  assert.equal(nextAttempt({ attempts: 8, createdAt: 5_000 }, now), null);
});

test('nothing is sent again a day after it happened, however few attempts there were', () => {
  const day = 24 * 60 * MINUTE;
  assert.equal(nextAttempt({ attempts: 1, createdAt: 0 }, day - MINUTE), day);
  assert.equal(nextAttempt({ attempts: 1, createdAt: 0 }, day - MINUTE + 1), null);
});
