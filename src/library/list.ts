import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../database/index.ts';
import { isReached } from './folder-tree.ts';
import { folderId } from './folders.ts';
import {
  type Direction,
  indexedOrder,
  type Kind,
  orderOf,
  positionBy,
  type Sort,
  unindexed,
} from './list-order.ts';
import { filesBySize, inPlace, ofFileType, type Page, pageOf, rowsOf } from './list-rows.ts';
import type { PreparedSearch, Search } from './list-search.ts';
import { tagSearch } from './list-tags.ts';
import { ALWAYS_LED, mostToLead, whereToGiveUp } from './list-way.ts';
import { isStorable, normalizePath, splitPath } from './names.ts';
import type { FileRecord, FolderRecord } from './record.ts';
import { rowColumns, toRecords } from './rows.ts';

export type { Sort, SortKey } from './list-order.ts';

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
  /** Then `type`, `tags` and `name` say nothing. */
  readonly search?: Search | undefined;
};

/**
 * One page in few queries however many rows it has: what leads to the rows (none or up to four), the rows, the paths of
 * their folders, their tags, their custom metadata. A folder that is not there is an empty page.
 *
 * Of all rows that could be on the page only what says so is read: which they are and what orders them. The rest, which
 * is far more, is read of the page alone.
 *
 * @param always rows that are led to whatever a walk would cost; tests choose it
 */
export async function listAssets(
  db: Reader,
  query: ListQuery,
  always = ALWAYS_LED,
): Promise<(FileRecord | FolderRecord)[]> {
  const texts = [query.path, query.name, ...(query.tags ?? [])];
  if (!texts.every((text) => text === undefined || isStorable(text))) return [];
  const id = query.path === undefined ? undefined : await findFolder(db, query.path);
  if (query.path !== undefined && id === undefined) return [];
  const placed = { ...query, parentId: id === undefined ? undefined : sql`${id}` };
  const kinds = new Set(KINDS[query.type]);
  const search = query.search ?? (query.tags?.length ? tagSearch(query.tags, kinds) : undefined);
  const rows =
    search === undefined
      ? await readPage(db, plainPage(db, placed, kinds))
      : await findPage(db, placed, search, always);
  return toRecords(db, rows);
}

type PlacedQuery = ListQuery & { readonly parentId: RawBuilder<unknown> | undefined };

function readPage(db: Reader, { ids, order }: Page) {
  const page = db
    .selectFrom(ids.as('page'))
    // A cross join is one that SQLite does in the order in which it is written.
    .crossJoin('assets')
    .leftJoin('versions', 'versions.id', 'page.version_id')
    .select(rowColumns)
    .where(sql<boolean>`assets.id = page.asset_id`);
  return order
    .reduce((page, { name, how }) => page.orderBy(sql.ref(`page.${name}`), how), page)
    .orderBy('assets.id')
    .orderBy('versions.id')
    .execute();
}

const KINDS: Readonly<Record<ListQuery['type'], readonly Kind[]>> = {
  file: ['file'],
  'file-version': ['file-version'],
  folder: ['folder'],
  all: ['file', 'folder'],
};

function plainPage(db: Reader, query: PlacedQuery, kinds: ReadonlySet<Kind>): Page {
  const { type, fileType, path, name, sort } = query;
  const { key } = orderOf(sort, kinds);
  const isBySize = path === undefined && name === undefined && indexedOrder(key, kinds) === 'size';
  const all = isBySize ? filesBySize(db) : rowsOf(db, kinds, type === 'folder' || path === undefined);
  const rows = inPlace(all, fileType, query.parentId);
  const named = name === undefined ? rows : rows.where('assets.name', '=', name.normalize('NFC'));
  const { column, direction } = orderOf(sort, kinds);
  const by = type !== 'folder' && name === undefined ? column : unindexed(column);
  return pageOf(named, { ...query, kinds }, [positionBy(by, direction, sort, kinds)]);
}

/** So many more than needed are looked at first. */
const SPARE = 20;

/** By the way that seems the shorter one; where it turns out to be long, by the other. */
async function findPage(db: Reader, query: PlacedQuery, search: Search, always: number) {
  const { kinds } = search;
  const { parentId } = query;
  const { key, direction } = orderOf(query.sort, kinds);
  const order = key === 'RELEVANCE' ? 'relevance' : indexedOrder(key, kinds);
  const need = query.skip + query.limit;
  const most = await mostToLead(db, need, always, order);
  const prepared = await search.prepare({ db, parentId, order, direction, most });
  const { otherwise, range } = prepared;
  const [kind] = kinds;
  const column = order === 'relevance' ? indexedOrder('CREATED', kinds) : order;
  const isWalk =
    otherwise !== undefined &&
    column !== 'other' &&
    kinds.size === 1 &&
    kind !== undefined &&
    kind !== 'file-version';
  const end = isWalk
    ? await whereToGiveUp(db, { kind, column, direction, range }, { need, matches: otherwise.matches })
    : undefined;
  const rows = await readFound(db, query, search, prepared, end);
  if (end === undefined || otherwise === undefined || rows.length === query.limit) return rows;
  return readFound(db, query, search, otherwise.led);
}

async function readFound(
  db: Reader,
  query: PlacedQuery,
  search: Search,
  prepared: PreparedSearch,
  end?: RawBuilder<boolean>,
) {
  const { first } = prepared;
  // Among the first there are some that do not match otherwise, or that nothing reaches.
  if (first !== undefined) {
    for (let rows = query.skip + query.limit + SPARE; rows < first.matches; rows *= first.growth) {
      const page = await readPage(db, searchPage(db, query, search, first.take(rows)));
      if (page.length === query.limit) return page;
    }
  }
  return readPage(db, searchPage(db, query, search, prepared, end));
}

/** @param end where a walk is given up */
function searchPage(
  db: Reader,
  query: PlacedQuery,
  { kinds }: Search,
  { condition, lead, range, score, time }: PreparedSearch,
  end?: RawBuilder<boolean>,
): Page {
  const { parentId } = query;
  const { column, direction, key } = orderOf(query.sort, kinds);
  const isWalk = lead === undefined && parentId === undefined;
  const isBySize = isWalk && indexedOrder(key, kinds) === 'size';
  const found = isBySize ? filesBySize(db) : rowsOf(db, kinds, isWalk, lead);
  // On a walk most rows do not match, and the index tells many of those: they are not looked up to see where they are.
  let rows = isWalk
    ? ofFileType(found.where(range), query.fileType).where(
        sql<boolean>`case when ${condition} then ${isReached('assets.parent_id')} else false end`,
      )
    : inPlace(found, query.fileType, parentId, lead !== undefined).where(condition);
  // The parameters that a search makes superfluous do not reach it; a plain list has them all.
  if (query.search === undefined && query.name !== undefined) {
    rows = rows.where(
      sql<boolean>`case when assets.name = ${query.name.normalize('NFC')} then true else false end`,
    );
  }
  if (end !== undefined) rows = rows.where(end);
  const by = time ?? (lead !== undefined || score !== undefined ? unindexed(column) : column);
  const position = (direction: Direction) => positionBy(by, direction, query.sort, kinds);
  // Of what is equally relevant, the newest comes first.
  const items =
    score === undefined
      ? [position(direction)]
      : [{ name: 'score', by: score, how: direction } as const, position('desc')];
  return pageOf(rows, { ...query, kinds }, items);
}

/**
 * Looked up first: of an id PostgreSQL knows whether that folder is a large one, of a subquery it does not.
 * @returns undefined where there is no such folder
 */
async function findFolder(db: Reader, path: string): Promise<string | undefined> {
  const id = folderId(splitPath(normalizePath(path)));
  const { rows } = await sql<{ id: string | null }>`select ${id} as id`.execute(db);
  return rows[0]?.id ?? undefined;
}
