import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { watchEvents } from './events.testing.ts';
import type { FileChanges } from './index.ts';
import { openTestLibrary } from './library.testing.ts';
import { addAiTag } from './units.testing.ts';

const UNKNOWN_ID = '0123456789abcdef01234567';

onEachDatabase(({ open }) => {
  describe('an update', () => {
    const table: readonly (readonly [string, FileChanges, object])[] = [
      ['replaces tags, in their order', { tags: ['c', 'a'] }, { tags: ['c', 'a'] }],
      ['puts the same tags into another order', { tags: ['b', 'a'] }, { tags: ['b', 'a'] }],
      ['clears tags', { tags: [] }, { tags: [] }],
      ['sets coordinates', { customCoordinates: '5,6,7,8' }, { customCoordinates: '5,6,7,8' }],
      ['clears coordinates', { customCoordinates: null }, { customCoordinates: null }],
      ['sets a description', { description: 'new' }, { description: 'new' }],
      ['clears a description', { description: null }, { description: null }],
      ['removes found tags by name', { removeAiTags: ['Cat', 'Dog'] }, { aiTags: [] }],
      ['removes all found tags', { removeAiTags: 'all' }, { aiTags: [] }],
    ];
    for (const [what, changes, expected] of table) {
      test(`${what}, dates the change and leaves the rest`, async (t) => {
        const { library, upload, database, time } = await openTestLibrary(t, open);
        const { assetId, versionId } = await upload('x', {
          tags: ['a', 'b'],
          customCoordinates: '1,2,3,4',
          description: 'old',
        });
        const tag = { name: 'Cat', confidence: 90, source: 'google-auto-tagging' };
        await database.write(addAiTag, { versionId, tag });
        const before = await library.get(assetId);
        const events = await watchEvents(database);
        time.now += 1000;
        const after = await library.update(assetId, changes);
        assert.deepEqual(after, { ...before, ...expected, updatedAt: time.now });
        assert.deepEqual(await library.get(assetId), after);
        assert.deepEqual(await events(), [`file.updated ${assetId}`]);
        const [listed] = await library.list({
          type: 'file',
          sort: 'ASC_NAME',
          fileType: 'all',
          limit: 1,
          skip: 0,
          ...(after.tags.length > 0 && { tags: after.tags.slice(0, 1) }),
        });
        assert.deepEqual(listed, after);
      });
    }

    test('that changes nothing is no change', async (t) => {
      const { library, upload, database, time } = await openTestLibrary(t, open);
      const { assetId } = await upload('x', { tags: ['a', 'b'], description: 'old' });
      const before = await library.get(assetId);
      const events = await watchEvents(database);
      time.now += 1000;
      for (const changes of [
        {},
        { tags: ['a', 'b'], description: 'old', customCoordinates: null },
        { removeAiTags: ['Cat'] },
        { removeAiTags: 'all' },
        { publish: { isPublished: true, includeVersions: true } },
      ] as const) {
        assert.deepEqual(await library.update(before.assetId, changes), before);
      }
      assert.deepEqual(await events(), []);
    });

    test('merges custom metadata; null takes a value away', async (t) => {
      const { library, upload, database, time } = await openTestLibrary(t, open);
      for (const name of ['size', 'price']) {
        const schema = { type: 'Number', maxValue: 100 };
        await library.customFields.create({ name, label: name, description: null, schema });
      }
      const { assetId } = await upload('x', { customMetadata: { size: 1 } });
      const before = await library.get(assetId);
      const events = await watchEvents(database);
      time.now += 1000;
      assert.deepEqual(await library.update(assetId, { customMetadata: {} }), before);
      assert.deepEqual(await library.update(assetId, { customMetadata: { size: 1 } }), before);
      assert.deepEqual(await events(), []);
      const merged = await library.update(assetId, { customMetadata: { price: 2 } });
      assert.deepEqual(merged, { ...before, customMetadata: { size: 1, price: 2 }, updatedAt: time.now });
      const taken = await library.update(assetId, { customMetadata: { size: null } });
      assert.deepEqual(taken, { ...merged, customMetadata: { price: 2 } });
      assert.deepEqual(await events(), [`file.updated ${assetId}`, `file.updated ${assetId}`]);
      // What is wrong in one place leaves everything as it was.
      await assert.rejects(
        library.update(assetId, { tags: ['new'], customMetadata: { price: 101, colour: 'red' } }),
        {
          status: 400,
          message: 'Invalid custom metadata.',
          details: {
            errors: {
              price: 'should be <= 100',
              colour: 'no such custom metadata field exists',
            },
          },
        },
      );
      assert.deepEqual(await library.get(assetId), taken);
    });

    test('finds nothing in a folder that is being cleared away', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      const { assetId: fileId } = await upload('one', { folder: '/going/away' });
      const { versionId } = await upload('two', { folder: '/going/away' });
      await library.deleteFolder('/going');
      const missing = { status: 404 };
      await assert.rejects(library.get(fileId), missing);
      await assert.rejects(library.update(fileId, { tags: ['x'] }), missing);
      await assert.rejects(library.editTags([fileId], { kind: 'add', tags: ['x'] }), missing);
      await assert.rejects(library.versions(fileId), missing);
      await assert.rejects(library.version({ fileId, versionId }), missing);
      await assert.rejects(library.restoreVersion({ fileId, versionId: fileId }), missing);
      await assert.rejects(library.removeVersion({ fileId, versionId: fileId }), missing);
      await assert.rejects(library.removeMany([fileId]), missing);
      await assert.rejects(library.remove(fileId), missing);
    });

    test('touches the current version only', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      const { assetId } = await upload('one', { tags: ['old'], description: 'old' });
      await upload('two', { tags: ['x'] });
      const [, old] = await library.versions(assetId);
      await library.update(assetId, { tags: ['new'], description: 'new' });
      assert.deepEqual((await library.versions(assetId))[1], old);
    });

    test('of an id of another shape is refused, of an unknown one not found', async (t) => {
      const { library } = await openTestLibrary(t, open);
      await assert.rejects(library.update('x', {}), { status: 400 });
      await assert.rejects(library.update(UNKNOWN_ID, { tags: [] }), {
        status: 404,
        message: 'The requested file does not exist.',
      });
    });

    test('many at once: all of them count', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      const { assetId } = await upload('x');
      await Promise.all([
        library.update(assetId, { tags: ['a'] }),
        library.update(assetId, { description: 'text' }),
        library.update(assetId, { customCoordinates: '1,2,3,4' }),
        library.update(assetId, { publish: { isPublished: false, includeVersions: false } }),
        library.rename({ filePath: '/a.txt', newFileName: 'b.txt', purge: false }),
        library.editTags([assetId], { kind: 'add', tags: ['b'] }),
      ]);
      const { tags, description, customCoordinates, isPublished, name } = await library.get(assetId);
      assert.ok(tags.includes('a'));
      assert.deepEqual(
        { description, customCoordinates, isPublished, name },
        { description: 'text', customCoordinates: '1,2,3,4', isPublished: false, name: 'b.txt' },
      );
    });
  });

  describe('publishing', () => {
    test('gives the versions that change a new address, and only those', async (t) => {
      const { library, upload, time } = await openTestLibrary(t, open);
      const { assetId } = await upload('one');
      await upload('two', { isPublished: false });
      await upload('three');
      const before = await library.versions(assetId);
      time.now += 1000;
      await library.update(assetId, { publish: { isPublished: false, includeVersions: true } });
      const after = await library.versions(assetId);
      assert.deepEqual(
        after.map((version) => version.isPublished),
        [false, false, false],
      );
      assert.deepEqual(
        after.map((version, index) => version.token === before[index]?.token),
        [false, true, false],
      );
      assert.deepEqual(after[1], before[1]);
      assert.equal(after[2]?.updatedAt, time.now);
      const oldToken = before[2]?.token;
      assert.equal(await library.locate('/a.txt', oldToken), undefined);
      assert.equal((await library.locate('/a.txt', after[2]?.token))?.isPublished, false);
    });

    test('leaves older versions alone unless they are asked for', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      const { assetId } = await upload('one');
      await upload('two');
      const [, old] = await library.versions(assetId);
      await library.update(assetId, { publish: { isPublished: false, includeVersions: false } });
      const after = await library.versions(assetId);
      assert.equal(after[0]?.isPublished, false);
      assert.deepEqual(after[1], old);
    });
  });
});
