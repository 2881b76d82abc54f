import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { finished, told } from './folder-jobs.testing.ts';
import { openTestLibrary } from './library.testing.ts';
import { addBareFiles, listen, recordOthers, unlisten } from './units.testing.ts';

onEachDatabase(({ open }) => {
  test('what nobody listens to is not written down', async (t) => {
    const { library, database, upload, jobs } = await openTestLibrary(t, open);
    await database.write(unlisten, undefined);
    await upload('one', { folder: '/a/b' });
    await library.createFolder({ folderName: 'many', parentFolderPath: '/a' });
    await database.write(addBareFiles, { folderName: 'many', count: 250 });
    await library.createFolder({ folderName: 'to', parentFolderPath: '/' });
    await jobs.start();
    await finished(library, await library.moveFolder({ sourceFolderPath: '/a', destinationPath: '/to' }));
    assert.deepEqual(await told(database), {});
  });

  test('a copy is told to those who listen when it is seen, and to nobody else', async (t) => {
    const { library, database, upload, jobs } = await openTestLibrary(t, open);
    await upload('one', { folder: '/a' });
    await database.write(unlisten, undefined);
    const copy = (destinationPath: string) =>
      library.copyFolder({ sourceFolderPath: '/a', destinationPath, includeVersions: false });
    const before = await told(database);
    await jobs.start();
    await finished(library, await copy('/unheard'));
    assert.deepEqual(await told(database), before);
    const held = await database.reader
      .selectFrom('events')
      .select('id')
      .where('state', '=', 'held')
      .execute();
    assert.deepEqual(held, []);
    await database.write(listen, undefined);
    await finished(library, await copy('/heard'));
    const count = (type: string) => before[type] ?? 0;
    assert.deepEqual(await told(database), {
      'file.created': count('file.created') + 1,
      // The destination, and the folder in it.
      'folder.created': count('folder.created') + 2,
    });
  });

  test('an event that brings its payload, and a callback, which needs no listener', async (t) => {
    const { database, time } = await openTestLibrary(t, open);
    const recorded = async () => {
      await database.write(recordOthers, { now: time.now });
      const rows = await database.reader
        .selectFrom('events')
        .select(['type', 'data', 'created_at'])
        .execute();
      return rows.map(({ data, ...row }) => ({ ...row, data: JSON.parse(data) }));
    };
    const created_at = time.now;
    const callback = {
      type: 'callback',
      created_at,
      data: { url: 'https://app.test/', body: { service: 's' }, fileId: 'f' },
    };
    await database.write(unlisten, undefined);
    assert.deepEqual(await recorded(), [callback]);
    await database.write(listen, undefined);
    const payload = {
      request: { x_request_id: 'r', transformation: { type: 'abs' } },
      data: { fileId: 'f', url: 'u', name: 'n' },
    };
    assert.deepEqual(
      (await recorded()).sort((a, b) => b.type.localeCompare(a.type)),
      [{ type: 'upload.post-transform.success', created_at, data: payload }, callback, callback],
    );
  });
});
