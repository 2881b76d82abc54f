import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { isPurged, purgeUnit, requestPurge } from './purges.ts';

const unitsUrl = new URL('./units.ts', import.meta.url);
const now = Date.parse('2026-01-01T00:00:00Z');

onEachDatabase(({ open }) => {
  describe('a purge', () => {
    test('is found by its id, whoever wrote it down, and is over', async () => {
      const database = await open(unitsUrl);
      const id = await requestPurge({ database, clock: () => now }, 'https://media.test/demo/a.jpg*');
      assert.match(id, /^6955b900[0-9a-f]{16}$/);
      assert.equal(await isPurged(database.reader, id), true);
      await database.write(purgeUnit, { id: 'f'.repeat(24), path: '/a.jpg', now });
      assert.equal(await isPurged(database.reader, 'f'.repeat(24)), true);
    });

    test('that nobody asked for is 400', async () => {
      const { reader } = await open(unitsUrl);
      const unknown = { status: 400, message: 'No request found for this requestId.' };
      await assert.rejects(isPurged(reader, '0'.repeat(24)), unknown);
      const invalid = { status: 400, message: 'Your request contains invalid requestId parameter.' };
      for (const id of ['', 'x', '\0', 'F'.repeat(24), '0'.repeat(25)])
        await assert.rejects(isPurged(reader, id), invalid);
    });
  });
});
