/**
 * The rows that a version owns in other tables: each has its `version_id`, `asset_id` and `is_current`. They share
 * its fate: an older version keeps its own, and a copy gets its own.
 */
import { sql } from 'kysely';
import type { Tables, Tx } from '../database/index.ts';
import { createdAtOf } from './created-at.ts';

/** Each table with its other columns. */
export const BELONGINGS = {
  tags: ['created_at', 'position', 'source', 'name', 'confidence'],
  custom_values: ['created_at', 'field_id', 'position', 'type', 'text_value', 'text_start', 'number_value'],
  embedded_values: ['name', 'position', 'text_value', 'number_value'],
  search_terms: ['created_at', 'field_id', 'term', 'count'],
} as const satisfies { readonly [Table in keyof Tables]?: readonly (keyof Tables[Table])[] };

/** What a version owns is current when the version is. */
export async function setCurrent(tx: Tx, versionId: string, isCurrent: 0 | 1): Promise<void> {
  for (const table of Object.keys(BELONGINGS)) {
    await sql`update ${sql.table(table)} set is_current = ${isCurrent} where version_id = ${versionId}`.execute(
      tx,
    );
  }
}

/** A version and the copy of it. */
export type CopiedVersion = { readonly from: string; readonly to: string; readonly isCurrent: boolean };

/** Gives copies of versions copies of what those own: one statement a table. */
export async function copyBelongings(
  tx: Tx,
  assetId: string,
  versions: readonly CopiedVersion[],
): Promise<void> {
  const copyOf = sql.join(
    versions.map(({ from, to }) => sql`when ${from} then ${to}`),
    sql` `,
  );
  const current = sql.join(versions.filter((version) => version.isCurrent).map((version) => version.from));
  for (const [table, names] of Object.entries(BELONGINGS)) {
    const columns = sql.join(names.map((name) => sql.ref(name)));
    const values = names.map((name) => (name === 'created_at' ? createdAtOf(assetId) : sql.ref(name)));
    await sql`
      insert into ${sql.table(table)} (version_id, asset_id, is_current, ${columns})
      select case version_id ${copyOf} end, ${sql.val(assetId)},
        case when version_id in (${current}) then 1 else 0 end, ${sql.join(values)}
      from ${sql.table(table)}
      where version_id in (${sql.join(versions.map((version) => version.from))})`.execute(tx);
  }
}
