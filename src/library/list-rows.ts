/** The rows that a page is chosen from: assets with the version that is meant, both by their ids. */
import { type RawBuilder, sql } from 'kysely';
import { hasRowLocks, type Reader } from '../database/index.ts';
import { isReached } from './folder-tree.ts';
import type { Kind, OrderItem } from './list-order.ts';

export type Rows = ReturnType<typeof rowsOf>;

/**
 * @param isWay whether the kind may lead to the rows, by an index
 * @param lead a relation that leads to the rows instead, as `lead` in the rest of the query: one row an `asset_id`
 */
export function rowsOf(db: Reader, kinds: ReadonlySet<Kind>, isWay: boolean, lead?: RawBuilder<unknown>) {
  const isOld = kinds.has('file-version');
  const of = isOld ? sql`versions.asset_id = assets.id` : sql`versions.id = assets.version_id`;
  const joined =
    lead === undefined
      ? db.selectFrom('assets').leftJoin('versions', (join) => join.on(sql<boolean>`${of}`))
      : along(db, lead, of);
  // Of the lead, so that the database sees that its order is that of the rows.
  const id = sql.ref<string>(lead === undefined ? 'assets.id' : 'lead.asset_id').as('asset_id');
  if (isOld) {
    const rows = joined.select([id, 'versions.id as version_id']);
    return kinds.size === 1 ? rows.where('versions.is_current', '=', 0) : rows;
  }
  const rows = joined.select([id, 'assets.version_id']);
  const [only] = kinds.size === 1 ? kinds : [];
  if (only === undefined) return rows;
  const isOfKind = sql<boolean>`assets.kind = ${only}`;
  return rows.where(isWay ? isOfKind : opaque(isOfKind));
}

/**
 * One look-up after another, whatever the database thinks of it: PostgreSQL guesses badly how many rows a search has,
 * and would rather read the whole library. SQLite does a cross join in the order in which it is written.
 */
function along(db: Reader, lead: RawBuilder<unknown>, ofVersion: RawBuilder<unknown>) {
  const leads = db.selectFrom(sql<{ asset_id: string }>`${lead}`.as('lead'));
  const assets = hasRowLocks(db)
    ? leads.crossJoinLateral(lookUpAsset(sql`lead.asset_id`))
    : leads.crossJoin('assets').where(sql<boolean>`assets.id = lead.asset_id`);
  const joined = assets.leftJoin('versions', (join) => join.on(sql<boolean>`${ofVersion}`));
  return joined as unknown as ReturnType<typeof joinedOf>;
}

/** For its type alone. */
function joinedOf(db: Reader) {
  return db.selectFrom('assets').leftJoin('versions', 'versions.id', 'assets.version_id');
}

/** A subquery that PostgreSQL does not make a part of the whole. */
function lookUpAsset(id: RawBuilder<unknown>) {
  return sql<object>`(select * from assets where assets.id = ${id} offset 0)`.as('assets');
}

/** Files along the index on the sizes of current versions. */
export function filesBySize(db: Reader): Rows {
  const versions = db.selectFrom('versions').where(sql<boolean>`versions.is_current = 1`);
  const files = hasRowLocks(db)
    ? versions.crossJoinLateral(lookUpAsset(sql`versions.asset_id`))
    : versions.crossJoin('assets').where(sql<boolean>`assets.id = versions.asset_id`);
  return files.select(['versions.asset_id', 'versions.id as version_id']) as unknown as Rows;
}

/** @param hidden whether an index must not lead into the folder */
export function inPlace(
  rows: Rows,
  fileType: 'all' | 'image' | 'non-image',
  parentId: RawBuilder<unknown> | undefined,
  hidden = false,
): Rows {
  const isThere = parentId && sql<boolean>`assets.parent_id = ${parentId}`;
  const placed = rows.where(
    isThere === undefined ? isReached('assets.parent_id') : hidden ? opaque(isThere) : isThere,
  );
  return ofFileType(placed, fileType);
}

/** Folders are of every type. */
export function ofFileType(rows: Rows, fileType: 'all' | 'image' | 'non-image'): Rows {
  if (fileType === 'all') return rows;
  const isImage = sql<boolean>`substr(versions.mime, 1, 6) = 'image/'`;
  return rows.where((is) =>
    is.or([is('assets.kind', '=', 'folder'), fileType === 'image' ? isImage : is.not(isImage)]),
  );
}

export type Page = ReturnType<typeof pageOf>;

/** The rows of one page, with what they are ordered by. */
export function pageOf(
  rows: Rows,
  {
    limit,
    skip,
    kinds,
  }: { readonly limit: number; readonly skip: number; readonly kinds: ReadonlySet<Kind> },
  order: readonly OrderItem[],
) {
  const ordered = order
    .reduce((rows, { name, by, how }) => rows.select(by.as(name)).orderBy(sql.ref(name), how) as Rows, rows)
    .orderBy('asset_id');
  const whole = kinds.has('file-version') ? ordered.orderBy('version_id') : ordered;
  return { ids: whole.limit(limit).offset(skip), order };
}

/** A condition that no index serves. */
export function opaque(condition: RawBuilder<boolean>): RawBuilder<boolean> {
  return sql`case when ${condition} then true else false end`;
}
