import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_SETTINGS, type RateLimits } from '../../settings/index.ts';
import { BASIC, openTestApi, suiteApi, type TestApi } from '../api.testing.ts';
import { rateClassOf } from './rate-class.ts';

const CLASSES = [
  ['/api/v1/files/upload', 'read-write', undefined],
  ['/api/v2/files/upload', 'read-write', undefined],
  ['/v1/files/upload', 'read-write', undefined],
  ['/health', 'public', undefined],
  ['/v1/files', 'read', 'reads'],
  ['/v1/files/:fileId/details', 'read-write', 'writes'],
  ['/v1/customMetadataFields', 'read', 'reads'],
  ['/v1/customMetadataFields/:id', 'read-write', 'customMetadataFields'],
  ['/v1/files/addTags', 'read-write', 'bulkTags'],
  ['/v1/files/removeAITags', 'read-write', 'bulkTags'],
  ['/v1/accounts/usage', 'account', 'account'],
  ['/v1/named-transformations', 'read', 'account'],
  ['/v1/saved-extensions/:id', 'read-write', 'account'],
  ['/_halftone/v1/explain', 'read', 'halftone'],
  ['/_halftone/v1/keys', 'account', 'halftone'],
  ['/_halftone/v1/settings', 'account', undefined],
] as const;
for (const [path, access, expected] of CLASSES) {
  it(`${path} with access ${access} counts among ${expected ?? 'none'}`, () =>
    assert.equal(rateClassOf(path, access), expected));
}

const limits = (given: Partial<Exclude<RateLimits, 'off'>>): RateLimits => ({
  ...(DEFAULT_SETTINGS.rateLimits as Exclude<RateLimits, 'off'>),
  ...given,
});
const headersOf = ({ headers }: Response) =>
  ['limit', 'reset', 'interval'].map((name) => headers.get(`x-ratelimit-${name}`));
const list = (api: TestApi) => api.fetch('/v1/files');

describe('rate limits', () => {
  it('are 1,000 requests a second, said on every answer of the account, errors too', async (t) => {
    const api = await openTestApi(t);
    assert.deepEqual(headersOf(await list(api)), ['1000', '0', '1000']);
    const missing = await api.fetch(`/v1/files/${'0'.repeat(24)}/details`);
    assert.equal(missing.status, 404);
    assert.deepEqual(headersOf(missing), ['1000', '0', '1000']);
  });

  it('are not said, and count nothing, where it is not known who asks, and at uploads', async (t) => {
    const api = await openTestApi(t, {
      settings: { rateLimits: limits({ reads: [{ limit: 1, intervalMs: 60_000 }] }) },
    });
    const none = [null, null, null];
    for (const headers of [{}, { authorization: `Basic ${btoa('private_other:')}` }])
      assert.deepEqual(headersOf(await api.fetch('/v1/files', { headers })), none);
    assert.deepEqual(headersOf(await api.fetch('/health')), none);
    assert.deepEqual(headersOf(await api.fetch('/v1/nothing')), none);
    const upload = await fetch(`${api.url}/api/v1/files/upload`, {
      method: 'POST',
      headers: { authorization: BASIC },
    });
    assert.deepEqual(headersOf(upload), none);
    assert.equal((await list(api)).status, 200);
  });

  it('answer 429 beyond them, and say when to come again', async (t) => {
    const time = { now: Date.parse('2026-05-01T00:00:00Z') };
    const api = await openTestApi(t, {
      clock: () => time.now,
      settings: { rateLimits: limits({ reads: [{ limit: 1, intervalMs: 2500 }] }) },
    });
    assert.equal((await list(api)).status, 200);
    time.now += 1;
    const refused = await list(api);
    assert.equal(refused.status, 429);
    assert.deepEqual(headersOf(refused), ['1', '2499', '2500']);
    assert.equal(refused.headers.get('retry-after-ms'), '2499');
    assert.equal(refused.headers.get('retry-after'), '3');
    assert.equal(refused.headers.get('x-should-retry'), null);
    const { message, help } = (await refused.json()) as { message: string; help: string };
    assert.equal(
      message,
      'You have exceeded the rate limit for this API. Please try again after 2499 milliseconds.',
    );
    assert.ok(help.length > 0);
    assert.equal((await api.fetch('/v1/files/purge/x')).status, 429, 'another read');
    assert.notEqual((await api.fetch('/v1/folder', { method: 'POST' })).status, 429, 'another class');
    time.now += 2499;
    assert.equal((await list(api)).status, 200);
  });

  it('tell clients to wait for less than a minute, however long the window is', async (t) => {
    const api = await openTestApi(t, {
      clock: () => 1_000_000,
      settings: { rateLimits: limits({ reads: [{ limit: 1, intervalMs: 3_600_000 }] }) },
    });
    await list(api);
    const refused = await list(api);
    assert.deepEqual(headersOf(refused), ['1', '3600000', '3600000']);
    assert.deepEqual(
      ['retry-after-ms', 'retry-after'].map((name) => refused.headers.get(name)),
      ['59000', '59'],
    );
  });

  it('may be off, for one class or for all', async (t) => {
    for (const rateLimits of ['off', limits({ reads: [] })] as const) {
      const api = await openTestApi(t, { settings: { rateLimits } });
      assert.deepEqual(headersOf(await list(api)), [null, null, null]);
    }
  });
});

describe('rate limits that are changed', () => {
  const api = suiteApi();

  it('hold from the next request on', async () => {
    const rateLimits = { writes: [{ limit: 7, intervalMs: 60_000 }] };
    await api().fetch('/_halftone/v1/settings', {
      method: 'PATCH',
      headers: { authorization: BASIC, 'content-type': 'application/json' },
      body: JSON.stringify({ rateLimits }),
    });
    const answer = await api().fetch('/v1/folder', { method: 'POST' });
    assert.deepEqual(headersOf(answer), ['7', '0', '60000']);
  });
});
