import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { openTestLibrary } from './library.testing.ts';

onEachDatabase(({ open }) => {
  describe('versions of paths that begin with a text', () => {
    test('are those of files, of what is in folders, and of the file in whose place the text has a folder', async (t) => {
      const { library, upload } = await openTestLibrary(t, open);
      const put = (path: string) => {
        const slash = path.lastIndexOf('/');
        return upload(path, { folder: path.slice(0, slash) || '/', fileName: path.slice(slash + 1) });
      };
      const ids: Record<string, readonly string[]> = {};
      for (const path of [
        '/a.jpg',
        '/a_b.jpg',
        '/A.jpg',
        '/in/é.jpg',
        '/in/deep/down/x.jpg',
        '/inner/x.jpg',
      ]) {
        ids[path] = [(await put(path)).versionId];
      }
      ids['/a.jpg'] = [...(ids['/a.jpg'] ?? []), (await put('/a.jpg')).versionId];

      const table: readonly (readonly [beginning: string, paths: readonly string[]])[] = [
        ['/', Object.keys(ids)],
        ['/a', ['/a.jpg', '/a_b.jpg']],
        ['/a_', ['/a_b.jpg']],
        ['/a%', []],
        ['/a.jpg', ['/a.jpg']],
        ['/a.jpg/ik-thu', ['/a.jpg']],
        ['/in', ['/in/é.jpg', '/in/deep/down/x.jpg', '/inner/x.jpg']],
        ['/in/', ['/in/é.jpg', '/in/deep/down/x.jpg']],
        ['/in/e\u0301', ['/in/é.jpg']],
        ['/in/d', ['/in/deep/down/x.jpg']],
        ['/in/deep/down/x', ['/in/deep/down/x.jpg']],
        ['/none/x', []],
        ['/\0', []],
        ['/x'.repeat(60), []],
      ];
      for (const [beginning, paths] of table) {
        const found = await library.versionsBelow(beginning, 100);
        const expected = paths.flatMap((path) => ids[path] ?? []);
        assert.deepEqual(found?.toSorted(), expected.toSorted(), beginning.slice(0, 20));
      }
      assert.equal(await library.versionsBelow('/a', 2), undefined);
      assert.equal((await library.versionsBelow('/a', 3))?.length, 3);
    });
  });
});
