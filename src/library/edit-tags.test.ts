import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { watchEvents } from './events.testing.ts';
import { openTestLibrary, type TestLibrary } from './library.testing.ts';
import { addAiTag } from './units.testing.ts';

const UNKNOWN_ID = '0123456789abcdef01234567';

async function uploadMany({ upload }: TestLibrary, count: number, tags: readonly string[] = ['a', 'b']) {
  const files = [];
  for (let n = 0; n < count; n++) files.push(await upload(`file ${n}`, { fileName: `${n}.txt`, tags }));
  return files.map((file) => file.assetId);
}

onEachDatabase(({ open }) => {
  describe('tags of many files', () => {
    test('are added behind those that are there', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, time, database } = all;
      const ids = await uploadMany(all, 50);
      const events = await watchEvents(database);
      time.now += 1000;
      const outcome = await library.editTags([...ids, ...ids], { kind: 'add', tags: ['b', 'c'] });
      assert.deepEqual(outcome, { done: ids, failed: [] });
      for (const id of ids) {
        const { tags, updatedAt } = await library.get(id);
        assert.deepEqual([tags, updatedAt], [['a', 'b', 'c'], time.now]);
      }
      assert.deepEqual(await events(), ids.map((id) => `file.updated ${id}`).sort());
    });

    test('are removed where they are there, exactly', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, time, database, upload } = all;
      const other = await library.get((await upload('x', { tags: ['A', 'aa'] })).assetId);
      const [id = ''] = await uploadMany(all, 1);
      const events = await watchEvents(database);
      time.now += 1000;
      const outcome = await library.editTags([other.assetId, id], { kind: 'remove', tags: ['a'] });
      assert.deepEqual(outcome, { done: [other.assetId, id], failed: [] });
      assert.deepEqual((await library.get(id)).tags, ['b']);
      assert.deepEqual(await library.get(other.assetId), other, 'untouched, not even its date');
      assert.deepEqual(await events(), [`file.updated ${id}`]);
    });

    test('that machines found are removed by name from any source; those of the user stay', async (t) => {
      const { library, upload, database } = await openTestLibrary(t, open);
      const { assetId, versionId } = await upload('x', { tags: ['Cat'] });
      for (const source of ['aws-auto-tagging', 'google-auto-tagging']) {
        await database.write(addAiTag, { versionId, tag: { name: 'Cat', confidence: 90, source } });
      }
      await library.editTags([assetId], { kind: 'removeAi', tags: ['cat'] });
      assert.equal((await library.get(assetId)).aiTags.length, 2);
      await library.editTags([assetId], { kind: 'removeAi', tags: ['Cat'] });
      const { tags, aiTags } = await library.get(assetId);
      assert.deepEqual([tags, aiTags], [['Cat'], []]);
    });

    test('stay as they are where they would be longer than 500 characters together', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      const { assetId } = await upload('x', { fileName: 'long.txt', tags: ['x'.repeat(490)] });
      const long = await library.get(assetId);
      const short = await upload('y', { fileName: 'short.txt' });
      const outcome = await library.editTags([long.assetId, short.assetId], {
        kind: 'add',
        tags: ['12345678901'],
      });
      assert.deepEqual(outcome, { done: [short.assetId], failed: [long.assetId] });
      assert.deepEqual(await library.get(long.assetId), long);
      assert.deepEqual((await library.get(short.assetId)).tags, ['12345678901']);
      const fits = await library.editTags([long.assetId], { kind: 'add', tags: ['1234567890'] });
      assert.deepEqual(fits.failed, []);
    });

    test('of files that are not all there: nothing changes, and the missing ones are named', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library } = all;
      const [id = ''] = await uploadMany(all, 1);
      const before = await library.get(id);
      for (const kind of ['add', 'remove', 'removeAi'] as const) {
        await assert.rejects(library.editTags([id, UNKNOWN_ID, 'x', '\0'], { kind, tags: ['a', 'z'] }), {
          status: 404,
          message: 'The requested file(s) does not exist.',
          details: { missingFileIds: [UNKNOWN_ID, 'x', '\0'] },
        });
      }
      assert.deepEqual(await library.get(id), before);
    });

    test('edited by many at once: none is lost', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library } = all;
      const ids = await uploadMany(all, 5, ['old']);
      const added = Array.from({ length: 10 }, (_, n) => `tag-${n}`);
      await Promise.all([
        ...added.map((tag, n) =>
          library.editTags(n % 2 === 0 ? ids : ids.toReversed(), { kind: 'add', tags: [tag] }),
        ),
        library.editTags(ids, { kind: 'remove', tags: ['old'] }),
      ]);
      for (const id of ids) assert.deepEqual((await library.get(id)).tags.toSorted(), added);
    });
  });

  describe('many files', () => {
    test('are removed together', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, database } = all;
      const ids = await uploadMany(all, 3);
      const events = await watchEvents(database);
      assert.deepEqual(await library.removeMany([...ids, ...ids]), ids);
      assert.deepEqual(await events(), ids.map((id) => `file.deleted ${id}`).sort());
      for (const table of ['versions', 'tags', 'search_terms'] as const) {
        assert.deepEqual(await database.reader.selectFrom(table).selectAll().execute(), []);
      }
    });

    test('are removed only if all are there', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library } = all;
      const ids = await uploadMany(all, 2);
      await assert.rejects(library.removeMany([...ids, UNKNOWN_ID]), {
        status: 404,
        details: { missingFileIds: [UNKNOWN_ID] },
      });
      for (const id of ids) await library.get(id);
    });

    test('removed by several at once, in any order: each is removed by one', async (t) => {
      const all = await openTestLibrary(t, open);
      const ids = await uploadMany(all, 6);
      const results = await Promise.allSettled(
        Array.from({ length: 4 }, (_, n) => all.library.removeMany(n % 2 === 0 ? ids : ids.toReversed())),
      );
      assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
      for (const result of results) if (result.status === 'rejected') assert.equal(result.reason.status, 404);
    });
  });
});
