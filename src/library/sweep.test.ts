import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { type Database, databaseErrors } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { objectId } from '../kernel/index.ts';
import { type BlobStore, openDiskStore, type Staged } from '../storage/index.ts';
import { addBlobs, addFile, removeFile, storedKeys } from './blobs.testing.ts';
import type { NewBlob } from './blobs.ts';
import { errors } from './errors.ts';
import { placeBlob } from './place-blob.ts';
import { recoverStaging } from './recover.ts';
import { createBlobSweeper, SWEEP_AFTER_MS } from './sweep.ts';

onEachDatabase(({ name, open }) => {
  if (name === 'postgres-icu') return; // no text is compared here

  let folder: string;
  let database: Database;
  let store: BlobStore;
  let now: number;
  const clock = () => now;
  const openStore = () => openDiskStore({ folder, stagingQuotaBytes: 1e9, reserveBytes: 0, clock: Date.now });

  beforeEach(async () => {
    now = 1_700_000_000_000;
    folder = await mkdtemp(join(tmpdir(), 'halftone-sweep-'));
    database = await open(new URL('./blobs.testing.ts', import.meta.url));
    store = await openStore();
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  async function sealed(content: string): Promise<Staged> {
    const staged = await store.stage();
    await staged.write(Buffer.from(content));
    await staged.seal();
    return staged;
  }

  async function upload(content: string): Promise<{ fileId: string; reused: boolean }> {
    const fileId = objectId(now);
    const placed = await placeBlob({ database, clock }, await sealed(content), (blob) =>
      database.write(addFile, { fileId, blob }),
    );
    return { fileId, ...placed };
  }

  const blobs = () => database.reader.selectFrom('blobs').select(['object_key', 'state']).execute();
  const staged = async () => (await readdir(join(folder, 'staging'), { recursive: true })).length - 1;

  test('the same bytes are stored once', async () => {
    assert.deepEqual((await upload('a')).reused, false);
    assert.deepEqual((await upload('a')).reused, true);
    assert.deepEqual((await upload('b')).reused, false);
    assert.equal((await storedKeys(folder)).length, 2);
    assert.equal(await staged(), 0);
  });

  test('a blob goes a day after its last reference', async () => {
    const sweeper = createBlobSweeper({ database, store, clock });
    const { fileId } = await upload('a');
    now += 2 * SWEEP_AFTER_MS;
    assert.deepEqual(await sweeper.run(), { removed: 0 }, 'a referenced blob stays, however old');
    await database.write(removeFile, { fileId, now });
    now += SWEEP_AFTER_MS - 1;
    assert.deepEqual(await sweeper.run(), { removed: 0 });
    now += 1;
    assert.deepEqual(await sweeper.run(), { removed: 1 });
    assert.deepEqual([await blobs(), await storedKeys(folder)], [[], []]);
  });

  test('an upload of the same bytes saves a blob from the sweep', async () => {
    const first = await upload('a');
    await database.write(removeFile, { fileId: first.fileId, now });
    now += 2 * SWEEP_AFTER_MS;
    assert.equal((await upload('a')).reused, true);
    assert.deepEqual(await createBlobSweeper({ database, store, clock }).run(), { removed: 0 });
  });

  test('a sweep goes through more blobs than a page', async () => {
    const old = Array.from({ length: 1100 }, (_, index) => {
      const id = index.toString(16).padStart(24, '0');
      const hash = createHash('sha256').update(id).digest('hex');
      return { id, hash, key: `${hash}/${id}`, size: 1, now: now - SWEEP_AFTER_MS };
    });
    await database.write(addBlobs, old);
    const blob = { ...(old[700] as NewBlob), now: now - SWEEP_AFTER_MS };
    await database.write(addFile, { fileId: objectId(now), blob });
    const noObjects: BlobStore = { ...store, remove: async () => {} };
    assert.deepEqual(await createBlobSweeper({ database, store: noObjects, clock }).run(), { removed: 1099 });
    assert.deepEqual(await blobs(), [{ object_key: blob.key, state: 'live' }]);
  });

  test('a sweep that was cut short is finished by the next, which is stopped by no object', async () => {
    for (const content of ['a', 'b', 'c']) {
      const { fileId } = await upload(content);
      await database.write(removeFile, { fileId, now });
    }
    now += 2 * SWEEP_AFTER_MS;
    let calls = 0;
    const failing: BlobStore = {
      ...store,
      async remove(key) {
        calls += 1;
        if (calls === 2) throw new Error('The disk is broken here.');
        await store.remove(key);
      },
    };
    await assert.rejects(createBlobSweeper({ database, store: failing, clock }).run(), /broken here/);
    assert.deepEqual(
      (await blobs()).map((blob) => blob.state),
      ['deleting'],
    );

    assert.equal((await upload('a')).reused, false, 'what is being deleted does not come back');
    assert.deepEqual(await createBlobSweeper({ database, store, clock }).run(), { removed: 1 });
    assert.deepEqual(
      await storedKeys(folder),
      (await blobs()).map((blob) => blob.object_key),
    );
  });

  test('a paused sweeper removes nothing until it is resumed', async () => {
    const { fileId } = await upload('a');
    await database.write(removeFile, { fileId, now });
    now += 2 * SWEEP_AFTER_MS;
    const sweeper = createBlobSweeper({ database, store, clock });
    const [one, two] = [await sweeper.pause(), await sweeper.pause()];
    assert.deepEqual(await sweeper.run(), { removed: 0 });
    one();
    one();
    assert.deepEqual(await sweeper.run(), { removed: 0 }, 'another pause is still on');
    two();
    const [first, joined] = await Promise.all([sweeper.run(), sweeper.run()]);
    assert.deepEqual([first, joined], [{ removed: 1 }, { removed: 1 }]);
  });

  test('an upload that is refused leaves nothing', async () => {
    const refused = placeBlob({ database, clock }, await sealed('a'), async () => {
      throw errors.nameTaken();
    });
    await assert.rejects(refused, { code: errors.nameTaken.spec.code });
    assert.deepEqual([await blobs(), await storedKeys(folder), await staged()], [[], [], 0]);
  });

  test('an upload whose commit happened unseen keeps its bytes', async () => {
    const fileId = objectId(now);
    const lost = placeBlob({ database, clock }, await sealed('a'), async (blob) => {
      await database.write(addFile, { fileId, blob });
      throw databaseErrors.outcomeUnknown();
    });
    await assert.rejects(lost, { status: 503 });
    assert.deepEqual(await blobs(), [{ object_key: (await storedKeys(folder))[0], state: 'live' }]);
    assert.equal(await staged(), 0);
  });

  test('an upload whose commit did not happen, unseen, can never be committed', async () => {
    let late: Promise<unknown> | undefined;
    const lost = placeBlob({ database, clock }, await sealed('a'), async (blob) => {
      late = Promise.resolve().then(() => database.write(addFile, { fileId: objectId(now), blob }));
      late.catch(() => undefined);
      throw databaseErrors.outcomeUnknown();
    });
    await assert.rejects(lost, { status: 503 });
    const outcome = await late?.then(
      () => 'committed',
      () => 'failed',
    );
    assert.equal((await storedKeys(folder)).length, outcome === 'committed' ? 1 : 0);
    await createBlobSweeper({ database, store, clock }).run();
    assert.equal((await blobs()).length, (await storedKeys(folder)).length);
    assert.equal(await staged(), 0);
  });

  test('while the database is down an upload whose outcome is unknown is left to the next start', async () => {
    const down: Database = {
      ...database,
      write: () => Promise.reject(databaseErrors.databaseUnavailable()),
    };
    const lost = placeBlob({ database: down, clock }, await sealed('a'), async () => {
      throw databaseErrors.outcomeUnknown();
    });
    await assert.rejects(lost, { code: databaseErrors.outcomeUnknown.spec.code });
    assert.equal(await staged(), 1);
    const [orphan] = await storedKeys(folder);

    await store.close();
    store = await openStore();
    assert.deepEqual(await recoverStaging({ database, store, clock }), { removed: 1 });
    assert.equal(await store.exists(orphan as string), false);
    assert.equal(await staged(), 0);
    await createBlobSweeper({ database, store, clock }).run();
    assert.deepEqual(await blobs(), []);
  });
});
