/** The parameter `tags` of a list: files with any of these user tags. */
import { sql } from 'kysely';
import type { Kind } from './list-order.ts';
import { opaque } from './list-rows.ts';
import type { PreparedSearch, Search } from './list-search.ts';

/** Of what is better led to, this share is looked up without choosing among the rows first. */
const FEW = 0.1;
/** So many rows of the index are put in the order of creation at once. */
const MAX_DATED = 100_000;

export function tagSearch(tags: readonly string[], kinds: ReadonlySet<Kind>): Search {
  const isOld = kinds.has('file-version');
  const isNamed = sql<boolean>`tags.name in (${sql.join(tags)}) and tags.is_current = ${sql.lit(isOld ? 0 : 1)}`;
  const isTagged = sql<boolean>`${isNamed} and tags.source = ''`;
  const ofVersion = sql`exists (select 1 from tags where ${isTagged} and tags.version_id = versions.id limit 1 offset 0)`;
  const ofAsset = sql`exists (select 1 from tags where ${isTagged}
    and tags.created_at = assets.created_at and tags.asset_id = assets.id limit 1 offset 0)`;
  const condition = opaque(isOld ? sql`${ofVersion}` : sql`${ofAsset}`);
  const walked: PreparedSearch = {
    condition,
    lead: undefined,
    range: sql`1 = 1`,
    score: undefined,
    time: undefined,
    otherwise: undefined,
    first: undefined,
  };
  const led = {
    ...walked,
    condition: isOld ? condition : sql<boolean>`1 = 1`,
    lead: sql`(select distinct tags.asset_id from tags where ${isTagged})`,
  };
  return {
    kinds,
    async prepare({ db, parentId, order, direction, most }) {
      if (isOld || order === 'other' || parentId !== undefined) return led;
      const isByCreation = order === 'created_at' || order === 'relevance';
      const bound = isByCreation ? MAX_DATED : 5 * most;
      const matches = await countUpTo(bound + 1);
      if (matches <= (isByCreation ? FEW * most : most)) return led;
      if (isByCreation && matches <= bound) return { ...led, first: { matches, growth: 4, take } };
      if (kinds.size > 1) return led;
      return { ...walked, otherwise: matches <= bound ? { matches, led } : undefined };

      async function countUpTo(bound: number): Promise<number> {
        const { rows } = await sql<{ count: number }>`
          select count(*) as count from (select 1 from tags where ${isNamed} limit ${sql.lit(bound)}) as counted
          `.execute(db);
        return rows[0]?.count ?? 0;
      }

      /** The index tells of no sources: whose tags these are is asked of the first ones alone. */
      function take(rows: number): PreparedSearch {
        const lead = sql`(select distinct earliest.asset_id from (
          select tags.asset_id, tags.created_at from tags where ${isNamed}
          order by tags.created_at ${sql.raw(direction)}, tags.asset_id limit ${sql.lit(rows)}) as earliest)`;
        return { ...walked, lead };
      }
    },
  };
}
