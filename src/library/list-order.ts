/** In which order a list is (rest-api.md 2.4). */
import { type OrderByModifiers, type RawBuilder, sql } from 'kysely';
import { ORIGINAL_DATE_FIELD_ID } from '../database/index.ts';

export type Kind = 'file' | 'file-version' | 'folder';

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

export type Direction = 'asc' | 'desc';

/** What a page is ordered by, under the name that the rest of the query has for it. */
export type OrderItem = {
  readonly name: 'score' | 'position';
  readonly by: RawBuilder<unknown>;
  readonly how: OrderByModifiers;
};

/** Names and times are always there, and have indexes, which PostgreSQL uses only where no place of nulls is named. */
const ALWAYS_THERE: readonly SortKey[] = [
  'NAME',
  'CREATED',
  'UPDATED',
  'RELEVANCE',
  'ORIGINAL_CREATION_DATE',
];

/** What a row does not have comes first in ascending order. SQLite does so by itself, PostgreSQL has to be told. */
export function positionBy(
  by: RawBuilder<unknown>,
  direction: Direction,
  sort: Sort,
  kinds: ReadonlySet<Kind>,
): OrderItem {
  const key = keyOf(sort);
  const isAlwaysThere = ALWAYS_THERE.includes(key) || (key === 'SIZE' && !kinds.has('folder'));
  return {
    name: 'position',
    by,
    how: (order) => {
      const ordered = direction === 'asc' ? order.asc() : order.desc();
      if (isAlwaysThere) return ordered;
      return direction === 'asc' ? ordered.nullsFirst() : ordered.nullsLast();
    },
  };
}

/** Times are those the answer shows: of the asset, but an older version has its own. */
export function orderOf(sort: Sort, kinds: ReadonlySet<Kind>) {
  const key = keyOf(sort);
  const direction: Direction = sort.startsWith('DESC') ? 'desc' : 'asc';
  return { key, column: columnOf(key, kinds), direction };
}

function keyOf(sort: Sort): SortKey {
  return sort.slice(sort.indexOf('_') + 1) as SortKey;
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

/** Columns with an index. Of one kind, the library can be walked through in the order of them. */
const INDEXED = { NAME: 'name', CREATED: 'created_at', UPDATED: 'updated_at', SIZE: 'size' } as const;

export type IndexedColumn = (typeof INDEXED)[keyof typeof INDEXED];

/** What a list of files or folders is ordered by. */
export function indexedOrder(key: SortKey, kinds: ReadonlySet<Kind>): IndexedColumn | 'other' {
  if (kinds.has('file-version') || (kinds.size > 1 && key !== 'CREATED')) return 'other';
  if (key === 'SIZE') return kinds.has('file') ? 'size' : 'other';
  return key === 'NAME' || key === 'CREATED' || key === 'UPDATED' ? INDEXED[key] : 'other';
}

/**
 * A column as an expression that no index has. Without statistics SQLite would read the whole library in its order
 * rather than find and sort the few rows of a folder, a name or a tag; so only what is the way to them is left to it.
 */
export function unindexed(column: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce(${column}, null)`;
}
