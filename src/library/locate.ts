import type { Compilable } from 'kysely';
import { type Reader, ROOT_FOLDER_ID, type Statement, statement } from '../database/index.ts';
import { folderId } from './folders.ts';
import type { Library } from './library.ts';
import { isStorable, MAX_DEPTH, splitPath } from './names.ts';

/** The version behind a delivery path, in one query of index look-ups. See `Library.locate`. */
export function createLocate(db: Reader): Library['locate'] {
  const current = forEachDepth(db, (folders) =>
    versionAt(db, folders).whereRef('versions.id', '=', 'assets.version_id'),
  );
  const byToken = forEachDepth(db, (folders) => versionAt(db, folders).where('versions.token', '=', ''));

  return async (path, token) => {
    if (!isStorable(path) || (token !== undefined && !isStorable(token))) return undefined;
    const folders = splitPath(path.normalize('NFC'));
    const name = folders.pop();
    if (name === undefined || folders.length > MAX_DEPTH) return undefined;
    const place = ['file', ROOT_FOLDER_ID, ...folders, name];
    const [row] = await (token === undefined
      ? current(folders.length)(...place)
      : byToken(folders.length)(...place, token));
    return (
      row && {
        ...row,
        hasAlpha: row.hasAlpha === 1,
        isPrivate: row.isPrivate === 1,
        isPublished: row.isPublished === 1,
      }
    );
  };
}

/** A statement for each number of folders; `build` is given so many, without a name. */
function forEachDepth<Row>(db: Reader, build: (folders: readonly string[]) => Compilable<Row>) {
  const statements: Statement<Row>[] = [];
  return (depth: number): Statement<Row> => {
    statements[depth] ??= statement(db, () => build(Array(depth).fill('')));
    return statements[depth];
  };
}

/** Its parameters: the kind, the root, the names of the folders and that of the file. */
function versionAt(db: Reader, folders: readonly string[]) {
  return db
    .selectFrom('assets')
    .innerJoin('versions', 'versions.asset_id', 'assets.id')
    .innerJoin('blobs', 'blobs.id', 'versions.blob_id')
    .where('assets.kind', '=', 'file')
    .where('assets.parent_id', '=', folderId(folders))
    .where('assets.name', '=', '')
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
    ]);
}
