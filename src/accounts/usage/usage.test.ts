import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Database, databaseErrors } from '../../database/index.ts';
import { onEachDatabase } from '../../database/testing.ts';
import type { CountedDelivery, CountRow } from './counter.ts';
import { addCountsUnit, clearCountsUnit } from './units.ts';
import { createUsage } from './usage.ts';

const UNITS = new URL('../units.ts', import.meta.url);
const DAY_MS = 86_400_000;
const MIDNIGHT = Date.parse('2026-03-02T00:00:00Z');
const ALL = { first: '2026-01-01', last: '2026-12-31' };

const delivery: CountedDelivery = {
  status: 200,
  bytes: 1000,
  cache: 'hit',
  format: 'image/webp',
  path: '/a.jpg',
  kind: 'image',
  transformation: 'w-400',
  referrer: 'https://shop.example.com/page?token=secret',
  userAgent: 'curl/8.1',
  endpoint: 'Default',
  reason: undefined,
};

onEachDatabase(({ open }) => {
  async function openUsage(given: Partial<Database> = {}) {
    const database = await open(UNITS);
    const time = { now: MIDNIGHT + 1 };
    const failures: unknown[] = [];
    const deps = { clock: () => time.now, onError: (error: unknown) => failures.push(error) };
    const usage = createUsage({ ...deps, database: { ...database, ...given } });
    return { usage, time, database, failures, another: () => createUsage({ ...deps, database }) };
  }

  const named = async (usage: ReturnType<typeof createUsage>, dimension: Parameters<typeof usage.top>[1]) =>
    (await usage.top(ALL, dimension, 50)).byRequests.map(({ name, requests, bytes }) => [
      name,
      requests,
      bytes,
    ]);

  test('a delivery is counted in each of its dimensions', async () => {
    const { usage } = await openUsage();
    usage.count(delivery);
    usage.count({ ...delivery, bytes: 500, cache: 'miss' });
    const expected = {
      total: [['', 2, 1500]],
      cache: [
        ['hit', 1, 1000],
        ['miss', 1, 500],
      ],
      status: [['200', 2, 1500]],
      error: [],
      format: [['image/webp', 2, 1500]],
      image: [['/a.jpg', 2, 1500]],
      video: [],
      other: [],
      missing: [],
      'image-transformation': [['w-400', 2, 1500]],
      'video-transformation': [],
      referrer: [['https://shop.example.com', 2, 1500]],
      agent: [['curl/8.1', 2, 1500]],
      browser: [['curl', 2, 1500]],
      device: [['Other', 2, 1500]],
      endpoint: [['Default', 2, 1500]],
    } as const;
    for (const [dimension, rows] of Object.entries(expected))
      assert.deepEqual(await named(usage, dimension as keyof typeof expected), rows, dimension);
  });

  test('a failure counts by status and reason; a missing file by its path; neither is traffic of a file', async () => {
    const { usage } = await openUsage();
    usage.count({ ...delivery, status: 404, kind: undefined, cache: 'error', reason: 'ENOENT' });
    usage.count({ ...delivery, status: 400, cache: 'error', reason: 'EINVAL' });
    assert.deepEqual(await named(usage, 'status'), [
      ['400', 1, 1000],
      ['404', 1, 1000],
    ]);
    assert.deepEqual(await named(usage, 'error'), [
      ['EINVAL', 1, 1000],
      ['ENOENT', 1, 1000],
    ]);
    assert.deepEqual(await named(usage, 'missing'), [['/a.jpg', 1, 1000]]);
    assert.deepEqual(await named(usage, 'image'), []);
    assert.deepEqual(await named(usage, 'format'), []);
  });

  test('videos and other files are counted beside images', async () => {
    const { usage } = await openUsage();
    usage.count({ ...delivery, kind: 'video', path: '/a.mp4' });
    usage.count({ ...delivery, kind: 'other', path: '/a.pdf' });
    assert.deepEqual(await named(usage, 'video'), [['/a.mp4', 1, 1000]]);
    assert.deepEqual(await named(usage, 'video-transformation'), [['w-400', 1, 1000]]);
    assert.deepEqual(await named(usage, 'other'), [['/a.pdf', 1, 1000]]);
    assert.deepEqual(await named(usage, 'image-transformation'), []);
  });

  test('days are those of UTC, and both ends of a question belong to it', async () => {
    const { usage, time } = await openUsage();
    for (const [at, bytes] of [
      [MIDNIGHT - 1, 1],
      [MIDNIGHT, 10],
      [MIDNIGHT + DAY_MS - 1, 100],
      [MIDNIGHT + DAY_MS, 1000],
    ] as const) {
      time.now = at;
      usage.count({ ...delivery, bytes });
    }
    const bytes = async (first: string, last: string) => (await usage.totals({ first, last })).bytes;
    assert.equal(await bytes('2026-03-01', '2026-03-01'), 1);
    assert.equal(await bytes('2026-03-02', '2026-03-02'), 110);
    assert.equal(await bytes('2026-03-02', '2026-03-03'), 1110);
    assert.equal(await bytes('2026-03-04', '2026-03-31'), 0);
  });

  test('the counts of several nodes and of several flushes are added', async () => {
    const { usage, another } = await openUsage();
    const other = another();
    for (let round = 0; round < 3; round += 1) {
      usage.count(delivery);
      other.count(delivery);
      await Promise.all([usage.flush(), other.flush()]);
    }
    assert.deepEqual(await named(usage, 'image'), [['/a.jpg', 6, 6000]]);
    assert.deepEqual(await named(usage, 'browser'), [['curl', 6, 6000]]);
  });

  test('large sums stay exact', async () => {
    const { usage } = await openUsage();
    for (let at = 0; at < 4; at += 1) usage.count({ ...delivery, bytes: 2 ** 50 });
    assert.equal((await usage.totals(ALL)).bytes, 2 ** 52);
  });

  test('lists are sorted by their measure and cut', async () => {
    const { usage } = await openUsage();
    for (let at = 0; at < 60; at += 1) usage.count({ ...delivery, path: `/${at}`, bytes: at });
    usage.count({ ...delivery, path: '/0', bytes: 0 });
    const { byBytes, byRequests } = await usage.top(ALL, 'image', 50);
    assert.equal(byBytes.length, 50);
    assert.deepEqual(
      byBytes.slice(0, 2).map(({ name }) => name),
      ['/59', '/58'],
    );
    assert.deepEqual(byRequests[0], { name: '/0', requests: 2, bytes: 0 });
  });

  test('what cannot be kept is kept with the next; what may have been kept is not counted twice', async () => {
    let failure: Error | undefined = databaseErrors.databaseUnavailable();
    const { usage, failures, database } = await openUsage({
      write: ((unit, input) =>
        failure ? Promise.reject(failure) : database.write(unit, input)) as Database['write'],
    });
    usage.count(delivery);
    await usage.flush();
    usage.count(delivery);
    failure = undefined;
    assert.deepEqual(await named(usage, 'browser'), [['curl', 2, 2000]]);
    failure = databaseErrors.outcomeUnknown();
    usage.count(delivery);
    await usage.flush();
    failure = undefined;
    assert.equal((await usage.totals(ALL)).requests, 2);
    assert.equal(failures.length, 2);
  });

  test('closing keeps what was counted', async () => {
    const { usage, another } = await openUsage();
    usage.start();
    usage.count(delivery);
    await usage.close();
    assert.equal((await another().totals(ALL)).requests, 1);
  });

  test('extensions have units and operations', async () => {
    const { usage } = await openUsage();
    usage.countExtension('remove-bg', 130);
    usage.countExtension('remove-bg', 130);
    usage.countExtension('google-auto-tagging', 10, 2);
    assert.equal((await usage.totals(ALL)).extensionUnits, 270);
    assert.deepEqual(await named(usage, 'extension'), [
      ['google-auto-tagging', 2, 10],
      ['remove-bg', 2, 260],
    ]);
  });

  test('old days go, and of too many names the smallest', async () => {
    const { database, usage } = await openUsage();
    const row = (day: string, name: string, requests: number, bytes: number): CountRow => {
      return { day, dimension: 'image', name, requests, bytes };
    };
    const many = Array.from({ length: 2_100 }, (_, at) => row('2026-03-02', `/${at}`, at, 2_100 - at));
    await database.write(addCountsUnit, {
      rows: [...many, row('2024-01-01', '/old', 1, 1), row('2026-03-01', '/few', 1, 1)],
    });
    await database.write(clearCountsUnit, { before: '2025-01-01', since: '2026-03-01' });
    const left = await database.reader.selectFrom('usage_counts').select(['day', 'name']).execute();
    assert.equal(left.length, 1001);
    assert.ok(left.some(({ name }) => name === '/few') && !left.some(({ name }) => name === '/old'));
    const { byRequests, byBytes } = await usage.top(ALL, 'image', 2);
    assert.deepEqual([byRequests[0]?.name, byBytes[0]?.name], ['/2099', '/0']);
  });
});
