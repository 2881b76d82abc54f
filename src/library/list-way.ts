/**
 * How the rows of a page are found: by an index on what is wanted, all of them and then sorted; or along the order of
 * the list, one after another until the page is full. SQLite keeps no statistics and PostgreSQL's know little of what
 * belongs together, so the choice is made here, by counting.
 */
import { type RawBuilder, sql } from 'kysely';
import { hasRowLocks, type Reader } from '../database/index.ts';
import type { IndexedColumn } from './list-order.ts';

/**
 * What a row costs that was led to, in rows that were walked past. In the order of creation those lie in line; in any
 * other each is looked up elsewhere.
 */
const LED_COST = { created_at: 4, relevance: 4, name: 2, updated_at: 2, size: 0.7, other: 1 } as const;
/** Fewer rows are always found first and sorted: that takes a few milliseconds, whatever a walk would take. */
export const ALWAYS_LED = 1_000;
/** A walk that is so many times as long as it should be is given up, where there is another way. */
const PATIENCE = 2;

/**
 * The most rows that are better led to and sorted than come across on a walk, where they are spread evenly.
 * @param need rows of the page and of those before it
 */
export async function mostToLead(
  db: Reader,
  need: number,
  always: number,
  order: keyof typeof LED_COST,
): Promise<number> {
  return Math.max(always, Math.floor(Math.sqrt((need * (await countOfAssets(db))) / LED_COST[order])));
}

/** About how many there are, without counting. */
async function countOfAssets(db: Reader): Promise<number> {
  const { rows } = await (hasRowLocks(db)
    ? sql<{
        count: number;
      }>`select cast(reltuples as bigint) as count from pg_class where oid = 'assets'::regclass`
    : sql<{ count: number }>`select max(rowid) as count from assets`
  ).execute(db);
  return Math.max(0, rows[0]?.count ?? 0);
}

export type Walk = {
  readonly kind: 'file' | 'folder';
  readonly column: IndexedColumn;
  readonly direction: 'asc' | 'desc';
  /** Where the walk begins and ends anyway. */
  readonly range: RawBuilder<boolean>;
};

/**
 * Where to give a walk up: a condition that it ends there. Undefined where it ends before.
 * @param matches how many rows match, of all
 */
export async function whereToGiveUp(
  db: Reader,
  { kind, column, direction, range }: Walk,
  { need, matches }: { readonly need: number; readonly matches: number },
): Promise<RawBuilder<boolean> | undefined> {
  const steps = Math.floor((PATIENCE * need * (await countOfAssets(db))) / Math.max(1, matches));
  const by = sql.ref(column === 'size' ? 'versions.size' : `assets.${column}`);
  const from =
    column === 'size' ? sql`versions where versions.is_current = 1` : sql`assets where assets.kind = ${kind}`;
  const { rows } = await sql<{ last: unknown }>`select ${by} as last from ${from} and ${range}
    order by ${by} ${sql.raw(direction)} limit 1 offset ${sql.lit(steps)}`.execute(db);
  const [end] = rows;
  return end && sql<boolean>`${by} ${sql.raw(direction === 'asc' ? '<=' : '>=')} ${end.last}`;
}
