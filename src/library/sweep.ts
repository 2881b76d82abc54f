/**
 * Frees the bytes of blobs that nothing refers to any more: condemn the row, remove the object, delete the row, each
 * committed before the next. A crash between them leaves a `deleting` row, which the next run finishes.
 */

import { type Database, type Reader, unitOfWork } from '../database/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { BlobStore } from '../storage/index.ts';

/** How long a blob outlives its last reference: deletes can be undone for a day. */
export const SWEEP_AFTER_MS = 24 * 60 * 60 * 1000;

/** Rows read at once. Referenced rows are read too and left alone, so that no query runs long on a large library. */
const PAGE = 500;
/** Rows condemned in one transaction, and objects removed between two looks at whether to pause. */
const BATCH = 100;

export type BlobSweeper = {
  /** One pass over all blobs. While one runs, another call joins it; while paused it ends early or does nothing. */
  run(): Promise<{ removed: number }>;
  /** Resolves once nothing is being removed, for a backup; sweeping goes on after the returned function is called. */
  pause(): Promise<() => void>;
};

export function createBlobSweeper(deps: {
  readonly database: Database;
  readonly store: BlobStore;
  readonly clock: Clock;
  readonly afterMs?: number;
}): BlobSweeper {
  const { database, store, clock, afterMs = SWEEP_AFTER_MS } = deps;
  let running: Promise<{ removed: number }> | undefined;
  let pauses = 0;

  async function pass(): Promise<{ removed: number }> {
    const failures: unknown[] = [];
    const before = clock() - afterMs;
    let removed = 0;
    const finish = async (condemned: readonly Condemned[]) => {
      removed += await removeObjects(database, store, condemned, failures);
    };
    for await (const left of pages((after) => listCondemned(database.reader, after))) {
      if (pauses > 0) break;
      await finish(left);
    }
    for await (const page of pages((after) => listLive(database.reader, after))) {
      const candidates = page.filter((row) => row.referenced === 0 && row.touchedAt <= before);
      for (let first = 0; first < candidates.length && pauses === 0; first += BATCH) {
        await finish(await database.write(condemnBlobs, candidates.slice(first, first + BATCH)));
      }
      if (pauses > 0) break;
    }
    // One object that cannot be removed stands in nobody's way, and is not kept quiet.
    if (failures.length > 0) throw failures[0];
    return { removed };
  }

  return {
    async run() {
      if (pauses > 0) return { removed: 0 };
      running ??= pass().finally(() => {
        running = undefined;
      });
      return running;
    },
    async pause() {
      pauses += 1;
      await running?.catch(() => undefined); // whoever called run() hears of it
      let resumed = false;
      return () => {
        if (!resumed) pauses -= 1;
        resumed = true;
      };
    },
  };
}

type Seen = { readonly id: string; readonly touchedAt: number };
type Condemned = { readonly id: string; readonly key: string };

/** Live rows in the order of their ids, each as one statement saw it together with whether anything refers to it. */
export function listLive(reader: Reader, after: string): Promise<(Seen & { referenced: number })[]> {
  return reader
    .selectFrom('blobs')
    .select(['id', 'touched_at as touchedAt'])
    .select((is) =>
      is
        .case()
        .when(
          is.exists(
            is.selectFrom('versions').select('versions.id').whereRef('versions.blob_id', '=', 'blobs.id'),
          ),
        )
        .then(is.lit(1))
        .else(is.lit(0))
        .end()
        .as('referenced'),
    )
    .where('state', '=', 'live')
    .where('id', '>', after)
    .orderBy('id')
    .limit(PAGE)
    .execute();
}

/** Rows that an earlier run condemned and did not finish. */
export function listCondemned(reader: Reader, after: string): Promise<Condemned[]> {
  return reader
    .selectFrom('blobs')
    .select(['id', 'object_key as key'])
    .where('state', '=', 'deleting')
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute();
}

/**
 * Condemns the rows that are still as they were seen. That they had no references was seen in the same moment as
 * `touchedAt`, and whoever has added one since has touched the row; looking again costs little and would notice
 * most transactions that broke this rule.
 */
export const condemnBlobs = unitOfWork(
  'library.condemnBlobs',
  async (tx, seen: readonly Seen[]): Promise<Condemned[]> => {
    const condemned: Condemned[] = [];
    for (const { id, touchedAt } of seen) {
      const row = await tx
        .updateTable('blobs')
        .set({ state: 'deleting' })
        .where('id', '=', id)
        .where('state', '=', 'live')
        .where('touched_at', '=', touchedAt)
        .where((is) =>
          is.not(
            is.exists(
              is.selectFrom('versions').select('versions.id').whereRef('versions.blob_id', '=', 'blobs.id'),
            ),
          ),
        )
        .returning(['id', 'object_key as key'])
        .executeTakeFirst();
      if (row !== undefined) condemned.push(row);
    }
    return condemned;
  },
);

/** After their objects are gone. */
export const forgetBlobs = unitOfWork('library.forgetBlobs', async (tx, ids: readonly string[]) => {
  await tx.deleteFrom('blobs').where('id', 'in', ids).where('state', '=', 'deleting').execute();
});

async function removeObjects(
  database: Database,
  store: BlobStore,
  condemned: readonly Condemned[],
  failures: unknown[],
): Promise<number> {
  const gone: string[] = [];
  for (const { id, key } of condemned) {
    try {
      await store.remove(key);
      gone.push(id);
    } catch (error) {
      failures.push(error);
    }
  }
  if (gone.length > 0) await database.write(forgetBlobs, gone);
  return gone.length;
}

/** Page after page until one is empty, by the id of the last row. */
async function* pages<Row extends { readonly id: string }>(
  list: (after: string) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let after = ''; ; ) {
    const page = await list(after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last.id;
  }
}
