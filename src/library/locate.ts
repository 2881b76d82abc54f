import type { Reader } from '../database/index.ts';
import { folderId } from './folders.ts';
import { isStorable, MAX_DEPTH, splitPath } from './names.ts';
import type { StoredVersion } from './record.ts';

/**
 * The version behind a delivery path, in one query of index look-ups. See `Library.locate`.
 * @param path decoded; extra slashes and the Unicode form do not matter, case does
 * @param token `ik-obj-version`: that version instead of the current one
 */
export async function locate(db: Reader, path: string, token?: string): Promise<StoredVersion | undefined> {
  if (!isStorable(path) || (token !== undefined && !isStorable(token))) return undefined;
  const folders = splitPath(path.normalize('NFC'));
  const name = folders.pop();
  if (name === undefined || folders.length > MAX_DEPTH) return undefined;

  let query = db
    .selectFrom('assets')
    .innerJoin('versions', 'versions.asset_id', 'assets.id')
    .innerJoin('blobs', 'blobs.id', 'versions.blob_id')
    .where('assets.kind', '=', 'file')
    .where('assets.parent_id', '=', folderId(folders))
    .where('assets.name', '=', name);
  query =
    token === undefined
      ? query.whereRef('versions.id', '=', 'assets.version_id')
      : query.where('versions.token', '=', token);
  const row = await query
    .select([
      'assets.id as assetId',
      'versions.id as versionId',
      'assets.name',
      'blobs.object_key as blobKey',
      'versions.mime',
      'versions.size',
      'versions.width',
      'versions.height',
      'versions.orientation',
      'versions.has_alpha as hasAlpha',
      'versions.pages',
      'versions.is_private as isPrivate',
      'versions.is_published as isPublished',
      'versions.custom_coordinates as customCoordinates',
      'versions.updated_at as updatedAt',
    ])
    .executeTakeFirst();
  return (
    row && {
      ...row,
      hasAlpha: row.hasAlpha === 1,
      isPrivate: row.isPrivate === 1,
      isPublished: row.isPublished === 1,
    }
  );
}
