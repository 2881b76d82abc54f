import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { openTestLibrary } from './library.testing.ts';
import { rememberLocations } from './remember-locations.ts';

onEachDatabase(({ name, open }) => {
  it('a file that is looked up again is the same object as long as nothing is written (SQLite)', async (t) => {
    const { library, upload } = await openTestLibrary(t, open);
    await upload('one', { fileName: 'a.txt' });
    const first = await library.locate('/a.txt');
    assert.equal((await library.locate('/a.txt')) === first, name === 'sqlite');
    assert.deepEqual(await library.locate('/a.txt'), first);
  });

  it('what was written is what is found at once', async (t) => {
    const { library, upload } = await openTestLibrary(t, open);
    assert.equal(await library.locate('/a.txt'), undefined);
    for (let round = 0; round < 20; round++) {
      const { versionId, token } = await upload(`bytes ${round}`, { fileName: 'a.txt' });
      assert.equal((await library.locate('/a.txt'))?.versionId, versionId);
      assert.equal((await library.locate('/a.txt', token))?.versionId, versionId);
      assert.equal(await library.locate('/a.txt', 'another token'), undefined);
    }
    const file = await upload('last', { fileName: 'a.txt' });
    await library.remove(file.assetId);
    assert.equal(await library.locate('/a.txt'), undefined);
  });

  it('a look-up that a write overtakes is not kept', async (t) => {
    const { library, upload, database } = await openTestLibrary(t, open);
    const old = await upload('old', { fileName: 'a.txt' });
    const began = Promise.withResolvers<void>();
    const written = Promise.withResolvers<void>();
    const slow = {
      ...database,
      async write(): Promise<never> {
        began.resolve();
        await written.promise;
        return undefined as never;
      },
    };
    const remembering = rememberLocations(slow);
    const writing = remembering.database.write({ name: 'any', run: async () => {} }, undefined);
    await began.promise;
    assert.equal((await remembering.locate('/a.txt'))?.versionId, old.versionId);
    const { versionId } = await upload('new', { fileName: 'a.txt' });
    written.resolve();
    await writing;
    assert.equal((await remembering.locate('/a.txt'))?.versionId, versionId);
    assert.equal((await library.locate('/a.txt'))?.versionId, versionId);
  });
});
