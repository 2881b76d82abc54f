import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { describe, test } from 'node:test';
import { clientAddress, networksOf } from './networks.ts';

describe('networks', () => {
  const networks = networksOf(['203.0.113.7', '10.0.0.0/8', '2001:db8::/32', 'loopback', '']);
  for (const [address, inside] of [
    ['203.0.113.7', true],
    ['203.0.113.8', false],
    ['10.255.0.1', true],
    ['::ffff:10.255.0.1', true],
    ['11.0.0.1', false],
    ['2001:db8:1::1', true],
    ['2001:db9::1', false],
    ['127.0.0.1', false],
    ['', false],
    ['nonsense', false],
  ] as const) {
    test(`${inside ? 'include' : 'leave out'} ${address || 'nothing'}`, () =>
      assert.equal(networks.includes(address), inside));
  }
});

describe('the address of a client', () => {
  const proxies = networksOf(['127.0.0.1', '10.0.0.0/8']);
  for (const [from, forwarded, expected] of [
    ['198.51.100.1', undefined, '198.51.100.1'],
    ['198.51.100.1', '203.0.113.7', '198.51.100.1'],
    ['127.0.0.1', undefined, '127.0.0.1'],
    ['127.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['::ffff:127.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['127.0.0.1', 'forged, 203.0.113.7 , 10.1.1.1', '203.0.113.7'],
    ['127.0.0.1', '203.0.113.7, not-an-address', '127.0.0.1'],
    ['127.0.0.1', '10.1.1.1, 10.1.1.2', '10.1.1.1'],
  ] as const) {
    test(`from ${from} with X-Forwarded-For ${forwarded ?? 'absent'} is ${expected}`, () => {
      const request = { socket: { remoteAddress: from }, headers: { 'x-forwarded-for': forwarded } };
      assert.equal(clientAddress(request as unknown as IncomingMessage, proxies), expected);
    });
  }
});
