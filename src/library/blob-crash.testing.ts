/**
 * A process that uploads the same bytes twice, deletes both files and sweeps, and that kills itself at a given step:
 * `node blob-crash.testing.ts <folder> <step>`. It prints the id of each file it would have acknowledged.
 */

import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, type Tx, unitOfWork } from '../database/index.ts';
import { systemClock } from '../kernel/index.ts';
import { type BlobStore, openDiskStore } from '../storage/index.ts';
import { addFile, units as blobUnits, removeFile } from './blobs.testing.ts';
import { placeBlob } from './place-blob.ts';
import { createBlobSweeper } from './sweep.ts';

export const CONTENT = Buffer.alloc(200_000, 'the content of both uploads ');

/** Dies in the middle of its transaction, in the thread that runs it. */
const addFileAndDie = unitOfWork(
  'test.addFileAndDie',
  async (tx: Tx, input: Parameters<typeof addFile.run>[1]) => {
    await addFile.run(tx, input);
    die();
  },
);
export const units = [...blobUnits, addFileAndDie];

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment: nothing more happens until it has come.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

if (import.meta.main) await run(process.argv[2] as string, Number(process.argv[3]));

async function run(folder: string, last: number): Promise<void> {
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps === last) die();
  };
  const isLast = () => ++steps === last;

  const database = await openDatabase({
    file: join(folder, 'crash.sqlite'),
    units: new URL(import.meta.url),
  });
  const store = await openDiskStore({ folder, stagingQuotaBytes: 1e9, reserveBytes: 0, clock: systemClock });
  const stepping: BlobStore = {
    ...store,
    async remove(key) {
      step();
      await store.remove(key);
      step();
    },
  };

  const files = ['1', '2'].map((digit) => digit.repeat(24));
  for (const fileId of files) {
    const staged = await store.stage();
    await staged.write(CONTENT);
    step();
    await staged.seal();
    await placeBlob({ database, clock: systemClock }, staged, async (blob) => {
      step(); // published
      if (isLast()) await database.write(addFileAndDie, { fileId, blob });
      const placed = await database.write(addFile, { fileId, blob });
      step(); // committed
      return placed;
    });
    writeSync(1, `${fileId}\n`);
    step();
  }
  for (const fileId of files) {
    await database.write(removeFile, { fileId, now: Date.now() });
    writeSync(1, `-${fileId}\n`);
  }
  step();
  await createBlobSweeper({ database, store: stepping, clock: systemClock, afterMs: -60_000 }).run();
  step();
  await database.close();
  await store.close();
}
