import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { openTestLibrary, png, type TestLibrary } from './library.testing.ts';
import type { ListQuery } from './list.ts';

const query: ListQuery = { type: 'file', sort: 'ASC_NAME', fileType: 'all', limit: 1000, skip: 0 };

/**
 *     /            a.txt (tags x, y; two versions)   B.png 20x10 (tag y)   b.txt
 *     /folder      c.png 10x20
 *     /folder/deep d.svg
 */
async function fill({ upload, time }: TestLibrary): Promise<void> {
  const uploads: [fileName: string, bytes: string | Uint8Array, more?: object][] = [
    ['a.txt', 'the first version of this file', { tags: ['x'] }],
    ['B.png', await png(20, 10), { tags: ['y'] }],
    ['b.txt', '1'],
    ['c.png', await png(10, 20), { folder: '/folder' }],
    ['d.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="5" height="5"/>', { folder: '/folder/deep' }],
    ['a.txt', '22', { tags: ['x', 'y'] }],
  ];
  for (const [fileName, bytes, more] of uploads) {
    time.now += 1000;
    await upload(bytes, { fileName, ...more });
  }
}

onEachDatabase(({ open }) => {
  test('a list is what was asked for, in the order that was asked for', async (t) => {
    const library = await openTestLibrary(t, open);
    await fill(library);
    const cases: [asked: Partial<ListQuery>, names: string[]][] = [
      // Kinds. Names are in the order of their bytes: capitals first.
      [{}, ['B.png', 'a.txt', 'b.txt', 'c.png', 'd.svg']],
      [{ type: 'folder' }, ['deep', 'folder']],
      [{ type: 'all' }, ['B.png', 'a.txt', 'b.txt', 'c.png', 'd.svg', 'deep', 'folder']],
      [{ type: 'file-version' }, ['a.txt']],
      // A path is one level.
      [{ path: '/' }, ['B.png', 'a.txt', 'b.txt']],
      [{ path: '/folder' }, ['c.png']],
      [{ path: 'folder//deep/' }, ['d.svg']],
      [{ path: '/', type: 'all' }, ['B.png', 'a.txt', 'b.txt', 'folder']],
      [{ path: '/', type: 'folder' }, ['folder']],
      [{ path: '/', type: 'file-version' }, ['a.txt']],
      [{ path: '/folder', type: 'file-version' }, []],
      [{ path: '/Folder' }, []],
      [{ path: '/nowhere/at/all' }, []],
      [{ path: '/fold\0er' }, []],
      [{ path: '/a'.repeat(51) }, []],
      [{ path: '/a'.repeat(30_000) }, []],
      // File types: every image/* is an image, and folders are not touched.
      [{ fileType: 'image' }, ['B.png', 'c.png', 'd.svg']],
      [{ fileType: 'non-image' }, ['a.txt', 'b.txt']],
      [{ fileType: 'image', type: 'all' }, ['B.png', 'c.png', 'd.svg', 'deep', 'folder']],
      [{ fileType: 'image', type: 'folder' }, ['deep', 'folder']],
      [{ fileType: 'image', type: 'file-version' }, []],
      // Filters of old clients.
      [{ tags: ['y'] }, ['B.png', 'a.txt']],
      [{ tags: ['x', 'nothing'] }, ['a.txt']],
      [{ tags: ['X'] }, []],
      [{ tags: ['y'], type: 'all' }, ['B.png', 'a.txt']],
      [{ tags: ['x'], type: 'file-version' }, ['a.txt']],
      [{ tags: ['y'], type: 'file-version' }, []],
      [{ name: 'a.txt' }, ['a.txt']],
      [{ name: 'A.txt' }, []],
      [{ name: 'folder', type: 'all' }, ['folder']],
      // Orders.
      [{ sort: 'DESC_NAME' }, ['d.svg', 'c.png', 'b.txt', 'a.txt', 'B.png']],
      [{ sort: 'ASC_CREATED' }, ['a.txt', 'B.png', 'b.txt', 'c.png', 'd.svg']],
      [{ sort: 'DESC_CREATED' }, ['d.svg', 'c.png', 'b.txt', 'B.png', 'a.txt']],
      [{ sort: 'ASC_RELEVANCE' }, ['a.txt', 'B.png', 'b.txt', 'c.png', 'd.svg']],
      [{ sort: 'ASC_ORIGINAL_CREATION_DATE' }, ['a.txt', 'B.png', 'b.txt', 'c.png', 'd.svg']],
      [{ sort: 'ASC_UPDATED' }, ['B.png', 'b.txt', 'c.png', 'd.svg', 'a.txt']],
      [{ sort: 'DESC_UPDATED' }, ['a.txt', 'd.svg', 'c.png', 'b.txt', 'B.png']],
      [{ sort: 'ASC_HEIGHT', fileType: 'image' }, ['d.svg', 'B.png', 'c.png']],
      [{ sort: 'DESC_WIDTH', fileType: 'image' }, ['B.png', 'c.png', 'd.svg']],
      [{ sort: 'ASC_SIZE', fileType: 'non-image' }, ['b.txt', 'a.txt']],
      [{ sort: 'DESC_SIZE', fileType: 'non-image' }, ['a.txt', 'b.txt']],
      // What has no height comes first in ascending order, last in descending; equals by id, which is as created.
      [{ sort: 'ASC_HEIGHT', path: '/' }, ['a.txt', 'b.txt', 'B.png']],
      [{ sort: 'DESC_HEIGHT', path: '/' }, ['B.png', 'a.txt', 'b.txt']],
      [{ sort: 'ASC_DURATION', path: '/' }, ['a.txt', 'B.png', 'b.txt']],
      [{ sort: 'DESC_DURATION', path: '/' }, ['a.txt', 'B.png', 'b.txt']],
      // Pages.
      [{ limit: 2 }, ['B.png', 'a.txt']],
      [{ limit: 2, skip: 2 }, ['b.txt', 'c.png']],
      [{ limit: 2, skip: 4 }, ['d.svg']],
      [{ skip: 5 }, []],
      [{ skip: Number.MAX_SAFE_INTEGER }, []],
    ];
    for (const [asked, names] of cases) {
      const found = await library.library.list({ ...query, ...asked });
      assert.deepEqual(
        found.map((record) => record.name),
        names,
        JSON.stringify(asked),
      );
    }
  });

  test('a list has files as they are, and folders', async (t) => {
    const all = await openTestLibrary(t, open);
    await fill(all);
    const [file, folder] = await all.library.list({ ...query, type: 'all', skip: 4, limit: 2 });
    assert.equal(file?.kind === 'file' && file.path, '/folder/deep/d.svg');
    assert.deepEqual(file, await all.library.get(file?.assetId ?? ''));
    assert.ok(folder?.kind === 'folder');
    assert.match(folder.assetId, /^[0-9a-f]{24}$/);
    const { assetId, ...rest } = folder;
    const made = Date.parse('2026-01-01T00:00:05Z');
    assert.deepEqual(rest, {
      kind: 'folder',
      name: 'deep',
      path: '/folder/deep',
      createdAt: made,
      updatedAt: made,
    });
  });

  test('a page takes four queries, however many folders, tags and values it has', async (t) => {
    let queries = 0;
    const library = await openTestLibrary(t, open, { onQuery: () => queries++ });
    for (let index = 0; index < 20; index++) {
      await library.upload('x', { folder: `/f${index}/g/h`, tags: ['one', `tag ${index}`] });
    }
    queries = 0;
    const files = await library.library.list({ ...query, type: 'all', sort: 'ASC_CREATED' });
    assert.equal(files.length, 80);
    assert.ok(queries <= 4, `${queries} queries`);
  });
});
