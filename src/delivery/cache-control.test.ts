import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cappedCacheControl } from './cache-control.ts';

describe('the policy of a signed URL', () => {
  const policy = 'public, s-maxage=31536000, max-age=31536000, must-revalidate';
  const now = 1_000_000_500;
  const table: [policy: string, expires: number | undefined, capped: string][] = [
    [policy, undefined, policy],
    [policy, 1_000_060, 'public, s-maxage=60, max-age=60, must-revalidate'],
    [policy, 1_000_000, 'public, s-maxage=0, max-age=0, must-revalidate'],
    [policy, 5, 'public, s-maxage=0, max-age=0, must-revalidate'],
    [policy, 99_999_999_999, policy],
    ['private, max-age=0, must-revalidate', 1_000_060, 'private, max-age=0, must-revalidate'],
    ['public, Max-Age=30, s-maxage=600', 1_000_060, 'public, Max-Age=30, s-maxage=60'],
    ['no-store', 1_000_060, 'no-store'],
  ];
  for (const [given, expires, capped] of table) {
    it(`${given} until ${expires}`, () => assert.equal(cappedCacheControl(given, expires, now), capped));
  }
});
