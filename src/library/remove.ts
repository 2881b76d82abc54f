/** The end of files, with their versions and whatever those own. */
import { type Tx, unitOfWork } from '../database/index.ts';
import { touchBlobs } from './blobs.ts';
import { recordEvents } from './events.ts';
import { lockFile, lockFiles } from './lock-files.ts';

/**
 * Removes a file. Its bytes stay for a day from now: `now` starts the time in which a delete can be undone from the
 * storage.
 */
export const removeFileUnit = unitOfWork(
  'library.removeFile',
  async (tx: Tx, { fileId, now }: { readonly fileId: string; readonly now: number }): Promise<void> => {
    const file = await lockFile(tx, fileId);
    await removeLocked(tx, [file.id], now);
  },
);

/** Removes all of the files, or none when one of them does not exist. */
export const removeFilesUnit = unitOfWork(
  'library.removeFiles',
  async (
    tx: Tx,
    { fileIds, now }: { readonly fileIds: readonly string[]; readonly now: number },
  ): Promise<void> => {
    const files = await lockFiles(tx, fileIds);
    await removeLocked(
      tx,
      files.map((file) => file.id),
      now,
    );
  },
);

/** @param fileIds of locked files: a version that was being added is there, and none comes after */
export async function removeLocked(tx: Tx, fileIds: readonly string[], now: number): Promise<void> {
  const versions = await tx
    .selectFrom('versions')
    .select('blob_id')
    .where('asset_id', 'in', fileIds)
    .execute();
  await touchBlobs(
    tx,
    versions.map((version) => version.blob_id),
    now,
  );
  // Versions, and what those own, go with their file.
  await tx.deleteFrom('assets').where('id', 'in', fileIds).execute();
  await recordEvents(
    tx,
    fileIds.map((fileId) => ({ type: 'file.deleted', data: { fileId } })),
    now,
  );
}
