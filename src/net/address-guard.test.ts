import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HalftoneError } from '../kernel/index.ts';
import { classify, createAddressGuard } from './address-guard.ts';

const ADDRESSES = {
  public: [
    '1.1.1.1',
    '8.8.8.8',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '192.0.1.1',
    '198.17.255.255',
    '198.20.0.1',
    '2606:4700:4700::1111',
    '2a00:1450:4001:82a::200e',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
    '2002:808:808::1',
    '2606:4700::5efe:808:808',
  ],
  private: [
    '127.0.0.1',
    '127.255.255.254',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '::1',
    'fc00::1',
    'fd12:3456::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
  ],
  forbidden: [
    'localhost',
    '',
    '0.0.0.0',
    '0.1.2.3',
    '100.64.0.1',
    '100.127.255.255',
    '169.254.169.254',
    '192.0.0.1',
    '192.0.0.192',
    '192.0.2.1',
    '192.88.99.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    'fd00:ec2::254',
    'fd20:ce::254',
    '::',
    '::127.0.0.1',
    '::10.0.0.1',
    '::8.8.8.8',
    '::ffff:0.0.0.0',
    '::ffff:169.254.169.254',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::a00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::7f00:1',
    '64:ff9b:1::808:808',
    '64:ff9b:1:7f00:0:1::',
    '2002:7f00:1::',
    '2002:a00:1::1',
    '2002:c0a8:101::1',
    '2002:a9fe:a9fe::',
    '2001:0:7f00:1::',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2606:4700::5efe:7f00:1',
    '2606:4700::200:5efe:a00:1',
    'fe80::5efe:808:808',
    'fe80::1',
    'febf::1',
    'fec0::1',
    'ff02::1',
    '100::1',
    '2001:db8::1',
    '3fff::1',
    '5f00::1',
    '4000::1',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
  ],
} as const;

describe('the reach of an address', () => {
  for (const [reach, addresses] of Object.entries(ADDRESSES)) {
    for (const address of addresses) {
      it(`${address || '(nothing)'} is ${reach}`, () => assert.equal(classify(address), reach));
    }
  }
});

describe('what an owner opens', () => {
  const table: [allow: string[], address: string, host: string, permitted: boolean][] = [
    [[], '8.8.8.8', 'dns.google', true],
    [[], '127.0.0.1', 'localhost', false],
    [['true'], '127.0.0.1', 'localhost', true],
    [['TRUE'], '::1', 'localhost', true],
    [['true'], '10.1.2.3', 'intranet', true],
    [['true'], 'fd12::1', 'intranet', true],
    [['true'], '::ffff:192.168.0.1', 'intranet', true],
    [['true'], '169.254.169.254', 'metadata', false],
    [['true'], 'fe80::1', 'neighbour', false],
    [['true'], 'fd00:ec2::254', 'metadata', false],
    [['true'], '168.63.129.16', 'metadata', false],
    [['true'], '0.0.0.0', 'any', false],
    [['true'], '100.64.0.1', 'tailnet', false],
    [['true'], '2002:7f00:1::', 'wrapped', false],
    [['10.0.0.0/8'], '10.200.0.1', 'x', true],
    [['10.0.0.0/8'], '::ffff:10.200.0.1', 'x', true],
    [['10.0.0.0/8'], '11.0.0.1', 'x', true],
    [['10.0.0.0/8'], '192.168.0.1', 'x', false],
    [['10.0.0.0/8'], 'fc00::1', 'x', false],
    [['169.254.0.0/16'], '169.254.1.1', 'x', true],
    [['fd00::/8'], 'fd00::1', 'x', true],
    [['[::1]'], '::1', '[::1]', true],
    [['127.0.0.1'], '127.0.0.1', 'x', true],
    [['127.0.0.1'], '127.0.0.2', 'x', false],
    [['minio.lan'], '192.168.0.9', 'minio.lan', true],
    [['minio.lan'], '192.168.0.9', 'MINIO.lan.', true],
    [['minio.lan'], '192.168.0.9', 'other.lan', false],
    [['minio.lan'], '192.168.0.9', 'evil.minio.lan', false],
    [['minio.lan'], '169.254.169.254', 'minio.lan', false],
    [[' minio ', ''], '172.18.0.2', 'minio', true],
  ];
  for (const [allow, address, host, permitted] of table) {
    it(`[${allow}] ${permitted ? 'lets' : 'does not let'} ${host} be ${address}`, () => {
      assert.equal(createAddressGuard(allow).permits(address, host), permitted);
    });
  }

  for (const entry of ['10.0.0.0/33', 'http://x', 'a b', '..', '*.lan', 'a..b']) {
    it(`refuses the entry ${entry}`, () => {
      assert.throws(
        () => createAddressGuard([entry]),
        (error) => error instanceof HalftoneError,
      );
    });
  }
});
