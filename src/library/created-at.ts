import { type RawBuilder, sql } from 'kysely';

/**
 * When an asset was made, as a value of the rows that belong to it: the indexes that lead a search to it are in that
 * order. It never changes.
 */
export function createdAtOf(assetId: string): RawBuilder<number> {
  return sql<number>`(select created_at from assets where id = ${assetId})`;
}
