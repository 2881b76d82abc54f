/** Older versions of files (rest-api.md 2.7). */
import { type Reader, type Tx, unitOfWork } from '../database/index.ts';
import { isObjectId } from '../kernel/index.ts';
import { touchBlobs } from './blobs.ts';
import { errors } from './errors.ts';
import { recordEvent } from './events.ts';
import { markChanged, readFile } from './file-changes.ts';
import type { VersionOfFile } from './file-requests.ts';
import { demoteVersion, promoteVersion } from './history.ts';
import { lockFile } from './lock-files.ts';
import type { FileRecord } from './record.ts';
import { selectVersions, toRecords } from './rows.ts';

/** The current version, then the others from the newest to the oldest. Errors: 404. */
export async function listVersions(db: Reader, fileId: string): Promise<FileRecord[]> {
  const rows = await selectVersions(db)
    .where('assets.id', '=', fileId)
    .where('assets.kind', '=', 'file')
    .orderBy('versions.is_current', 'desc')
    .orderBy('versions.number', 'desc')
    .execute();
  const versions = (await toRecords(db, rows)).filter((record) => record.kind === 'file');
  if (versions.length === 0) throw errors.fileNotFound();
  return versions;
}

/** Errors: 404. */
export async function getVersion(db: Reader, { fileId, versionId }: VersionOfFile): Promise<FileRecord> {
  const rows = await selectVersions(db)
    .where('versions.id', '=', versionId)
    .where('assets.id', '=', fileId)
    .execute();
  const [version] = await toRecords(db, rows);
  if (version?.kind !== 'file') throw errors.versionNotFound();
  return version;
}

/** Errors: 400. */
export function checkVersionOfFile({ fileId, versionId }: VersionOfFile): void {
  if (!isObjectId(fileId)) throw errors.invalidParameter('fileId');
  if (!isObjectId(versionId)) throw errors.invalidParameter('versionId');
}

type VersionInput = VersionOfFile & { readonly now: number };

/** Removes a version that is not the current one. Its number is not given again, its bytes stay for a day. */
export const removeVersionUnit = unitOfWork(
  'library.removeVersion',
  async (tx: Tx, { fileId, versionId, now }: VersionInput): Promise<void> => {
    await lockFile(tx, fileId, errors.assetNotFound);
    const version = await findVersion(tx, { fileId, versionId });
    if (version === undefined) throw errors.assetNotFound();
    if (version.is_current === 1) throw errors.currentVersion();
    await touchBlobs(tx, [version.blob_id], now);
    await tx.deleteFrom('versions').where('id', '=', versionId).execute();
    await recordEvent(tx, { type: 'file-version.deleted', data: { fileId, versionId }, now });
  },
);

/** Makes an older version, as it is, the current one; the one that was becomes an older one. No number is given. */
export const restoreVersionUnit = unitOfWork(
  'library.restoreVersion',
  async (tx: Tx, { fileId, versionId, now }: VersionInput): Promise<FileRecord> => {
    const file = await lockFile(tx, fileId);
    const version = await findVersion(tx, { fileId, versionId });
    if (version === undefined) throw errors.versionNotFound();
    if (version.is_current === 0) {
      await demoteVersion(tx, file.version_id, now);
      await promoteVersion(tx, file, versionId);
      await markChanged(tx, [fileId], now);
    }
    return readFile(tx, fileId);
  },
);

function findVersion(tx: Tx, { fileId, versionId }: VersionOfFile) {
  return tx
    .selectFrom('versions')
    .select(['blob_id', 'is_current'])
    .where('id', '=', versionId)
    .where('asset_id', '=', fileId)
    .executeTakeFirst();
}
