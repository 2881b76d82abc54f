import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createUnauthenticatedBytes } from './unauthenticated.ts';

const tooMany = { status: 429, retryAfter: 5 };

describe('bytes that are not authenticated yet', () => {
  it('are bounded for each address, all its requests together', () => {
    const bytes = createUnauthenticatedBytes();
    const [a, b, other] = [
      bytes.open('192.0.2.1', 100),
      bytes.open('192.0.2.1', 100),
      bytes.open('192.0.2.2', 100),
    ];
    a.add(60);
    b.add(40);
    assert.throws(() => b.add(1), tooMany);
    other.add(100);
  });

  it('are free again when the request is over, once', () => {
    const bytes = createUnauthenticatedBytes();
    const [a, b] = [bytes.open('192.0.2.1', 100), bytes.open('192.0.2.1', 100)];
    a.add(50);
    b.add(50);
    a.release();
    a.release();
    a.add(1_000); // authenticated: not counted any more
    b.add(50);
    assert.throws(() => b.add(1), tooMany);
  });

  it('count together for a network that one IPv6 host can have', () => {
    const bytes = createUnauthenticatedBytes();
    bytes.open('2001:db8:0:1::1', 100).add(100);
    assert.throws(() => bytes.open('2001:db8:0:1:ffff::2', 100).add(1), tooMany);
    bytes.open('2001:db8:0:2::1', 100).add(100);
    bytes.open('192.0.2.1', 100).add(100);
    assert.throws(() => bytes.open('::ffff:192.0.2.1', 100).add(1), tooMany);
  });
});
