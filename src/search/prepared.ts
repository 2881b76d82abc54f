/** What a search is to the query that it becomes a part of: rows of `assets` joined to `versions`. */
import { sql } from 'kysely';
import type { Reader } from '../database/index.ts';
import type { AssetTarget } from './asset-fields.ts';
import { demandsOf, type Node } from './ast.ts';
import { conditions, isIndexed } from './sql/condition.ts';
import type { Context } from './sql/context.ts';
import type { Lead, WordRows } from './sql/leads.ts';
import { ALWAYS, and, type Condition, type Sql } from './sql/values.ts';

export type SearchPlace = {
  readonly db: Reader;
  /** The folder whose rows are wanted, where only those of one are. */
  readonly parentId?: Sql | undefined;
  /** By score; by a column of `assets` that has an index, or of current versions; by anything else. */
  readonly order: 'relevance' | 'name' | 'created_at' | 'updated_at' | 'size' | 'other';
  readonly direction: 'asc' | 'desc';
  /** The most rows that are better led to and sorted than come across in that order. */
  readonly most: number;
};

/** More rows than are worth trying for one by one. */
const MANY = 1_000_000;

export type PreparedSearch = {
  /** On a row of the query. */
  readonly condition: Condition;
  /**
   * A relation that leads to the rows, with one row for each `asset_id`: the caller reads `assets` along it, and calls
   * it `lead`. Then nothing else in the query must lead.
   */
  readonly lead: Sql | undefined;
  /** What the condition says of the column that the page is ordered by. */
  readonly range: Condition;
  /** Of a row, higher is better; undefined unless the order is relevance and the query has a `HAS`. */
  readonly score: Sql | undefined;
  /** The same as `created_at` of a row, where the lead has its rows in the order of score, time and id. */
  readonly time: Sql | undefined;
  /** Where nothing leads: how many rows the shortest way has, and what it would be. */
  readonly otherwise: { readonly matches: number; readonly led: PreparedSearch } | undefined;
  /**
   * Where the index that leads to the rows knows their order: the search among the first so many of them. A page that
   * these fill is the page; of `matches` rows, or more, the search is the whole one.
   */
  readonly first: First | undefined;
};

export type First = {
  readonly matches: number;
  /** How many more to try each time: where all are read and sorted anyway, trying twice is no use. */
  readonly growth: number;
  take(rows: number): PreparedSearch;
};

const PLAIN = {
  range: ALWAYS,
  lead: undefined,
  score: undefined,
  time: undefined,
  otherwise: undefined,
  first: undefined,
};

/** All conditions, and no way. @param range conditions that may lead along the order */
export function walked(
  query: Node<AssetTarget>,
  context: Context,
  range: readonly Condition[] = [],
): PreparedSearch {
  const condition = and([...range, ...conditions(demandsOf(query), context)]);
  return { ...PLAIN, condition, range: and(range) };
}

/** The rows that a way leads to. */
export function led(
  query: Node<AssetTarget>,
  context: Context,
  {
    lead,
    matches,
    isCounted,
  }: { readonly lead: Lead; readonly matches: number; readonly isCounted: boolean },
): PreparedSearch {
  // The limit keeps SQLite from reading another index for the sake of `distinct`, and tells PostgreSQL what to expect.
  const ids = sql`(select distinct ids.asset_id from (
    select led.asset_id from (${lead.ids}) as led limit ${sql.lit(isCounted ? matches : Number.MAX_SAFE_INTEGER)}) as ids)`;
  return { ...PLAIN, condition: unsettled(query, context, lead), lead: ids };
}

/** The rows that a way leads to, from the oldest (or the newest) on. */
export function ledInTime(
  query: Node<AssetTarget>,
  context: Context,
  way: {
    readonly lead: Lead;
    /** Of the lead: ids and times. */
    readonly rows: Sql;
    readonly matches: number;
    readonly isCounted: boolean;
    readonly others: readonly Lead[];
    readonly direction: 'asc' | 'desc';
  },
): PreparedSearch {
  const { lead, rows: all, others, direction } = way;
  const asked = indexedParts(query, context, lead);
  const isOnAll = others
    .filter(
      (other) => !other.settles.some((part) => demandsOf(query).includes(part) && isIndexed(part, context)),
    )
    .map((other) => sql<boolean>`assets.id in (${other.ids})`);
  // What the indexes tell of the other parts of the query is asked before anything is looked up.
  const where = and([asked, ...isOnAll]);
  const take = (rows: number) => {
    const ids = sql`select assets.id as asset_id from (select rows.asset_id as id, rows.created_at from (${all}) as rows) as assets
      where ${where} order by assets.created_at ${sql.raw(direction)}, assets.id limit ${sql.lit(rows + spareOf(lead.words))}`;
    return led(query, context, {
      lead: { ...lead, ids },
      matches: rows + spareOf(lead.words),
      isCounted: true,
    });
  };
  return {
    ...led(query, context, way),
    first: { matches: way.isCounted ? way.matches : MANY, growth: 4, take },
  };
}

/** What has to be asked of the rows of a way. */
export function unsettled(query: Node<AssetTarget>, context: Context, lead: Lead | undefined): Condition {
  const asked = demandsOf(query).filter((part) => !lead?.settles.includes(part));
  return and(conditions(asked, context));
}

/** The same as far as indexes tell it, of any row with `assets.id` and `assets.created_at`. */
export function indexedParts(query: Node<AssetTarget>, context: Context, lead: Lead | undefined): Condition {
  const asked = demandsOf(query).filter((part) => !lead?.settles.includes(part) && isIndexed(part, context));
  return and(conditions(asked, context));
}

/**
 * How many more rows of words to look at. Names are also those of folders, which are mostly not asked for, and which come
 * first: most were made before what is in them, and have fewer words.
 */
export function spareOf(words: readonly WordRows[] | undefined): number {
  return words?.some(({ clause }) => clause.field.target.of === 'name') ? 1_000 : 0;
}
