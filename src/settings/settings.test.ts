import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  DEFAULT_SETTINGS,
  readSetting,
  SETTING_KEYS,
  SETTINGS,
  type SettingKey,
  variableOf,
} from './index.ts';
import { RATE_CLASSES } from './rate-limits.ts';

const EVERY_CLASS = Object.fromEntries(
  Object.keys(RATE_CLASSES).map((name) => [name, [{ limit: 1000, intervalMs: 1000 }]]),
);

test('every default is a value of its type, and reading it again changes nothing', () => {
  for (const key of SETTING_KEYS) {
    assert.notEqual(DEFAULT_SETTINGS[key], undefined, key);
    assert.deepEqual(readSetting(key, DEFAULT_SETTINGS[key]), DEFAULT_SETTINGS[key], key);
  }
  assert.deepEqual(DEFAULT_SETTINGS.rateLimits, EVERY_CLASS);
});

test('the environment variable is the name in capitals', () => {
  assert.equal(variableOf('restrictUnsignedImages'), 'HALFTONE_RESTRICT_UNSIGNED_IMAGES');
  assert.equal(variableOf('blockedIps'), 'HALFTONE_BLOCKED_IPS');
});

const list = (length: number, item: (index: number) => string) =>
  Array.from({ length }, (_, index) => item(index));

/** What JSON may be, and what it then is. */
const ALLOWED: readonly [SettingKey, unknown, unknown?][] = [
  ['restrictUnsignedImages', 'transformations'],
  ['restrictUnnamedTransformations', true],
  ['defaultQuality', 1],
  ['defaultQuality', 100],
  ['cacheControl', ''],
  ['originTtlSeconds', 0],
  ['maxUploadBytes', 1],
  ['mediaDomains', { 'Media.Example.com': 'abc' }, { 'media.example.com': 'abc' }],
  [
    'blockedIps',
    ['203.0.113.7', '203.0.113.0/24', '2001:DB8::/32'],
    ['203.0.113.7', '203.0.113.0/24', '2001:db8::/32'],
  ],
  ['blockedIps', ['1.2.3.4', '1.2.3.4'], ['1.2.3.4']],
  ['blockedIps', list(100, (index) => `10.0.0.${index}`)],
  [
    'allowedReferers',
    ['https://Shop.example.com/a?b', 'example.org', 'http://localhost:3000'],
    ['shop.example.com', 'example.org', 'localhost'],
  ],
  ['blockedUserAgents', ['curl/', 'bad bot']],
  ['defaultUpload', { tags: ['a'], isPrivateFile: true }],
  ['rateLimits', 'off'],
  ['rateLimits', {}, EVERY_CLASS],
  [
    'rateLimits',
    { reads: [{ limit: 5, intervalMs: 10 }], writes: [] },
    { ...EVERY_CLASS, reads: [{ limit: 5, intervalMs: 10 }], writes: [] },
  ],
];
for (const [key, json, value = json] of ALLOWED) {
  test(`${key} may be ${JSON.stringify(json).slice(0, 60)}`, () =>
    assert.deepEqual(readSetting(key, json), value));
}

const REFUSED: readonly [SettingKey, unknown][] = [
  ['restrictUnsignedImages', 'none'],
  ['restrictUnnamedTransformations', 'true'],
  ['defaultQuality', 0],
  ['defaultQuality', 101],
  ['defaultQuality', 50.5],
  ['defaultQuality', '50'],
  ['cacheControl', 'a\nb'],
  ['cacheControl', 'é'],
  ['cacheControl', 'a'.repeat(1001)],
  ['maxUploadBytes', 0],
  ['maxUploadBytes', 2 ** 53],
  ['mediaDomains', ['media.example.com']],
  ['mediaDomains', { 'a b': 'x' }],
  ['mediaDomains', { 'a..b': 'x' }],
  ['mediaDomains', { 'example.com': 1 }],
  ['mediaDomains', Object.fromEntries(list(101, (index) => `h${index}`).map((host) => [host, 'x']))],
  ['blockedIps', '203.0.113.7'],
  ['blockedIps', ['example.com']],
  ['blockedIps', ['203.0.113.0/33']],
  ['blockedIps', ['203.0.113.0/24/2']],
  ['blockedIps', ['fe80::1%eth0']],
  ['blockedIps', list(101, (index) => `10.0.0.${index}`)],
  ['allowedReferers', ['*.example.com']],
  ['allowedReferers', ['ftp://example.com']],
  ['allowedReferers', ['example.com/path']],
  ['allowedReferers', list(31, (index) => `h${index}.test`)],
  ['blockedUserAgents', ['']],
  ['blockedUserAgents', ['a'.repeat(201)]],
  ['blockedUserAgents', list(11, (index) => `bot${index}`)],
  ['defaultUpload', ['tags']],
  ['defaultUpload', { description: 'a'.repeat(70_000) }],
  ['rateLimits', 'on'],
  ['rateLimits', { uploads: [] }],
  ['rateLimits', { reads: { limit: 1, intervalMs: 1 } }],
  ['rateLimits', { reads: [{ limit: 0, intervalMs: 1 }] }],
  ['rateLimits', { reads: [{ limit: 1, intervalMs: 86_400_001 }] }],
  ['rateLimits', { reads: [{ limit: 1 }] }],
  ['rateLimits', { reads: [{ limit: 1, intervalMs: 1, more: 1 }] }],
  ['rateLimits', { reads: list(6, () => '').map(() => ({ limit: 1, intervalMs: 1 })) }],
];
for (const [key, json] of REFUSED) {
  test(`${key} may not be ${JSON.stringify(json).slice(0, 60)}`, () =>
    assert.equal(readSetting(key, json), undefined));
}

test('nothing may be null, and of another type nothing is let pass', () => {
  for (const key of SETTING_KEYS) {
    for (const json of [null, undefined, Number.NaN, () => 1])
      assert.equal(readSetting(key, json), undefined, `${key} ${String(json)}`);
  }
});

describe('in the environment', () => {
  const TEXTS: readonly [SettingKey, string, unknown][] = [
    ['autoAvif', 'true', true],
    ['maxImageBytes', '40MB', 40_000_000],
    ['defaultQuality', '60', 60],
    ['blockedIps', '10.0.0.1, 10.1.0.0/16', ['10.0.0.1', '10.1.0.0/16']],
    ['mediaDomains', '{"a.example.com": "x"}', { 'a.example.com': 'x' }],
    ['defaultUpload', '{"folder": "/in"}', { folder: '/in' }],
    ['rateLimits', 'off', 'off'],
    ['rateLimits', '{"reads": []}', { ...EVERY_CLASS, reads: [] }],
  ];
  for (const [key, text, value] of TEXTS) {
    test(`${key} may be ${text}`, () => assert.deepEqual(SETTINGS[key].type.parse(text), value));
  }
  for (const [key, text] of [
    ['blockedIps', 'localhost'],
    ['mediaDomains', 'a.example.com'],
    ['defaultUpload', '{'],
    ['rateLimits', 'none'],
    ['cacheControl', 'é'],
  ] as const) {
    test(`${key} may not be ${text}`, () =>
      assert.throws(() => SETTINGS[key].type.parse(text), /^Error: must be .*, not "/));
  }
});
