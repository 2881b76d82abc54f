import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Database, unitOfWork } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { objectId, systemClock } from '../kernel/index.ts';
import { type BlobStore, openDiskStore } from '../storage/index.ts';
import { addFile, insertFile, removeFile, storedKeys } from './blobs.testing.ts';
import { referenceBlob } from './blobs.ts';
import { placeBlob } from './place-blob.ts';
import { condemnBlobs, createBlobSweeper, listLive } from './sweep.ts';

/** A soak asks for 10,000. */
const UPLOADS = Number(process.env.HALFTONE_TEST_RACE_UPLOADS ?? 200);
const CONCURRENCY = 16;
const CONTENTS = Array.from({ length: 4 }, (_, index) => Buffer.alloc(50_000, `content ${index} `));
/** No day of grace, and a sweeper whose clock is a minute ahead: nothing but the statements protects a blob. */
const AFTER_MS = -60_000;

onEachDatabase(({ name, open }) => {
  if (name === 'postgres-icu') return; // no text is compared here
  const units = new URL('./blobs.testing.ts', import.meta.url);

  test(`${UPLOADS} uploads of few contents, deletes and sweeps at once`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'halftone-race-'));
    const database = await open(units);
    const store = await openDiskStore({
      folder,
      stagingQuotaBytes: 1e9,
      reserveBytes: 0,
      clock: systemClock,
    });
    try {
      const kept = new Map<string, Buffer>();
      let uploading = true;
      let next = 0;
      let reuses = 0;
      const uploader = async () => {
        while (next < UPLOADS) {
          const index = next++;
          const content = CONTENTS[index % CONTENTS.length] as Buffer;
          const fileId = objectId(Date.now());
          if (await upload(database, store, fileId, content)) reuses += 1;
          assert.equal(
            await storedHash(database, store, fileId),
            sha256(content),
            'stored when it is acknowledged',
          );
          // Delete nearly all: so blobs lose their last reference all the time.
          if (index % 50 === 0) kept.set(fileId, content);
          else await database.write(removeFile, { fileId, now: Date.now() });
        }
      };
      const sweeper = createBlobSweeper({ database, store, clock: systemClock, afterMs: AFTER_MS });
      let removed = 0;
      const sweeping = (async () => {
        while (uploading) removed += (await sweeper.run()).removed;
      })();
      await Promise.all(Array.from({ length: CONCURRENCY }, uploader)).finally(() => {
        uploading = false;
      });
      await sweeping;
      await sweeper.run();

      for (const [fileId, content] of kept) {
        assert.equal(await storedHash(database, store, fileId), sha256(content));
      }
      const rows = await database.reader.selectFrom('blobs').select(['object_key', 'state']).execute();
      assert.deepEqual(
        (await storedKeys(folder)).toSorted(),
        rows.map((row) => row.object_key).toSorted(),
        'each object has a row, each row an object',
      );
      assert.ok(rows.every((row) => row.state === 'live'));
      assert.ok(removed > 0 && reuses > 0, `there was a race: ${removed} removed, ${reuses} reused`);
    } finally {
      await store.close();
      await rm(folder, { recursive: true });
    }
  });

  // SQLite runs one transaction at a time: there is nothing to overlap.
  if (name === 'sqlite') return;

  const blob = (number: number) => {
    const [id, hash] = [String(number).padStart(24, '0'), 'a'.repeat(64)];
    return { id, hash, key: `${hash}/${id}`, size: 1, now: number };
  };
  const fileId = 'f'.repeat(24);

  test('a sweeper that waits for an upload finds that it came too late', async () => {
    const database = await open(units);
    await database.write(addFile, { fileId, blob: blob(1) });
    await database.write(removeFile, { fileId, now: 2 });
    const seen = await listLive(database.reader, '');
    assert.equal(seen[0]?.referenced, 0);

    const [inside, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const uploading = database.write(
      unitOfWork('test.slowUpload', async (tx) => {
        const { blobId } = await referenceBlob(tx, blob(2));
        inside.resolve();
        await go.promise;
        await insertFile(tx, fileId, blobId, 1);
      }),
      undefined,
    );
    await inside.promise;
    const condemning = database.write(condemnBlobs, seen);
    await untilWaiting(database);
    go.resolve();
    await uploading;
    assert.deepEqual(await condemning, []);
  });

  test('an upload that waits for a sweeper makes a blob of its own', async () => {
    const database = await open(units);
    await database.write(addFile, { fileId, blob: blob(1) });
    await database.write(removeFile, { fileId, now: 2 });
    const seen = await listLive(database.reader, '');

    const [inside, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const condemning = database.write(
      unitOfWork('test.slowSweep', async (tx) => {
        await condemnBlobs.run(tx, seen);
        inside.resolve();
        await go.promise;
      }),
      undefined,
    );
    await inside.promise;
    const uploading = database.write(addFile, { fileId, blob: blob(2) });
    await untilWaiting(database);
    go.resolve();
    await condemning;
    assert.deepEqual(await uploading, { reused: false });
  });

  test('of two first uploads of the same bytes the second waits for the first and uses its blob', async () => {
    const database = await open(units);
    const [inside, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = database.write(
      unitOfWork('test.slowFirst', async (tx) => {
        const { reused } = await referenceBlob(tx, blob(1));
        inside.resolve();
        await go.promise;
        return reused;
      }),
      undefined,
    );
    await inside.promise;
    const second = database.write(addFile, { fileId, blob: blob(2) });
    await untilWaiting(database);
    go.resolve();
    assert.equal(await first, false);
    assert.deepEqual(await second, { reused: true });
  });
});

/** Whether it was given an existing blob. */
async function upload(
  database: Database,
  store: BlobStore,
  fileId: string,
  content: Buffer,
): Promise<boolean> {
  const staged = await store.stage();
  await staged.write(content);
  await staged.seal();
  const placed = await placeBlob({ database, clock: systemClock }, staged, (blob) =>
    database.write(addFile, { fileId, blob }),
  );
  return placed.reused;
}

async function storedHash(database: Database, store: BlobStore, fileId: string): Promise<string> {
  const { object_key } = await database.reader
    .selectFrom('versions')
    .innerJoin('blobs', 'blobs.id', 'versions.blob_id')
    .select('blobs.object_key')
    .where('versions.asset_id', '=', fileId)
    .executeTakeFirstOrThrow();
  const digest = createHash('sha256');
  await pipeline(await store.open(object_key), digest);
  return digest.digest('hex');
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Until a transaction of this database waits for another. */
async function untilWaiting(database: Database): Promise<void> {
  const waiting = sql<{ waits: boolean }>`
    select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`;
  while (!(await waiting.execute(database.reader)).rows[0]?.waits) await setImmediate();
}
