import { sql } from 'kysely';
import { type Reader, ROOT_FOLDER_ID } from '../database/index.ts';
import { folderId } from './folders.ts';
import { isStorable, normalizePath, splitPath } from './names.ts';
import type { FileRecord, FolderRecord } from './record.ts';
import { selectAssets, selectOldVersions, toRecords } from './rows.ts';

/** One page of the library: validated values of `GET /v1/files` (rest-api.md 2.4). */
export type ListQuery = {
  /** `all` is files and folders, without older versions. */
  readonly type: 'file' | 'file-version' | 'folder' | 'all';
  readonly sort: Sort;
  /** Exactly this folder, one level; absent: the whole library. */
  readonly path?: string | undefined;
  /** Folders are not touched by it. */
  readonly fileType: 'all' | 'image' | 'non-image';
  /** 1 to 1000. */
  readonly limit: number;
  readonly skip: number;
  /** Files with any of these user tags. */
  readonly tags?: readonly string[] | undefined;
  /** The exact name. */
  readonly name?: string | undefined;
};

export type Sort = `${'ASC' | 'DESC'}_${SortKey}`;
export type SortKey =
  | 'NAME'
  | 'CREATED'
  | 'UPDATED'
  | 'HEIGHT'
  | 'WIDTH'
  | 'SIZE'
  | 'DURATION'
  | 'RELEVANCE'
  | 'ORIGINAL_CREATION_DATE';

/**
 * One page in at most three queries: the rows, the paths of their folders, their tags. A folder that is not there is
 * an empty page.
 */
export async function listAssets(db: Reader, query: ListQuery): Promise<(FileRecord | FolderRecord)[]> {
  const texts = [query.path, query.name, ...(query.tags ?? [])];
  if (!texts.every((text) => text === undefined || isStorable(text))) return [];
  return toRecords(db, await pageQuery(db, query).execute());
}

function pageQuery(db: Reader, query: ListQuery) {
  const { type, path, fileType, name } = query;
  const tags = query.tags?.length ? query.tags : undefined;
  const old = type === 'file-version';
  let page = old ? selectOldVersions(db) : selectAssets(db);

  if (type === 'file' || type === 'folder') {
    const isWay = type === 'folder' || (path === undefined && tags === undefined);
    page = page.where(isWay ? sql.ref('assets.kind') : unindexed('assets.kind'), '=', type);
  }
  page =
    path === undefined
      ? page.where('assets.id', '<>', ROOT_FOLDER_ID)
      : page.where('assets.parent_id', '=', folderId(splitPath(normalizePath(path))));
  if (fileType !== 'all') {
    const isImage = sql<boolean>`substr(versions.mime, 1, 6) = 'image/'`;
    page = page.where((is) =>
      is.or([is('assets.kind', '=', 'folder'), fileType === 'image' ? isImage : is.not(isImage)]),
    );
  }
  if (name !== undefined) page = page.where('assets.name', '=', name.normalize('NFC'));
  if (tags !== undefined) {
    const tagged = db
      .selectFrom('tags')
      .where('name', 'in', tags)
      .where('is_current', '=', old ? 0 : 1)
      .where('source', '=', '');
    page = old
      ? page.where('versions.id', 'in', tagged.select('version_id'))
      : page.where('assets.id', 'in', tagged.select('asset_id'));
  }

  const { column, direction } = order(query.sort, old);
  const isWay = type !== 'folder' && name === undefined && tags === undefined;
  // What a row does not have comes first in ascending order. SQLite does so by itself, PostgreSQL has to be told.
  page = page
    .orderBy(isWay ? sql.ref(column) : unindexed(column), (by) =>
      direction === 'asc' ? by.asc().nullsFirst() : by.desc().nullsLast(),
    )
    .orderBy('assets.id');
  if (old) page = page.orderBy('versions.id');
  return page.limit(query.limit).offset(query.skip);
}

/**
 * A column as an expression that no index has. Without statistics SQLite would read the whole library in its order
 * rather than find and sort the few rows of a folder, a name or a tag; so only what is the way to them is left to it.
 */
function unindexed(column: string) {
  return sql`coalesce(${sql.ref(column)}, null)`;
}

/** Times are those the answer shows: of the asset, but an older version has its own. */
function order(sort: Sort, old: boolean) {
  const [way, ...words] = sort.split('_');
  const columns = {
    NAME: 'assets.name',
    CREATED: old ? 'versions.created_at' : 'assets.created_at',
    UPDATED: old ? 'versions.updated_at' : 'assets.updated_at',
    HEIGHT: 'versions.height',
    WIDTH: 'versions.width',
    SIZE: 'versions.size',
    DURATION: 'versions.duration',
  } as const;
  // Without a search nothing is more relevant than another, and no file has an original date yet: as created.
  const key = words.join('_') as SortKey;
  const column = key === 'RELEVANCE' || key === 'ORIGINAL_CREATION_DATE' ? columns.CREATED : columns[key];
  return { column, direction: way === 'DESC' ? 'desc' : 'asc' } as const;
}
