/**
 * The life of a blob's row, inside units of work. A blob is `live` from its first upload until the sweeper condemns
 * it; a `deleting` row never comes back, the same bytes then get a new row and a new object.
 *
 * The one rule for everybody else: a transaction that adds or takes away a reference to a blob touches its row, by
 * `referenceBlob` or `touchBlobs`. The sweeper condemns a row only as it saw it without references, and a touch
 * always changes the row: so one of the two waits for the other's commit and then finds that it came too late.
 */

import { sql } from 'kysely';
import type { Tx } from '../database/index.ts';

/** A published object: its upload id, SHA-256 in hex, key and size in bytes, and the time in milliseconds. */
export type NewBlob = {
  readonly id: string;
  readonly hash: string;
  readonly key: string;
  readonly size: number;
  readonly now: number;
};

/**
 * The blob that a new version refers to: the live one of the same bytes, locked and touched (`reused`: the new
 * object is to be dropped once this is committed), or a new one with the published object.
 *
 * Right under READ COMMITTED: the update waits for a sweeper that holds the row and skips it when it was condemned;
 * the insert waits for another upload of the same bytes and gives way to it. Each turn of the loop needs another
 * transaction to have committed in between.
 */
export async function referenceBlob(tx: Tx, blob: NewBlob): Promise<{ blobId: string; reused: boolean }> {
  for (;;) {
    const live = await tx
      .updateTable('blobs')
      .set({ touched_at: touched(blob.now) })
      .where('hash', '=', blob.hash)
      .where('state', '=', 'live')
      .returning('id')
      .executeTakeFirst();
    if (live !== undefined) return { blobId: live.id, reused: true };

    const made = await tx
      .insertInto('blobs')
      .values({
        id: blob.id,
        hash: blob.hash,
        object_key: blob.key,
        size: blob.size,
        state: 'live',
        touched_at: blob.now,
      })
      // The state is written out because PostgreSQL matches no partial index against a parameter.
      .onConflict((conflict) => conflict.column('hash').where('state', '=', sql.lit('live')).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made !== undefined) return { blobId: made.id, reused: false };
  }
}

/**
 * For a transaction that removes or copies references to existing blobs: the day after which a blob without
 * references goes starts again.
 */
export async function touchBlobs(tx: Tx, blobIds: readonly string[], now: number): Promise<void> {
  if (blobIds.length === 0) return;
  await tx
    .updateTable('blobs')
    .set({ touched_at: touched(now) })
    .where('id', 'in', [...new Set(blobIds)])
    .execute();
}

/** Later than before, whatever the clocks of two nodes say: the sweeper recognises a row it saw by this number. */
function touched(now: number) {
  return sql<number>`case when touched_at < ${now} then ${now} else touched_at + 1 end`;
}
