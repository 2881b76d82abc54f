import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openTestApi, suiteApi } from '../api.testing.ts';

const NOW = Date.parse('2026-03-02T12:00:00Z');

const REQUIRED = 'startDate and endDate are required in query parameters.';
const FORMAT = 'startDate and endDate should be in format YYYY-MM-DD.';
const ORDER = 'startDate should be before endDate.';
const RANGE = 'startDate and endDate should be within 90 days.';

// rest-api.md 6.1, 6.2, 7.59: the message, or undefined where it is answered; for usage, then for its analytics.
const DATES: readonly (readonly [string, string | undefined, string | undefined])[] = [
  ['', REQUIRED, REQUIRED],
  ['startDate=2026-01-01', REQUIRED, REQUIRED],
  ['startDate=&endDate=2026-01-01', REQUIRED, REQUIRED],
  ['startDate=2026-1-1&endDate=2026-01-02', FORMAT, FORMAT],
  ['startDate=2026-02-30&endDate=2026-03-01', FORMAT, FORMAT],
  ['startDate=2026-01-01T00:00:00Z&endDate=2026-01-02', FORMAT, FORMAT],
  ['startDate=x&endDate=y', FORMAT, FORMAT],
  ['startDate=2026-01-02&endDate=2026-01-01', ORDER, ORDER],
  ['startDate=2026-01-01&endDate=2026-01-01', ORDER, undefined],
  ['startDate=2026-01-01&endDate=2026-04-01', RANGE, RANGE],
  ['startDate=2026-01-01&endDate=2026-03-31', undefined, undefined],
  ['startDate=x&startDate=2026-01-01&endDate=2026-03-01', undefined, undefined],
];

describe('dates of usage', () => {
  const api = suiteApi();
  for (const [query, forUsage, forAnalytics] of DATES)
    it(query || 'none', async () => {
      for (const [path, message] of [
        ['usage', forUsage],
        ['usage-analytics', forAnalytics],
      ] as const) {
        const { status, body } = await api().json(`/v1/accounts/${path}?${query}`);
        assert.deepEqual([status, body.message], [message === undefined ? 200 : 400, message], path);
      }
    });
});

it('usage has what was delivered in the days asked for, and what is stored now', async (t) => {
  const api = await openTestApi(t, { clock: () => NOW });
  const { usage } = api.accounts;
  for (const bytes of ['1234', '12345678'])
    await api.upload({ file: new Blob([bytes]), fileName: 'a.txt', useUniqueFileName: 'false' });
  await api.upload({ file: new Blob(['1234']), fileName: 'b.txt', useUniqueFileName: 'false' });
  usage.count({
    status: 200,
    bytes: 77,
    cache: 'miss',
    format: 'text/plain',
    path: '/ä b.txt',
    kind: 'other',
    transformation: '',
    referrer: undefined,
    userAgent: undefined,
    endpoint: 'Default',
    reason: undefined,
  });
  usage.countExtension('remove-bg', 130);
  const ask = async (query: string) => (await api.json(`/v1/accounts/${query}`)).body;
  assert.deepEqual(await ask('usage?startDate=2026-03-02&endDate=2026-03-03'), {
    bandwidthBytes: 77,
    mediaLibraryStorageBytes: 16,
    videoProcessingUnitsCount: 0,
    extensionUnitsCount: 130,
    originalCacheStorageBytes: 0,
  });
  const before = await ask('usage?startDate=2026-03-01&endDate=2026-03-02');
  assert.deepEqual([before.bandwidthBytes, before.extensionUnitsCount], [0, 0], 'the end is excluded');

  const analytics = await ask('usage-analytics?startDate=2026-03-02&endDate=2026-03-02');
  const once = (name: string) => {
    const entry = { name, bandwidthBytes: 77, requestCount: 1 };
    return { byBandwidth: [entry], byRequests: [entry] };
  };
  const none = { byBandwidth: [], byRequests: [] };
  assert.deepEqual(analytics, {
    startDate: '2026-03-02',
    endDate: '2026-03-02',
    generatedAt: '2026-03-02T12:00:00.000Z',
    requestCount: 1,
    bandwidthBytes: 77,
    cache: { hitCount: 0, missCount: 1, errorCount: 0 },
    browser: none,
    country: none,
    device: none,
    format: once('text/plain'),
    topImages: none,
    topImageTransforms: none,
    topOtherAssets: once('http://media.test/demo/%C3%A4%20b.txt'),
    topReferrers: none,
    topUserAgents: none,
    topVideos: none,
    topVideoTransforms: none,
    urlEndpoints: once('Default'),
    statusCodes: [{ name: '200', requestCount: 1 }],
    errorReasons: [],
    top404Assets: [],
    extensions: [{ name: 'remove-bg', operationCount: 1 }],
    videoProcessing: [],
  });
});

for (const permission of ['read', 'read-write'] as const)
  it(`a key for ${permission} may not see it`, async (t) => {
    const { fetch } = await openTestApi(t, { key: { permission, expiresAt: null } });
    for (const path of ['usage', 'usage-analytics'])
      assert.equal((await fetch(`/v1/accounts/${path}?startDate=2026-01-01&endDate=2026-01-02`)).status, 403);
  });
