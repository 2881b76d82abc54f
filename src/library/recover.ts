import type { Database } from '../database/index.ts';
import type { Clock } from '../kernel/index.ts';
import { type BlobStore, parseBlobKey } from '../storage/index.ts';
import { disownBlob } from './place-blob.ts';

/**
 * At start: settles the uploads that a dead process left between staging and the end of its transaction.
 *
 * An object belongs to the row with its key, whatever the state of that row: a live one serves it, and one that is
 * `deleting` is finished by the sweeper, object first. Looking for the row is not enough, because the database may
 * still be committing what the dead process sent last: see `disownBlob`.
 */
export function recoverStaging(deps: {
  readonly database: Database;
  readonly store: BlobStore;
  readonly clock: Clock;
}): Promise<{ removed: number }> {
  const { database, store, clock } = deps;
  return store.recover(async (key) => {
    const { disowned } = await database.write(disownBlob, {
      ...parseBlobKey(key),
      key,
      size: 0,
      now: clock(),
    });
    return !disowned;
  });
}
