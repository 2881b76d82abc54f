import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { openTestLibrary } from './library.testing.ts';

const DAY = 24 * 60 * 60 * 1000;
const unknownId = '0123456789abcdef01234567';
const malformedIds = [
  '',
  'x',
  unknownId.toUpperCase(),
  `${unknownId}0`,
  `${unknownId}\n`,
  '../../etc/passwd',
  '\0',
];

onEachDatabase(({ open }) => {
  for (const action of ['get', 'remove'] as const) {
    describe(action, () => {
      test('refuses an id of another shape and does not find an unknown one', async (t) => {
        const { library, upload } = await openTestLibrary(t, open);
        await upload('x', { folder: '/a' });
        const [folder] = await library.list({
          type: 'folder',
          sort: 'ASC_NAME',
          fileType: 'all',
          limit: 1,
          skip: 0,
        });
        for (const id of malformedIds) {
          await assert.rejects(library[action](id), {
            status: 400,
            message: 'Your request contains invalid fileId parameter.',
          });
        }
        for (const id of [unknownId, '0'.repeat(24), folder?.assetId ?? '']) {
          await assert.rejects(library[action](id), {
            status: 404,
            message: 'The requested file does not exist.',
          });
        }
      });
    });
  }

  describe('remove', () => {
    test('takes a file with its versions and tags, and frees its name', async (t) => {
      const { library, upload, database } = await openTestLibrary(t, open);
      const { assetId } = await upload('one', { tags: ['x'] });
      await upload('two', { tags: ['y'] });
      await library.remove(assetId);
      await assert.rejects(library.get(assetId), { status: 404 });
      assert.equal(await library.locate('/a.txt'), undefined);
      assert.deepEqual(await database.reader.selectFrom('versions').select('id').execute(), []);
      assert.deepEqual(await database.reader.selectFrom('tags').select('name').execute(), []);
      const again = await upload('three');
      assert.notEqual(again.assetId, assetId);
      assert.equal(again.versionNumber, 1);
    });

    test('leaves the bytes for a day, then the sweeper frees them', async (t) => {
      const { library, upload, time, storedFiles } = await openTestLibrary(t, open);
      const { assetId } = await upload('one');
      await upload('two');
      const kept = await upload('kept', { fileName: 'kept.txt' });
      time.now += 10 * DAY;
      await library.remove(assetId);
      time.now += DAY - 1;
      assert.deepEqual(await library.sweep(), { removed: 0 });
      time.now += 1;
      assert.deepEqual(await library.sweep(), { removed: 2 });
      assert.equal((await storedFiles()).length, 1);
      assert.equal((await library.get(kept.assetId)).size, 4);
    });

    test('many at once: one removes, the others find nothing', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      const { assetId } = await upload('one');
      const results = await Promise.allSettled(Array.from({ length: 6 }, () => library.remove(assetId)));
      const failures = results.flatMap((result) =>
        result.status === 'rejected' ? result.reason.status : [],
      );
      assert.deepEqual(failures, [404, 404, 404, 404, 404]);
    });

    test('while the file is uploaded again leaves nothing half done', async (t) => {
      const { library, upload, database } = await openTestLibrary(t, open);
      for (let round = 0; round < 5; round++) {
        const { assetId } = await upload('one');
        await Promise.all([
          library.remove(assetId),
          upload('two', { tags: ['x'] }),
          upload('three', { overwriteFile: true }),
        ]);
        const files = await database.reader
          .selectFrom('assets')
          .innerJoin('versions', 'versions.id', 'assets.version_id')
          .select('versions.is_current')
          .execute();
        assert.ok(files.length <= 1 && files.every((file) => file.is_current === 1));
        const found = await library.locate('/a.txt');
        if (found !== undefined) await library.remove(found.assetId);
        assert.deepEqual(await database.reader.selectFrom('versions').select('id').execute(), []);
      }
    });
  });

  describe('locate', () => {
    test('finds the current version by its path', async (t) => {
      const { library, upload, time } = await openTestLibrary(t, open);
      await upload('one', { folder: '/a/Caf\u00e9', fileName: 'x.txt' });
      time.now += 1000;
      const file = await upload('two!', {
        folder: '/a/Caf\u00e9',
        fileName: 'x.txt',
        isPrivateFile: true,
        isPublished: false,
        customCoordinates: '1,2,3,4',
      });
      const found = await library.locate('/a/Caf\u00e9/x.txt');
      assert.match(found?.blobKey ?? '', /^[0-9a-f]{64}\/[0-9a-f]{24}$/);
      assert.deepEqual(found, {
        assetId: file.assetId,
        versionId: file.versionId,
        name: 'x.txt',
        blobKey: found?.blobKey,
        mime: 'text/plain',
        size: 4,
        width: null,
        height: null,
        orientation: null,
        hasAlpha: false,
        pages: 1,
        isPrivate: true,
        isPublished: false,
        customCoordinates: '1,2,3,4',
        updatedAt: time.now,
      });
      for (const path of ['a/Caf\u00e9/x.txt', '//a//Cafe\u0301/x.txt']) {
        assert.deepEqual(await library.locate(path), found, path);
      }
    });

    test('finds any version by its token, and only there', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      const [one, two] = [await upload('one'), await upload('two')];
      const other = await upload('other', { fileName: 'b.txt' });
      assert.equal((await library.locate('/a.txt', one.token))?.versionId, one.versionId);
      assert.equal((await library.locate('/a.txt', two.token))?.versionId, two.versionId);
      for (const token of ['', 'x', other.token, one.token.toLowerCase(), '\0']) {
        assert.equal(await library.locate('/a.txt', token), undefined, token);
      }
    });

    test('finds nothing elsewhere', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      await upload('one', { folder: '/a' });
      const elsewhere = ['', '/', '/a', '/a/', '/A/a.txt', '/a/A.txt', '/a.txt', '/a/b/a.txt', '/a/./a.txt'];
      const impossible = ['/a/\0', '/a/\ud800', '/d'.repeat(1000), `/a/${'x'.repeat(100_000)}`];
      for (const path of [...elsewhere, ...impossible]) {
        assert.equal(await library.locate(path), undefined, path.slice(0, 40));
      }
    });
  });
});
