import { type RawBuilder, sql } from 'kysely';
import { ORIGINAL_DATE_FIELD_ID, type Reader } from '../database/index.ts';
import { isReached } from './folder-tree.ts';
import { folderId } from './folders.ts';
import { isStorable, normalizePath, splitPath } from './names.ts';
import type { FileRecord, FolderRecord } from './record.ts';
import { selectAssets, selectOldVersions, selectVersions, toRecords } from './rows.ts';

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

/** What a search admits; the room of that name makes it, and knows how it is found quickly. */
export type Search = {
  readonly kinds: ReadonlySet<Kind>;
  prepare(place: {
    readonly db: Reader;
    readonly parentId: RawBuilder<unknown> | undefined;
    /** What the page is ordered by: the score, a column of `assets` with an index, anything else. */
    readonly order: 'relevance' | 'name' | 'created_at' | 'updated_at' | 'other';
  }): Promise<{
    readonly condition: RawBuilder<boolean>;
    /** Whether the condition leads to its rows by an index; nothing else of the query must then. */
    readonly leads: boolean;
    readonly score: RawBuilder<unknown> | undefined;
  }>;
};

type Kind = 'file' | 'file-version' | 'folder';

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
 * One page in at most four queries, and one more for a search: the rows, the paths of their folders, their tags, their
 * custom metadata. A folder that is not there is an empty page.
 */
export async function listAssets(db: Reader, query: ListQuery): Promise<(FileRecord | FolderRecord)[]> {
  const { search, ...plain } = query;
  const texts = [query.path, query.name, ...(query.tags ?? [])];
  if (!texts.every((text) => text === undefined || isStorable(text))) return [];
  const page = search === undefined ? plainPage(db, plain) : await searchPage(db, plain, search);
  return toRecords(db, await page.execute());
}

type PlainQuery = Omit<ListQuery, 'search'>;

const KINDS: Readonly<Record<ListQuery['type'], readonly Kind[]>> = {
  file: ['file'],
  'file-version': ['file-version'],
  folder: ['folder'],
  all: ['file', 'folder'],
};

function plainPage(db: Reader, query: PlainQuery) {
  const { type, name } = query;
  const tags = query.tags?.length ? query.tags : undefined;
  const kinds = new Set(KINDS[type]);
  const old = type === 'file-version';
  const isWay = type === 'folder' || (query.path === undefined && tags === undefined);
  let page = inPlace(rowsOf(db, kinds, isWay), query, parentOf(query));
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
  const { column, direction } = order(query.sort, kinds);
  return inOrder(page, query, kinds, {
    direction,
    by: type !== 'folder' && name === undefined && tags === undefined ? column : unindexed(column),
  });
}

async function searchPage(db: Reader, query: PlainQuery, search: Search) {
  const { kinds } = search;
  const parentId = parentOf(query);
  const { column, direction, key } = order(query.sort, kinds);
  const { condition, leads, score } = await search.prepare({
    db,
    parentId,
    order: key === 'RELEVANCE' ? 'relevance' : indexedOrder(key, kinds),
  });
  const rows = rowsOf(db, kinds, !leads && parentId === undefined);
  let page = inPlace(rows, query, parentId, leads).where(condition);
  // Of what is equally relevant, the newest comes first.
  if (score !== undefined) page = page.orderBy(score, direction);
  return inOrder(page, query, kinds, {
    direction: score === undefined ? direction : 'desc',
    by: leads || score !== undefined ? unindexed(column) : column,
  });
}

/** The id of the folder whose rows are wanted; undefined for those of all. */
function parentOf({ path }: PlainQuery): RawBuilder<unknown> | undefined {
  return path === undefined ? undefined : folderId(splitPath(normalizePath(path)));
}

/** @param isWay whether the kind may lead to the rows, by an index */
function rowsOf(db: Reader, kinds: ReadonlySet<Kind>, isWay: boolean) {
  if (kinds.has('file-version')) return kinds.size === 1 ? selectOldVersions(db) : selectVersions(db);
  const [only] = kinds.size === 1 ? kinds : [];
  if (only === undefined) return selectAssets(db);
  const isOfKind = sql<boolean>`assets.kind = ${only}`;
  return selectAssets(db).where(isWay ? isOfKind : opaque(isOfKind));
}

type Page = ReturnType<typeof rowsOf>;

/** @param hidden whether an index must not lead into the folder */
function inPlace(
  page: Page,
  { fileType }: PlainQuery,
  parentId: RawBuilder<unknown> | undefined,
  hidden = false,
): Page {
  const isThere = parentId && sql<boolean>`assets.parent_id = ${parentId}`;
  const placed = page.where(
    isThere === undefined ? isReached('assets.parent_id') : hidden ? opaque(isThere) : isThere,
  );
  if (fileType === 'all') return placed;
  const isImage = sql<boolean>`substr(versions.mime, 1, 6) = 'image/'`;
  return placed.where((is) =>
    is.or([is('assets.kind', '=', 'folder'), fileType === 'image' ? isImage : is.not(isImage)]),
  );
}

/** Names and times are always there, and have indexes, which PostgreSQL uses only where no place of nulls is named. */
const ALWAYS_THERE: readonly SortKey[] = [
  'NAME',
  'CREATED',
  'UPDATED',
  'RELEVANCE',
  'ORIGINAL_CREATION_DATE',
];

/** What a row does not have comes first in ascending order. SQLite does so by itself, PostgreSQL has to be told. */
function inOrder(
  page: Page,
  { limit, skip, sort }: PlainQuery,
  kinds: ReadonlySet<Kind>,
  { by, direction }: { readonly by: RawBuilder<unknown>; readonly direction: 'asc' | 'desc' },
): Page {
  const ordered = page
    .orderBy(by, (how) => {
      const ordered = direction === 'asc' ? how.asc() : how.desc();
      if (ALWAYS_THERE.includes(order(sort, kinds).key)) return ordered;
      return direction === 'asc' ? ordered.nullsFirst() : ordered.nullsLast();
    })
    .orderBy('assets.id');
  const whole = kinds.has('file-version') ? ordered.orderBy('versions.id') : ordered;
  return whole.limit(limit).offset(skip);
}

/**
 * A column as an expression that no index has. Without statistics SQLite would read the whole library in its order
 * rather than find and sort the few rows of a folder, a name or a tag; so only what is the way to them is left to it.
 */
function unindexed(column: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce(${column}, null)`;
}

/** The same for a condition. */
function opaque(condition: RawBuilder<boolean>): RawBuilder<boolean> {
  return sql`case when ${condition} then true else false end`;
}

/** Times are those the answer shows: of the asset, but an older version has its own. */
function order(sort: Sort, kinds: ReadonlySet<Kind>) {
  const [way, ...words] = sort.split('_');
  const key = words.join('_') as SortKey;
  return { key, column: columnOf(key, kinds), direction: way === 'DESC' ? 'desc' : 'asc' } as const;
}

function columnOf(key: SortKey, kinds: ReadonlySet<Kind>): RawBuilder<unknown> {
  switch (key) {
    case 'NAME':
      return sql.ref('assets.name');
    case 'HEIGHT':
      return sql.ref('versions.height');
    case 'WIDTH':
      return sql.ref('versions.width');
    case 'SIZE':
      return sql.ref('versions.size');
    case 'DURATION':
      return sql.ref('versions.duration');
    case 'UPDATED':
      return timeOf('updated_at', kinds);
    // Nothing is more relevant than another where no words are looked for.
    case 'CREATED':
    case 'RELEVANCE':
      return timeOf('created_at', kinds);
    case 'ORIGINAL_CREATION_DATE':
      return sql`coalesce((select number_value from custom_values
        where version_id = versions.id and field_id = ${ORIGINAL_DATE_FIELD_ID} and position = 0),
        ${timeOf('created_at', kinds)})`;
  }
}

function timeOf(column: 'created_at' | 'updated_at', kinds: ReadonlySet<Kind>): RawBuilder<unknown> {
  const ofAsset = sql.ref(`assets.${column}`);
  const ofVersion = sql.ref(`versions.${column}`);
  if (!kinds.has('file-version')) return ofAsset;
  return kinds.size === 1
    ? ofVersion
    : sql`case when versions.is_current = 0 then ${ofVersion} else ${ofAsset} end`;
}

/** In which order the library can be walked through. */
function indexedOrder(key: SortKey, kinds: ReadonlySet<Kind>) {
  if (kinds.size > 1 || kinds.has('file-version')) return 'other';
  const columns = { NAME: 'name', CREATED: 'created_at', UPDATED: 'updated_at' } as const;
  return key === 'NAME' || key === 'CREATED' || key === 'UPDATED' ? columns[key] : 'other';
}
