import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { watchEvents } from './events.testing.ts';
import { openTestLibrary } from './library.testing.ts';

onEachDatabase(({ open }) => {
  describe('a rename', () => {
    test('gives the file and its versions another name, and frees the old one', async (t) => {
      const { library, upload, database, time } = await openTestLibrary(t, open);
      const { assetId } = await upload('one', { folder: '/in' });
      await upload('two', { folder: '/in' });
      const before = await library.versions(assetId);
      const events = await watchEvents(database);
      time.now += 1000;
      const answer = await library.rename({
        filePath: 'in/a.txt',
        newFileName: 'blue tee.jpg',
        purge: false,
      });
      assert.deepEqual(answer, { purgeId: undefined });
      const named = { name: 'blue_tee.jpg', path: '/in/blue_tee.jpg' };
      assert.deepEqual(await library.versions(assetId), [
        { ...before[0], ...named, updatedAt: time.now },
        { ...before[1], ...named },
      ]);
      assert.deepEqual(await events(), [`file.updated ${assetId}`]);
      assert.equal(await library.locate('/in/a.txt'), undefined);
      assert.equal((await library.locate('/in/blue_tee.jpg'))?.mime, 'text/plain');
      const again = await upload('three', { folder: '/in' });
      assert.notEqual(again.assetId, assetId);
    });

    test('takes a name in any language, in one Unicode form', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      const { assetId } = await upload('x');
      await library.rename({ filePath: '/a.txt', newFileName: 'Cafe\u0301 \u732b.jpg', purge: false });
      assert.equal((await library.get(assetId)).name, 'Caf\u00e9_\u732b.jpg');
      await library.rename({ filePath: '/Cafe\u0301_\u732b.jpg', newFileName: 'A.TXT', purge: false });
      await library.rename({ filePath: '/A.TXT', newFileName: 'a.txt', purge: false });
      assert.equal((await library.get(assetId)).name, 'a.txt');
      await library.rename({ filePath: '/a.txt', newFileName: `${'é'.repeat(300)}.jpg`, purge: false });
      assert.equal(Buffer.byteLength((await library.get(assetId)).name), 254);
    });

    test('is found by its new words only', async (t) => {
      const { library, upload, database } = await openTestLibrary(t, open);
      await upload('x', { fileName: 'red-shoe.jpg' });
      await library.rename({ filePath: '/red-shoe.jpg', newFileName: 'blue-hat.jpg', purge: false });
      const terms = await database.reader.selectFrom('name_terms').select('term').orderBy('term').execute();
      assert.deepEqual(
        terms.map((row) => row.term),
        ['blue', 'hat', 'jpg'],
      );
    });

    test('with a purge has an id to ask for it, which is written down', async (t) => {
      const { library, upload, database } = await openTestLibrary(t, open);
      await upload('x');
      const { purgeId } = await library.rename({ filePath: '/a.txt', newFileName: 'b.txt', purge: true });
      assert.match(purgeId ?? '', /^[0-9a-f]{24}$/);
      const rows = await database.reader.selectFrom('jobs').select(['id', 'kind', 'state']).execute();
      assert.deepEqual(rows, [{ id: purgeId, kind: 'purge', state: 'done' }]);
    });

    const refusals: readonly (readonly [string, string, object])[] = [
      [
        '/in/nope.txt',
        'x.txt',
        {
          status: 404,
          reason: 'FILE_MISSING',
          message: 'No file found in media library at filePath /in/nope.txt',
        },
      ],
      ['/in', 'x.txt', { status: 404, reason: 'FILE_MISSING' }],
      ['/in/a\0.txt', 'x.txt', { status: 404, reason: 'FILE_MISSING' }],
      [
        '/in/a.txt',
        'b.txt',
        {
          status: 409,
          reason: 'FILE_ALREADY_EXISTS',
          message: 'File with name b.txt already exists at the same location.',
        },
      ],
      [
        '/in/a.txt',
        'a.txt',
        {
          status: 400,
          reason: 'SAME_OLD_AND_NEW_NAME',
          message: 'newFileName cannot be the same as its existing name.',
        },
      ],
      ['/in/_x', ' x', { status: 400, reason: 'SAME_OLD_AND_NEW_NAME' }],
      ['/in/a.txt', '..', { status: 400, reason: 'INVALID_PARAMETER' }],
      ['/in/a.txt', '', { status: 400, reason: 'INVALID_PARAMETER' }],
      ['/in/_x', '\0x', { status: 400, reason: 'SAME_OLD_AND_NEW_NAME' }],
      ['/in/_x', '\udc00x', { status: 400, reason: 'SAME_OLD_AND_NEW_NAME' }],
    ];
    test('that cannot be is refused and changes nothing', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      const file = await library.get((await upload('a', { folder: '/in' })).assetId);
      await upload('b', { folder: '/in', fileName: 'b.txt' });
      await upload('x', { folder: '/in', fileName: '_x' });
      for (const [filePath, newFileName, error] of refusals) {
        await assert.rejects(library.rename({ filePath, newFileName, purge: true }), error, newFileName);
      }
      assert.deepEqual(await library.get(file.assetId), file);
    });

    test('of many files to one name at once: one has it, the others hear that it is taken', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      for (let n = 0; n < 5; n++) await upload(`file ${n}`, { fileName: `${n}.txt` });
      const results = await Promise.allSettled(
        Array.from({ length: 5 }, (_, n) =>
          library.rename({ filePath: `/${n}.txt`, newFileName: 'one.txt', purge: false }),
        ),
      );
      const refused = results.flatMap((result) =>
        result.status === 'rejected' ? [result.reason.reason] : [],
      );
      assert.deepEqual(
        refused,
        Array.from({ length: 4 }, () => 'FILE_ALREADY_EXISTS'),
      );
    });
  });
});
