import { type Tx, unitOfWork } from '../database/index.ts';
import { touchBlobs } from './blobs.ts';
import { errors } from './errors.ts';

/**
 * Removes a file with its versions and their tags. Its bytes stay for a day from now: `now` starts the time in which
 * a delete can be undone from the storage.
 */
export const removeFileUnit = unitOfWork(
  'library.removeFile',
  async (tx: Tx, { fileId, now }: { readonly fileId: string; readonly now: number }): Promise<void> => {
    // Writing the row first locks it on PostgreSQL: a version that is being added is waited for, and none comes after.
    const removed = await tx
      .updateTable('assets')
      .set({ updated_at: now })
      .where('id', '=', fileId)
      .where('kind', '=', 'file')
      .returning('id')
      .executeTakeFirst();
    if (removed === undefined) throw errors.fileNotFound();
    const versions = await tx
      .selectFrom('versions')
      .select('blob_id')
      .where('asset_id', '=', fileId)
      .execute();
    await touchBlobs(
      tx,
      versions.map((version) => version.blob_id),
      now,
    );
    // Versions and tags go with their file.
    await tx.deleteFrom('assets').where('id', '=', fileId).execute();
  },
);
