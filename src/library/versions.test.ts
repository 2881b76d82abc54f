import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { watchEvents } from './events.testing.ts';
import { openTestLibrary, type TestLibrary } from './library.testing.ts';

const UNKNOWN_ID = '0123456789abcdef01234567';
const DAY = 24 * 60 * 60 * 1000;

/** A file with three versions, a second apart. */
async function threeVersions({ library, upload: ingest, time }: TestLibrary) {
  const upload = async (...given: Parameters<typeof ingest>) => library.get((await ingest(...given)).assetId);
  const one = await upload('one', { tags: ['1'], description: 'first', isPrivateFile: true });
  time.now += 1000;
  const two = await upload('two two', { tags: ['2'] });
  time.now += 1000;
  const three = await upload('three', { tags: ['3'], description: 'third' });
  time.now += 1000;
  return { fileId: one.assetId, one, two, three };
}

onEachDatabase(({ open }) => {
  describe('versions', () => {
    test('are listed with the current one first, then from the newest to the oldest', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library } = all;
      const { fileId, one, two, three } = await threeVersions(all);
      const versions = await library.versions(fileId);
      assert.deepEqual(versions, [
        three,
        // What an older version was created at is when it ceased to be current.
        {
          ...two,
          isCurrent: false,
          description: 'first',
          createdAt: three.updatedAt,
          updatedAt: three.updatedAt,
        },
        { ...one, isCurrent: false, createdAt: two.updatedAt, updatedAt: two.updatedAt },
      ]);
      for (const version of versions) {
        assert.deepEqual(await library.version({ fileId, versionId: version.versionId }), version);
      }
    });

    test('are restored with what was theirs, and no number is given', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, database, time, upload } = all;
      const { fileId, one, two, three } = await threeVersions(all);
      const events = await watchEvents(database);
      const restored = await library.restoreVersion({ fileId, versionId: one.versionId });
      assert.deepEqual(restored, { ...one, updatedAt: time.now });
      assert.deepEqual(await library.get(fileId), restored);
      assert.deepEqual(await events(), [`file.updated ${fileId}`]);
      const versions = await library.versions(fileId);
      assert.deepEqual(
        versions.map((version) => [version.versionId, version.isCurrent]),
        [
          [one.versionId, true],
          [three.versionId, false],
          [two.versionId, false],
        ],
      );
      assert.deepEqual(versions[1], {
        ...three,
        isCurrent: false,
        createdAt: time.now,
        updatedAt: time.now,
      });
      assert.equal((await library.locate('/a.txt'))?.size, 3);
      for (const [tag, count] of [
        ['1', 1],
        ['3', 0],
      ] as const) {
        const query = {
          type: 'file',
          sort: 'ASC_NAME',
          fileType: 'all',
          limit: 9,
          skip: 0,
          tags: [tag],
        } as const;
        assert.equal((await library.list(query)).length, count);
        assert.equal((await library.list({ ...query, type: 'file-version' })).length, 1 - count);
      }
      await library.restoreVersion({ fileId, versionId: three.versionId });
      const back = await library.get(fileId);
      assert.deepEqual(back, { ...three, updatedAt: time.now });
      assert.equal((await upload('four')).versionNumber, 4);
    });

    test('that are current already are restored by doing nothing', async (t) => {
      const all = await openTestLibrary(t, open);
      const { fileId, three } = await threeVersions(all);
      const events = await watchEvents(all.database);
      assert.deepEqual(await all.library.restoreVersion({ fileId, versionId: three.versionId }), three);
      assert.deepEqual(await events(), []);
    });

    test('are removed for good, their bytes after a day; the number is not given again', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, database, time, upload } = all;
      const { fileId, two } = await threeVersions(all);
      time.now += 10 * DAY;
      const events = await watchEvents(database);
      await library.removeVersion({ fileId, versionId: two.versionId });
      assert.deepEqual(await events(), [`file-version.deleted ${fileId} ${two.versionId}`]);
      const numbers = (await library.versions(fileId)).map((version) => version.versionNumber);
      assert.deepEqual(numbers, [3, 1]);
      assert.equal(await library.locate('/a.txt', two.token), undefined);
      time.now += DAY - 1;
      assert.deepEqual(await library.sweep(), { removed: 0 });
      time.now += 1;
      assert.deepEqual(await library.sweep(), { removed: 1 });
      assert.equal((await upload('four')).versionNumber, 4);
    });

    test('that are current cannot be removed, be there others or not', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      const { assetId: fileId } = await upload('one');
      const error = { status: 400, message: 'You cannot delete current version of a file.' };
      await assert.rejects(library.removeVersion({ fileId, versionId: fileId }), error);
      const { versionId } = await upload('two');
      await assert.rejects(library.removeVersion({ fileId, versionId }), error);
      await library.removeVersion({ fileId, versionId: fileId });
    });

    test('of ids of another shape are refused, unknown ones are not found', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, upload } = all;
      const { fileId, two } = await threeVersions(all);
      const other = await upload('x', { fileName: 'other.txt' });
      const noFile = 'The requested file does not exist.';
      const noVersion = 'The requested file version does not exist.';
      const noAsset = 'The requested asset does not exist.';
      await assert.rejects(library.versions('x'), {
        status: 400,
        message: 'Your request contains invalid fileId parameter.',
      });
      await assert.rejects(library.versions(UNKNOWN_ID), { status: 404, message: noFile });
      for (const action of ['version', 'removeVersion', 'restoreVersion'] as const) {
        await assert.rejects(library[action]({ fileId: 'x', versionId: fileId }), {
          status: 400,
          message: 'Your request contains invalid fileId parameter.',
        });
        for (const versionId of ['x', '', '\0', `${fileId}\n`]) {
          await assert.rejects(library[action]({ fileId, versionId }), {
            status: 400,
            message: 'Your request contains invalid versionId parameter.',
          });
        }
        const unknown = action === 'removeVersion' ? noAsset : noVersion;
        for (const versionId of [UNKNOWN_ID, other.versionId]) {
          await assert.rejects(library[action]({ fileId, versionId }), { status: 404, message: unknown });
        }
        await assert.rejects(library[action]({ fileId: other.assetId, versionId: two.versionId }), {
          status: 404,
          message: unknown,
        });
      }
      const strange = { fileId: UNKNOWN_ID, versionId: two.versionId };
      await assert.rejects(library.version(strange), { status: 404, message: noVersion });
      await assert.rejects(library.removeVersion(strange), { status: 404, message: noAsset });
      await assert.rejects(library.restoreVersion(strange), { status: 404, message: noFile });
    });

    test('restored, removed and added at once leave one current version', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, upload } = all;
      const { fileId, one, two } = await threeVersions(all);
      const results = await Promise.allSettled([
        library.restoreVersion({ fileId, versionId: one.versionId }),
        library.restoreVersion({ fileId, versionId: two.versionId }),
        library.removeVersion({ fileId, versionId: one.versionId }),
        upload('four'),
        library.editTags([fileId], { kind: 'add', tags: ['more'] }),
      ]);
      for (const result of results) {
        if (result.status === 'rejected') assert.ok([400, 404].includes(result.reason.status));
      }
      const versions = await library.versions(fileId);
      assert.deepEqual(
        versions.map((version) => version.isCurrent),
        versions.map((_, index) => index === 0),
      );
      assert.equal((await library.locate('/a.txt'))?.versionId, versions[0]?.versionId);
      const tagged = versions.filter((version) => version.tags.includes('more')).length;
      const isOneThere = versions.some((version) => version.versionId === one.versionId);
      assert.ok(tagged === 1 || (tagged === 0 && !isOneThere), 'the tag can only have gone with its version');
    });
  });
});
