import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryTier } from './memory-tier.ts';

describe('memory tier', () => {
  it('stays within its bytes, dropping what was used longest ago', () => {
    const tier = createMemoryTier(160 * 1024);
    for (let n = 0; n < 100; n += 1) {
      tier.set(`key ${n}`, { size: 8 * 1024 });
      tier.get('key 0');
      assert.ok(tier.bytes <= 160 * 1024);
    }
    assert.ok(tier.get('key 0'));
    assert.ok(tier.get('key 99'));
    assert.equal(tier.get('key 1'), undefined);
  });

  it('does not keep what would take more than a sixteenth of it', () => {
    const tier = createMemoryTier(160 * 1024);
    tier.set('large', { size: 10 * 1024 });
    assert.equal(tier.get('large'), undefined);
  });

  it('keeps nothing when it has no bytes', () => {
    const tier = createMemoryTier(0);
    tier.set('key', { size: 0 });
    assert.equal(tier.get('key'), undefined);
  });
});
