/**
 * The steps around the transaction of an upload. The object is durable before a row refers to it, and its staged
 * name stays until the outcome is known: so there is no moment at which a crash loses committed bytes or leaves
 * bytes that nobody knows of.
 */

import { type Database, isOutcomeUnknown, unitOfWork } from '../database/index.ts';
import type { Clock } from '../kernel/index.ts';
import { parseBlobKey, type Staged } from '../storage/index.ts';
import type { NewBlob } from './blobs.ts';

/**
 * Publishes a sealed upload and commits what refers to it.
 *
 * @param commit runs the one unit of work, which calls `referenceBlob` with the blob and passes on its `reused`
 */
export async function placeBlob<Out extends { readonly reused: boolean }>(
  deps: { readonly database: Database; readonly clock: Clock },
  staged: Staged,
  commit: (blob: NewBlob) => Promise<Out>,
): Promise<Out> {
  const key = await staged.publish();
  const blob: NewBlob = { ...parseBlobKey(key), key, size: staged.size, now: deps.clock() };
  let outcome: Out;
  try {
    outcome = await commit(blob);
  } catch (error) {
    await giveUp(deps.database, staged, blob, error);
    throw error;
  }
  await (outcome.reused ? staged.discard() : staged.release());
  return outcome;
}

/**
 * A commit whose outcome is unknown may have happened, or may still be happening: dropping the object could take the
 * bytes from under a row.
 */
async function giveUp(database: Database, staged: Staged, blob: NewBlob, error: unknown): Promise<void> {
  if (!isOutcomeUnknown(error)) return staged.discard();
  try {
    const { disowned } = await database.write(disownBlob, blob);
    await (disowned ? staged.discard() : staged.release());
  } catch {
    // The database is still gone. The staged name stays, and the next start asks again (`recoverStaging`); the
    // caller throws the first failure, which says the same.
  }
}

/**
 * Whether an upload has no row, decided for good: the row is inserted as `deleting`, which first waits for a
 * transaction that is inserting it and then stands in the way of any later one. The sweeper finishes it.
 */
export const disownBlob = unitOfWork(
  'library.disownBlob',
  async (tx, blob: NewBlob): Promise<{ disowned: boolean }> => {
    const made = await tx
      .insertInto('blobs')
      .values({
        id: blob.id,
        hash: blob.hash,
        object_key: blob.key,
        size: blob.size,
        state: 'deleting',
        touched_at: blob.now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return { disowned: made !== undefined };
  },
);
