import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { toFile } from '@imagekit/nodejs';
import { client, failure, folder, get, halves, urlEndpoint } from './support.ts';

const place = `${folder}/usage`;
const DAY_MS = 86_400_000;
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Yesterday to tomorrow: midnight may pass while the tests run. */
const range = () => ({ startDate: day(Date.now() - DAY_MS), endDate: day(Date.now() + DAY_MS) });

async function upload(fileName: string, bytes: Buffer) {
  await client.files.upload({
    file: await toFile(bytes, fileName),
    fileName,
    folder: place,
    useUniqueFileName: false,
  });
}

/** A delivery is counted a moment after its last byte: the first figures that have it, or the last that were looked at. */
async function counted<Figures>(
  look: () => Promise<Figures>,
  isIn: (figures: Figures) => boolean,
): Promise<Figures> {
  for (let looks = 1; ; looks += 1) {
    const figures = await look();
    if (isIn(figures) || looks === 100) return figures;
    await pause(50);
  }
}

type Entry = { readonly name: string; readonly bandwidthBytes: number; readonly requestCount: number };
const entryOf = (entries: readonly Entry[], name: string) => entries.find((entry) => entry.name === name);

test('usage.get: bytes delivered and bytes stored, old versions included', async () => {
  const before = await client.accounts.usage.get(range());
  assert.deepEqual(Object.keys(before).sort(), [
    'bandwidthBytes',
    'extensionUnitsCount',
    'mediaLibraryStorageBytes',
    'originalCacheStorageBytes',
    'videoProcessingUnitsCount',
  ]);
  for (const value of Object.values(before)) assert.ok(Number.isInteger(value) && value >= 0);
  // Other tests of the suite run beside this one: what they store and delete is small.
  const versions = [Buffer.alloc(3_000_000, 'a'), Buffer.alloc(3_000_000, 'b')];
  for (const bytes of versions) await upload('stored.txt', bytes);
  const url = `${urlEndpoint}${place}/stored.txt`;
  const { body } = await get(url, { 'accept-encoding': 'identity' });
  assert.equal(body.length, 3_000_000);
  const bytesBefore = before.bandwidthBytes ?? 0;
  const after = await counted(
    () => client.accounts.usage.get(range()),
    ({ bandwidthBytes = 0 }) => bandwidthBytes >= bytesBefore + body.length,
  );
  const stored = (after.mediaLibraryStorageBytes ?? 0) - (before.mediaLibraryStorageBytes ?? 0);
  assert.ok(stored > 5_000_000, `${stored} bytes more`);
  assert.ok((after.bandwidthBytes ?? 0) >= bytesBefore + body.length);
});

test('usageAnalytics.get: what was delivered, by file, transformation, browser and more', async () => {
  const path = `${place}/photo.png`;
  await upload('photo.png', await halves(120, 80, 'png'));
  await upload('note.txt', Buffer.from('text'));
  const url = `${urlEndpoint}${path}`;
  const transformation = `w-${37 + (Date.now() % 50)},h-31`;
  const transformed = `${urlEndpoint}/tr:${transformation}${path}`;
  const headers = {
    referer: 'https://shop.example.com/page?token=secret',
    'user-agent':
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    accept: 'image/webp',
  };
  const before = await client.accounts.usageAnalytics.get(range());
  let bytes = 0;
  for (let times = 0; times < 3; times += 1) bytes += (await get(transformed, headers)).body.length;
  const made = bytes;
  bytes += (await get(`${url}?tr=orig-true`, headers)).body.length;
  await get(`${urlEndpoint}${place}/note.txt`, headers);
  const missing = `${urlEndpoint}${place}/none.jpg`;
  assert.equal((await get(missing, headers)).status, 404);

  const note = `${urlEndpoint}${place}/note.txt`;
  const after = await counted(
    () => client.accounts.usageAnalytics.get(range()),
    ({ topImages, topOtherAssets }) =>
      entryOf(topImages.byRequests, url)?.requestCount === 4 &&
      entryOf(topOtherAssets.byRequests, note) !== undefined,
  );
  assert.deepEqual(entryOf(after.topImages.byRequests, url), {
    name: url,
    bandwidthBytes: bytes,
    requestCount: 4,
  });
  assert.deepEqual(entryOf(after.topImages.byBandwidth, url)?.requestCount, 4);
  assert.deepEqual(entryOf(after.topImageTransforms.byRequests, `tr:${transformation}`), {
    name: `tr:${transformation}`,
    bandwidthBytes: made,
    requestCount: 3,
  });
  assert.deepEqual(entryOf(after.topOtherAssets.byRequests, note), {
    name: note,
    bandwidthBytes: 4,
    requestCount: 1,
  });
  assert.deepEqual(
    after.top404Assets.find(({ name }) => name === missing),
    { name: missing, requestCount: 1 },
  );

  /** More than before by at least so many: other tests of the suite run beside this one. */
  const more = (
    entries: (from: typeof after) => readonly { name: string; requestCount: number }[],
    name: string,
  ) => {
    const count = (from: typeof after) =>
      entries(from).find((entry) => entry.name === name)?.requestCount ?? 0;
    return count(after) - count(before);
  };
  assert.ok(more((from) => from.browser.byRequests, 'Chrome') >= 6);
  assert.ok(more((from) => from.device.byRequests, 'Desktop - Apple Mac') >= 6);
  assert.ok(more((from) => from.format.byRequests, 'image/webp') >= 3);
  assert.ok(more((from) => from.topReferrers.byRequests, 'https://shop.example.com') >= 6);
  assert.ok(more((from) => from.topUserAgents.byRequests, headers['user-agent']) >= 6);
  assert.ok(more((from) => from.statusCodes, '200') >= 5);
  assert.ok(more((from) => from.statusCodes, '404') >= 1);
  assert.ok(more((from) => from.errorReasons, 'ENOENT') >= 1);
  assert.ok(more((from) => from.urlEndpoints.byRequests, 'Default') >= 6);
  assert.ok(after.cache.hitCount - before.cache.hitCount >= 2);
  assert.ok(after.cache.missCount - before.cache.missCount >= 1);
  assert.ok(after.cache.errorCount - before.cache.errorCount >= 1);
  assert.ok(after.requestCount - before.requestCount >= 6);
  assert.ok(after.bandwidthBytes - before.bandwidthBytes >= bytes + 4);
});

test('usageAnalytics.get: every member is there, sorted', async () => {
  const { startDate, endDate } = range();
  const answer = await client.accounts.usageAnalytics.get({ startDate, endDate });
  assert.deepEqual([answer.startDate, answer.endDate], [startDate, endDate]);
  assert.ok(Math.abs(Date.parse(answer.generatedAt) - Date.now()) < 3_600_000);
  const { browser, country, device, format, topImages, topImageTransforms, topOtherAssets } = answer;
  const { topReferrers, topUserAgents, topVideos, topVideoTransforms, urlEndpoints } = answer;
  const lists = { browser, country, device, format, topImages, topImageTransforms, topOtherAssets };
  const more = { topReferrers, topUserAgents, topVideos, topVideoTransforms, urlEndpoints };
  for (const [name, { byBandwidth, byRequests }] of Object.entries({ ...lists, ...more })) {
    const requests = byRequests.map((entry) => entry.requestCount);
    const bytes = byBandwidth.map((entry) => entry.bandwidthBytes);
    assert.deepEqual(
      requests,
      requests.toSorted((a, b) => b - a),
      name,
    );
    assert.deepEqual(
      bytes,
      bytes.toSorted((a, b) => b - a),
      name,
    );
    assert.ok(requests.length <= 100 && bytes.length <= 100);
  }
  for (const list of [answer.statusCodes, answer.errorReasons, answer.top404Assets, answer.extensions])
    assert.ok(Array.isArray(list));
  assert.ok(Array.isArray(answer.videoProcessing));
});

const DATES: readonly (readonly [string, string, RegExp])[] = [
  ['', '', /startDate and endDate are required in query parameters\./],
  ['2026-1-1', '2026-01-02', /startDate and endDate should be in format YYYY-MM-DD\./],
  ['2026-01-02', '2026-01-01', /startDate should be before endDate\./],
  ['2026-01-01', '2026-06-01', /startDate and endDate should be within 90 days\./],
];
for (const [startDate, endDate, message] of DATES)
  test(`usage from ${startDate || 'never'} to ${endDate || 'never'} is refused`, async () => {
    for (const call of [client.accounts.usage, client.accounts.usageAnalytics]) {
      const refused = await failure(call.get({ startDate, endDate }) as Promise<unknown>);
      assert.equal(refused.status, 400);
      assert.match(refused.message, message);
    }
  });

test('one day is a range of analytics, and none of usage', async () => {
  const one = { startDate: '2026-01-01', endDate: '2026-01-01' };
  assert.equal((await client.accounts.usageAnalytics.get(one)).requestCount, 0);
  assert.equal((await failure(client.accounts.usage.get(one) as Promise<unknown>)).status, 400);
});
