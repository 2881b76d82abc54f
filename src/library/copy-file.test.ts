import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { watchEvents } from './events.testing.ts';
import type { FileRecord, Library } from './index.ts';
import { openTestLibrary } from './library.testing.ts';
import { addAiTag } from './units.testing.ts';

const DAY = 24 * 60 * 60 * 1000;

/** The current version of the file at a path. */
async function fileAt(library: Library, path: string): Promise<FileRecord> {
  const found = await library.locate(path);
  assert.ok(found, `nothing at ${path}`);
  return library.get(found.assetId);
}

/** What a copy has of its own. */
function withoutIdentity(file: FileRecord | undefined) {
  assert.ok(file);
  const { assetId, versionId, versionNumber, token, folderPath, path, createdAt, updatedAt, ...rest } = file;
  return rest;
}

onEachDatabase(({ open }) => {
  describe('a copy', () => {
    test('is a new file with the same bytes, tags and flags', async (t) => {
      const { library, upload, database, time, storedFiles } = await openTestLibrary(t, open);
      const { assetId, versionId } = await upload('one', {
        folder: '/from',
        tags: ['a', 'b'],
        description: 'text',
        customCoordinates: '1,2,3,4',
        isPrivateFile: true,
        isPublished: false,
      });
      const tag = { name: 'Cat', confidence: 90, source: 'google-auto-tagging' };
      await database.write(addAiTag, { versionId, tag });
      const source = await library.get(assetId);
      const events = await watchEvents(database);
      time.now += 1000;
      await library.copy({
        sourceFilePath: 'from//a.txt/',
        destinationPath: 'to/deep/',
        includeVersions: false,
      });

      const copy = await fileAt(library, '/to/deep/a.txt');
      assert.deepEqual(withoutIdentity(copy), withoutIdentity(source));
      assert.notEqual(copy.assetId, source.assetId);
      assert.notEqual(copy.token, source.token);
      assert.equal(copy.versionId, copy.assetId);
      assert.equal(copy.versionNumber, 1);
      assert.deepEqual([copy.createdAt, copy.updatedAt], [time.now, time.now]);
      assert.deepEqual(await library.get(assetId), source);
      assert.ok((await events()).includes(`file.created ${copy.assetId}`));
      const [from, to] = [await library.locate('/from/a.txt'), await library.locate('/to/deep/a.txt')];
      assert.equal(from?.blobKey, to?.blobKey);
      assert.equal((await storedFiles()).length, 1);
    });

    test('of a file with many versions is Version 1 of the current one, unless all are asked for', async (t) => {
      const { library, upload, time } = await openTestLibrary(t, open);
      const { assetId } = await upload('one', { tags: ['1'] });
      await upload('two', { tags: ['2'] });
      await upload('three', { tags: ['3'] });
      // What is current now is not the newest: it comes last, so that it is current in the copy too.
      await library.restoreVersion({ fileId: assetId, versionId: assetId });
      time.now += 1000;
      await library.copy({ sourceFilePath: '/a.txt', destinationPath: '/one', includeVersions: false });
      await library.copy({ sourceFilePath: '/a.txt', destinationPath: '/all', includeVersions: true });

      const one = await library.versions((await fileAt(library, '/one/a.txt')).assetId);
      assert.deepEqual(
        one.map((version) => [version.versionNumber, version.tags]),
        [[1, ['1']]],
      );
      const all = await library.versions((await fileAt(library, '/all/a.txt')).assetId);
      assert.deepEqual(
        all.map((version) => [version.versionNumber, version.tags, version.isCurrent]),
        [
          [3, ['1'], true],
          [2, ['3'], false],
          [1, ['2'], false],
        ],
      );
      assert.equal(all[2]?.versionId, all[2]?.assetId);
      assert.equal(new Set(all.map((version) => version.token)).size, 3);
      for (const version of all) {
        const located = await library.locate('/all/a.txt', version.token);
        assert.equal(located?.versionId, version.versionId);
      }
    });

    test('onto a file of its name becomes the next versions of that one', async (t) => {
      const { library, upload, database, time } = await openTestLibrary(t, open);
      await upload('one', { tags: ['1'] });
      await upload('two', { tags: ['2'] });
      const target = await upload('there', { folder: '/to', tags: ['there'] });
      const events = await watchEvents(database);
      time.now += 1000;
      await library.copy({ sourceFilePath: '/a.txt', destinationPath: '/to', includeVersions: true });

      const versions = await library.versions(target.assetId);
      assert.deepEqual(
        versions.map((version) => [version.versionNumber, version.tags, version.createdAt]),
        [
          [3, ['2'], target.createdAt],
          [2, ['1'], time.now],
          [1, ['there'], time.now],
        ],
      );
      assert.equal(versions[2]?.versionId, target.versionId);
      assert.deepEqual(
        await events(),
        [versions[0], versions[1]]
          .map((version) => `file-version.created ${target.assetId} ${version?.versionId}`)
          .sort(),
      );
      const listed = await library.list({
        type: 'file',
        sort: 'ASC_NAME',
        fileType: 'all',
        limit: 9,
        skip: 0,
        tags: ['there', '1'],
      });
      assert.deepEqual(listed, [], 'tags of older versions are not those of the file');
    });

    test('keeps its bytes when the original goes', async (t) => {
      const { library, upload, time, storedFiles } = await openTestLibrary(t, open);
      const { assetId } = await upload('one');
      time.now += 10 * DAY;
      await library.copy({ sourceFilePath: '/a.txt', destinationPath: '/to', includeVersions: false });
      await library.remove(assetId);
      time.now += 10 * DAY;
      assert.deepEqual(await library.sweep(), { removed: 0 });
      const copy = await fileAt(library, '/to/a.txt');
      await library.remove(copy.assetId);
      time.now += DAY;
      assert.deepEqual(await library.sweep(), { removed: 1 });
      assert.deepEqual(await storedFiles(), []);
    });
  });

  describe('a move', () => {
    test('changes the path of the file and of all its versions, nothing else', async (t) => {
      const { library, upload, database, time } = await openTestLibrary(t, open);
      const { assetId } = await upload('one', { tags: ['1'] });
      await upload('two', { tags: ['2'] });
      const before = await library.versions(assetId);
      const events = await watchEvents(database);
      time.now += 1000;
      await library.move({ sourceFilePath: '/a.txt', destinationPath: '/to' });
      assert.equal(await library.locate('/a.txt'), undefined);
      const place = { folderPath: '/to', path: '/to/a.txt' };
      assert.deepEqual(await library.versions(assetId), [
        { ...before[0], ...place, updatedAt: time.now },
        { ...before[1], ...place },
      ]);
      assert.equal((await library.locate('/to/a.txt', before[1]?.token))?.versionId, assetId);
      assert.ok((await events()).includes(`file.updated ${assetId}`));
    });

    test('onto a file of its name gives that one all versions, with new ids', async (t) => {
      const { library, upload, database, time } = await openTestLibrary(t, open);
      const source = await upload('one', { tags: ['1'] });
      await upload('two', { tags: ['2'], fileName: 'a.txt' });
      const target = await upload('there', { folder: '/to' });
      const events = await watchEvents(database);
      time.now += 1000;
      await library.move({ sourceFilePath: '/a.txt', destinationPath: '/to' });
      await assert.rejects(library.get(source.assetId), { status: 404 });
      assert.equal(await library.locate('/a.txt'), undefined);
      const versions = await library.versions(target.assetId);
      assert.deepEqual(
        versions.map((version) => [version.versionNumber, version.tags]),
        [
          [3, ['2']],
          [2, ['1']],
          [1, []],
        ],
      );
      assert.ok(versions.every((version) => version.versionId !== source.assetId));
      assert.deepEqual(
        await events(),
        [
          ...versions
            .slice(0, 2)
            .map((version) => `file-version.created ${target.assetId} ${version.versionId}`),
          `file.deleted ${source.assetId}`,
        ].sort(),
      );
    });
  });

  describe('copy and move', () => {
    const refusals: readonly (readonly [string, string, string, object])[] = [
      ['a missing file', '/nope.txt', '/to', missing('/nope.txt')],
      ['a file in a missing folder', '/no/a.txt', '/to', missing('/no/a.txt')],
      ['a folder', '/from', '/to', missing('/from')],
      ['the root', '/', '/to', missing('/')],
      ['NUL in the path', '/a\0.txt', '/to', missing('/a\0.txt')],
      ['half a surrogate pair', '/\ud800.txt', '/to', missing('/\ud800.txt')],
      ['a path deeper than any folder', `${'/x'.repeat(60)}/a.txt`, '/to', { status: 404 }],
      ['its own folder', '/from/a.txt', 'from/', same()],
      ['its own folder, spelt otherwise', '/from/a.txt', '//from//', same()],
      ['.. as a folder', '/from/a.txt', '/to/../x', invalid()],
      ['. as a folder', '/from/a.txt', '.', invalid()],
      ['a folder too deep', '/from/a.txt', '/x'.repeat(51), invalid()],
    ];
    function missing(path: string) {
      return {
        status: 404,
        reason: 'SOURCE_FILE_MISSING',
        message: `No file found with filePath \`${path}\`.`,
      };
    }
    function same() {
      return {
        status: 400,
        reason: 'SAME_SOURCE_AND_DESTINATION',
        message: 'sourceFilePath and destinationPath is same',
      };
    }
    function invalid() {
      return {
        status: 400,
        reason: 'INVALID_FOLDER_PATH',
        message: 'Your request contains invalid destinationPath.',
      };
    }
    test('refuse what cannot be, and change nothing', async (t) => {
      const { library, upload, database } = await openTestLibrary(t, open);
      const file = await library.get((await upload('x', { folder: '/from' })).assetId);
      const events = await watchEvents(database);
      for (const [what, sourceFilePath, destinationPath, error] of refusals) {
        const request = { sourceFilePath, destinationPath };
        await assert.rejects(library.move(request), error, what);
        await assert.rejects(library.copy({ ...request, includeVersions: true }), error, what);
      }
      assert.deepEqual(await library.get(file.assetId), file);
      assert.deepEqual(await events(), []);
      assert.deepEqual(
        await library.list({
          type: 'folder',
          sort: 'ASC_NAME',
          fileType: 'all',
          limit: 9,
          skip: 0,
          path: '/to',
        }),
        [],
      );
    });

    test('respect the 100 versions of a file', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      const target = await upload('0', { folder: '/to' });
      for (let n = 1; n < 99; n++) await upload(String(n), { folder: '/to' });
      await upload('a');
      await upload('b');
      const request = { sourceFilePath: '/a.txt', destinationPath: '/to' };
      const limit = {
        status: 400,
        reason: 'VERSION_LIMIT_EXCEEDED',
        message: 'A file can have a maximum of 100 versions.',
      };
      await assert.rejects(library.move(request), limit);
      await assert.rejects(library.copy({ ...request, includeVersions: true }), limit);
      assert.equal((await library.versions(target.assetId)).length, 99);
      await library.copy({ ...request, includeVersions: false });
      assert.equal((await library.versions(target.assetId)).length, 100);
      await assert.rejects(library.copy({ ...request, includeVersions: false }), limit);
      // All hundred fit where nothing is, and take their numbers anew.
      await library.copy({ sourceFilePath: '/to/a.txt', destinationPath: '/all', includeVersions: true });
      const all = await library.versions((await fileAt(library, '/all/a.txt')).assetId);
      assert.deepEqual([all.length, all[0]?.versionNumber], [100, 100]);
    });
  });

  describe('at once', () => {
    /** Each file has one current version, which is one of its own; no path leads nowhere. */
    async function assertSound({ library }: { library: Library }, files: number): Promise<void> {
      const listed = await library.list({
        type: 'file',
        sort: 'ASC_NAME',
        fileType: 'all',
        limit: 1000,
        skip: 0,
      });
      assert.equal(listed.length, files);
      for (const file of listed) {
        assert.ok(file.kind === 'file' && file.isCurrent);
        const versions = await library.versions(file.assetId);
        assert.equal(versions.filter((version) => version.isCurrent).length, 1);
        assert.deepEqual(versions[0], file);
        const numbers = versions.map((version) => version.versionNumber);
        assert.equal(new Set(numbers).size, numbers.length);
        assert.equal((await library.locate(file.path))?.versionId, file.versionId);
      }
    }

    test('many copies to one name are its versions, none is lost', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, upload } = all;
      for (let n = 0; n < 6; n++) await upload(`file ${n}`, { folder: `/from-${n}`, tags: [`t${n}`] });
      await Promise.all([
        ...Array.from({ length: 6 }, (_, n) =>
          library.copy({
            sourceFilePath: `/from-${n}/a.txt`,
            destinationPath: '/to/new',
            includeVersions: false,
          }),
        ),
        upload('uploaded', { folder: '/to/new', tags: ['t6'] }),
      ]);
      const { assetId } = await fileAt(library, '/to/new/a.txt');
      const versions = await library.versions(assetId);
      assert.deepEqual(
        versions.flatMap((version) => version.tags).sort(),
        Array.from({ length: 7 }, (_, n) => `t${n}`),
      );
      await assertSound(all, 7);
    });

    test('many moves of one file: one moves it, the others find nothing', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, upload } = all;
      const { assetId } = await upload('x');
      const results = await Promise.allSettled(
        Array.from({ length: 5 }, (_, n) =>
          library.move({ sourceFilePath: '/a.txt', destinationPath: `/to-${n}` }),
        ),
      );
      assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
      await library.get(assetId);
      await assertSound(all, 1);
    });

    test('moves to one name: the file is there with everybody’s versions', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, upload } = all;
      for (let n = 0; n < 5; n++) await upload(`file ${n}`, { folder: `/from-${n}` });
      await Promise.all(
        Array.from({ length: 5 }, (_, n) =>
          library.move({ sourceFilePath: `/from-${n}/a.txt`, destinationPath: '/to' }),
        ),
      );
      const { assetId } = await fileAt(library, '/to/a.txt');
      assert.equal((await library.versions(assetId)).length, 5);
      await assertSound(all, 1);
    });

    test('two files that change places', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, upload } = all;
      await upload('1', { folder: '/one' });
      await upload('2', { folder: '/two' });
      const results = await Promise.allSettled([
        library.move({ sourceFilePath: '/one/a.txt', destinationPath: '/two' }),
        library.move({ sourceFilePath: '/two/a.txt', destinationPath: '/one' }),
      ]);
      for (const result of results) if (result.status === 'rejected') assert.equal(result.reason.status, 404);
      await assertSound(all, 1);
    });

    test('a copy while its source is deleted: whole or not at all', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, upload } = all;
      for (let round = 0; round < 5; round++) {
        const { assetId } = await upload('one', { tags: ['x'] });
        await upload('two', { tags: ['y'] });
        const [copied] = await Promise.allSettled([
          library.copy({ sourceFilePath: '/a.txt', destinationPath: '/to', includeVersions: true }),
          library.remove(assetId),
        ]);
        if (copied.status === 'rejected') {
          assert.equal(copied.reason.reason, 'SOURCE_FILE_MISSING');
          await assertSound(all, 0);
        } else {
          const copy = await fileAt(library, '/to/a.txt');
          const versions = await library.versions(copy.assetId);
          assert.deepEqual(
            versions.map((version) => version.tags),
            [['y'], ['x']],
          );
          await assertSound(all, 1);
          await library.remove(copy.assetId);
        }
      }
    });
  });
});
