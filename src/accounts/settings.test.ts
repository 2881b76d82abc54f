import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { DEFAULT_SETTINGS, type Settings } from '../settings/index.ts';
import { type CurrentSettings, createSettings } from './settings.ts';

const unitsUrl = new URL('./units.ts', import.meta.url);
const start = Date.parse('2026-01-01T00:00:00Z');

/** A node on a database. */
function nodeOn(database: Database, given: Partial<Settings> = {}, time = { now: start }) {
  return createSettings({ database, clock: () => time.now, given, mostUploadBytes: 2 ** 40 });
}

onEachDatabase(({ open }) => {
  describe('settings', () => {
    test('are the defaults until they are changed', async () => {
      const settings = nodeOn(await open(unitsUrl));
      assert.deepEqual(await settings.current(), { revision: 0, values: DEFAULT_SETTINGS });
    });

    test('change one by one, count up, and go back to the default with null', async () => {
      const database = await open(unitsUrl);
      const settings = nodeOn(database);
      const changed = { ...DEFAULT_SETTINGS, autoAvif: true, blockedIps: ['10.0.0.1'] };
      assert.deepEqual(await settings.change({ autoAvif: true, blockedIps: ['10.0.0.1'] }), {
        revision: 1,
        values: changed,
      });
      assert.deepEqual(await nodeOn(database).current(), { revision: 1, values: changed });
      const back = await settings.change({ autoAvif: null, defaultQuality: 7 });
      assert.deepEqual(back, {
        revision: 2,
        values: { ...DEFAULT_SETTINGS, blockedIps: ['10.0.0.1'], defaultQuality: 7 },
      });
      assert.equal((await settings.change({})).revision, 2);
    });

    test('change all or not at all', async () => {
      const settings = nodeOn(await open(unitsUrl));
      await assert.rejects(settings.change({ autoAvif: true, defaultQuality: 101 }), {
        status: 400,
        message:
          'Your request contains invalid defaultQuality setting: it must be a whole number from 1 to 100.',
      });
      await assert.rejects(settings.change({ autoAvif: true, defaultQality: 7 }), {
        status: 400,
        message: 'Your request contains unknown setting "defaultQality". Did you mean defaultQuality?',
      });
      await assert.rejects(settings.change({ ['__proto__']: 1 }), { status: 400 });
      await assert.rejects(settings.change({ toString: 1 }), { status: 400 });
      assert.deepEqual(await settings.current(), { revision: 0, values: DEFAULT_SETTINGS });
    });

    test('that the environment gives are fixed, and win over stored ones', async () => {
      const database = await open(unitsUrl);
      await nodeOn(database).change({ defaultQuality: 7, autoAvif: true });
      const fixed = nodeOn(database, { defaultQuality: 60 });
      assert.deepEqual(fixed.fixed, ['defaultQuality']);
      const { values } = await fixed.current();
      assert.deepEqual([values.defaultQuality, values.autoAvif], [60, true]);
      for (const value of [8, 60, null]) {
        await assert.rejects(fixed.change({ defaultQuality: value, autoAvif: false }), {
          status: 409,
          message:
            'The setting defaultQuality is fixed by the environment variable HALFTONE_DEFAULT_QUALITY.',
        });
      }
      assert.equal((await fixed.current()).values.autoAvif, true);
      assert.equal((await nodeOn(database).current()).values.defaultQuality, 7);
    });

    test('of many writers at once are all kept, each with a revision of its own', async () => {
      const database = await open(unitsUrl);
      const changes = [
        { autoAvif: true },
        { dataSaver: true },
        { defaultQuality: 1 },
        { keepMetadata: true },
        { sanitizeSvg: false },
        { originTtlSeconds: 1 },
      ];
      await Promise.all(changes.map((change) => nodeOn(database).change(change)));
      assert.deepEqual(await nodeOn(database).current(), {
        revision: changes.length,
        values: Object.assign({ ...DEFAULT_SETTINGS }, ...changes),
      });
    });

    test('above what the node can take in are refused', async () => {
      const database = await open(unitsUrl);
      const small = createSettings({ database, clock: () => start, given: {}, mostUploadBytes: 1000 });
      await assert.rejects(small.change({ maxUploadBytes: 1001 }), { status: 400, message: /at most 1000/ });
      assert.equal((await small.change({ maxUploadBytes: 1000 })).values.maxUploadBytes, 1000);
    });

    test('of another version that make no sense here are as good as absent', async () => {
      const database = await open(unitsUrl);
      await nodeOn(database).change({ defaultQuality: 7 });
      const { changeSettingsUnit } = await import('./settings.ts');
      await database.write(changeSettingsUnit, { defaultQuality: '"high"', autoAvif: 'tru' });
      assert.deepEqual((await nodeOn(database).current()).values, DEFAULT_SETTINGS);
    });
  });

  describe('whoever follows the settings', () => {
    test('hears of them at once, and of each change of the node before it is answered', async () => {
      const settings = nodeOn(await open(unitsUrl));
      const heard: CurrentSettings[] = [];
      const unfollow = await settings.follow(
        (current) => heard.push(current),
        (error) => assert.fail(String(error)),
      );
      assert.deepEqual(
        heard.map(({ revision }) => revision),
        [0],
      );
      await settings.change({ autoAvif: true });
      assert.deepEqual(
        heard.map(({ values }) => values.autoAvif),
        [false, true],
      );
      await settings.change({});
      assert.equal(heard.length, 2);
      unfollow();
      await settings.change({ autoAvif: false });
      assert.equal(heard.length, 2);
    });

    test('hears of a change by another node by itself', async (t) => {
      const database = await open(unitsUrl);
      const time = { now: start };
      const heard = Promise.withResolvers<CurrentSettings>();
      t.mock.timers.enable({ apis: ['setInterval'] });
      const unfollow = await nodeOn(database, {}, time).follow(
        (current) => current.revision > 0 && heard.resolve(current),
        heard.reject,
      );
      await nodeOn(database).change({ autoAvif: true });
      time.now += 500;
      t.mock.timers.tick(500);
      assert.equal((await heard.promise).values.autoAvif, true);
      unfollow();
    });

    test('keeps what was, and is told once, while the database does not answer', async (t) => {
      const database = await open(unitsUrl);
      const time = { now: start };
      const errors: unknown[] = [];
      t.mock.timers.enable({ apis: ['setInterval'] });
      const settings = nodeOn(database, {}, time);
      const unfollow = await settings.follow(
        () => {},
        (error) => errors.push(error),
      );
      await database.close();
      for (let look = 0; look < 3; look++) {
        time.now += 500;
        t.mock.timers.tick(500);
        await assert.rejects(settings.current());
      }
      assert.equal(errors.length, 1);
      unfollow();
    });
  });
});
