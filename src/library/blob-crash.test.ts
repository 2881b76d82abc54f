import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../database/index.ts';
import { systemClock } from '../kernel/index.ts';
import { openDiskStore } from '../storage/index.ts';
import { CONTENT } from './blob-crash.testing.ts';
import { storedKeys } from './blobs.testing.ts';
import { recoverStaging } from './recover.ts';
import { createBlobSweeper } from './sweep.ts';

const script = fileURLToPath(new URL('./blob-crash.testing.ts', import.meta.url));
/** The steps of the script; the one after them is reached by nobody. */
const STEPS = 14;

describe('kill -9', { concurrency: 2 }, () => {
  for (let step = 1; step <= STEPS + 1; step += 1) {
    test(step > STEPS ? 'nowhere' : `at step ${step}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'halftone-crash-'));
      try {
        const { signal, acknowledged } = await runUntil(folder, step);
        assert.equal(signal, step > STEPS ? null : 'SIGKILL');
        await assertSound(folder, acknowledged);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }
});

/** The files that were acknowledged before the process died, without those whose delete was. */
function runUntil(folder: string, step: number): Promise<{ signal: string | null; acknowledged: string[] }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, folder, String(step)], (error, stdout, stderr) => {
      if (stderr !== '') return reject(new Error(stderr));
      const lines = stdout.split('\n').filter((line) => line !== '');
      const acknowledged = lines.filter((line) => !line.startsWith('-') && !lines.includes(`-${line}`));
      resolve({ signal: error?.signal ?? null, acknowledged });
    });
  });
}

async function assertSound(folder: string, acknowledged: readonly string[]): Promise<void> {
  const units = new URL('./blobs.testing.ts', import.meta.url);
  const database = await openDatabase({ file: join(folder, 'crash.sqlite'), units });
  const store = await openDiskStore({ folder, stagingQuotaBytes: 1e9, reserveBytes: 0, clock: systemClock });
  try {
    await recoverStaging({ database, store, clock: systemClock });
    const staging = await readdir(join(folder, 'staging'), { recursive: true });
    assert.equal(staging.length, 1, 'nothing is staged: the only folder is our own');

    const files = await database.reader
      .selectFrom('versions')
      .innerJoin('blobs', 'blobs.id', 'versions.blob_id')
      .select(['versions.asset_id', 'blobs.object_key', 'blobs.hash', 'blobs.state'])
      .execute();
    for (const file of files) {
      const bytes = await store.withLocalPath(file.object_key, (path) => readFile(path));
      assert.ok(bytes.equals(CONTENT), 'each committed file has its complete bytes');
      assert.equal(createHash('sha256').update(bytes).digest('hex'), file.hash);
      assert.equal(file.state, 'live');
    }
    const ids = new Set(files.map((file) => file.asset_id));
    for (const fileId of acknowledged) assert.ok(ids.has(fileId), `${fileId} was acknowledged`);

    await createBlobSweeper({ database, store, clock: systemClock, afterMs: -60_000 }).run();
    const rows = await database.reader.selectFrom('blobs').select('object_key').execute();
    assert.deepEqual(
      (await storedKeys(folder)).toSorted(),
      rows.map((row) => row.object_key).toSorted(),
      'each object has a row, each row an object',
    );
    assert.equal(rows.length, files.length === 0 ? 0 : 1);
  } finally {
    await database.close();
    await store.close();
  }
}
