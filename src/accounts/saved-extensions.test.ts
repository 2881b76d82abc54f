import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { createAccounts } from './index.ts';

const unitsUrl = new URL('./units.ts', import.meta.url);
const start = Date.parse('2026-01-01T00:00:00Z');

function startOn(database: Database, time = { now: start }) {
  return createAccounts({ database, secret: Buffer.alloc(32, 1), clock: () => time.now }).savedExtensions;
}

const given = {
  name: 'Car check',
  description: 'Type and condition',
  config: {
    name: 'ai-tasks',
    tasks: [{ type: 'select_tags', instruction: 'What is it?', vocabulary: ['sedan', 'suv'] }],
  },
} as const;

onEachDatabase(({ open }) => {
  describe('a saved extension', () => {
    test('is kept as it was given, under an id of its own', async () => {
      const saved = startOn(await open(unitsUrl));
      const made = await saved.create(given);
      assert.match(made.id, /^ext_[A-Za-z0-9]{12}$/);
      assert.deepEqual(made, { ...given, id: made.id, createdAt: start, updatedAt: start });
      assert.deepEqual(await saved.get(made.id), made);
      assert.deepEqual(await saved.list(), [made]);
    });

    test('is changed key by key; what changes nothing does not date it', async () => {
      const time = { now: start };
      const saved = startOn(await open(unitsUrl), time);
      const made = await saved.create(given);
      time.now += 1000;
      assert.deepEqual(await saved.update(made.id, {}), made);
      const renamed = await saved.update(made.id, { name: 'Vehicle check' });
      assert.deepEqual(renamed, { ...made, name: 'Vehicle check', updatedAt: time.now });
      const config = { name: 'remove-bg' } as const;
      assert.deepEqual(await saved.update(made.id, { config }), { ...renamed, config });
      assert.deepEqual(await saved.get(made.id), { ...renamed, config });
    });

    test('that is removed, or was never there, is not found', async () => {
      const saved = startOn(await open(unitsUrl));
      const { id } = await saved.create(given);
      await saved.remove(id);
      const missing = { status: 404, message: 'The requested saved extension does not exist.' };
      await assert.rejects(saved.get(id), missing);
      await assert.rejects(saved.update(id, { name: 'x' }), missing);
      await assert.rejects(saved.remove(id), missing);
      assert.deepEqual(await saved.list(), []);
    });

    test('has an id, or there is no looking for it', async () => {
      const saved = startOn(await open(unitsUrl));
      for (const id of ['', 'a b', 'ext_é', 'ext_\0', 'x'.repeat(65)]) {
        const invalid = { status: 400, message: 'Invalid saved extension ID.' };
        await assert.rejects(saved.get(id), invalid);
        await assert.rejects(saved.update(id, {}), invalid);
        await assert.rejects(saved.remove(id), invalid);
      }
    });

    test('is one of 100 at most, however many are made at once', async () => {
      const database = await open(unitsUrl);
      const saved = startOn(database);
      for (let index = 0; index < 98; index++) await saved.create(given);
      const made = await Promise.allSettled([1, 2, 3, 4].map(() => startOn(database).create(given)));
      const refused = made.filter((one) => one.status === 'rejected').map((one) => one.reason.message);
      assert.deepEqual(refused, Array(2).fill('You can create a maximum of 100 saved extensions.'));
      assert.equal((await saved.list()).length, 100);
    });
  });
});
