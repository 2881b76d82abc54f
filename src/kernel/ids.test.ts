import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isObjectId, objectId, randomHex, randomToken } from './ids.ts';

describe('identifiers', () => {
  it('have their shapes and lengths', () => {
    const id = objectId(Date.UTC(2026, 1, 3));
    assert.ok(isObjectId(id));
    assert.equal(Number.parseInt(id.slice(0, 8), 16) * 1000, Date.UTC(2026, 1, 3));
    assert.match(randomHex(6), /^[0-9a-f]{12}$/);
    for (const length of [0, 1, 32, 5_000]) assert.match(randomToken(length), /^[\w-]*$/);
    for (const length of [0, 1, 32, 5_000]) assert.equal(randomToken(length).length, length);
  });

  it('are never given out twice', () => {
    const seen = new Set(Array.from({ length: 20_000 }, () => randomHex(8)));
    assert.equal(seen.size, 20_000);
  });
});
