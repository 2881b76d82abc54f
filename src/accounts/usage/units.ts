import { sql } from 'kysely';
import { type Tx, unitOfWork } from '../../database/index.ts';
import type { CountRow } from './counter.ts';

/** Names of one dimension and day, above which the smallest are cleared, and how many of them stay by each measure. */
const MAX_NAMES = 2_000;
const KEPT = 500;
/** Rows of one statement. */
const CHUNK = 500;

/** Adds counts to what is there: every node has its own to add. */
export const addCountsUnit = unitOfWork(
  'accounts.addCounts',
  async (tx: Tx, { rows }: { readonly rows: readonly CountRow[] }): Promise<void> => {
    // In one order, so that two nodes wait for each other and not in a circle.
    const sorted = rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    for (let at = 0; at < sorted.length; at += CHUNK) {
      await tx
        .insertInto('usage_counts')
        .values(sorted.slice(at, at + CHUNK))
        .onConflict((conflict) =>
          conflict.columns(['day', 'dimension', 'name']).doUpdateSet((is) => ({
            requests: is('usage_counts.requests', '+', is.ref('excluded.requests')),
            bytes: is('usage_counts.bytes', '+', is.ref('excluded.bytes')),
          })),
        )
        .execute();
    }
  },
);

function keyOf({ day, dimension, name }: CountRow): string {
  return `${day} ${dimension} ${name}`;
}

/** Forgets the days before `before`, and of the days from `since` on the names that are too many. */
export const clearCountsUnit = unitOfWork(
  'accounts.clearCounts',
  async (tx: Tx, { before, since }: { readonly before: string; readonly since: string }): Promise<void> => {
    await tx.deleteFrom('usage_counts').where('day', '<', before).execute();
    const crowded = await tx
      .selectFrom('usage_counts')
      .select(['day', 'dimension'])
      .where('day', '>=', since)
      .groupBy(['day', 'dimension'])
      .having((is) => is.fn.countAll<number>(), '>', MAX_NAMES)
      .execute();
    for (const { day, dimension } of crowded) {
      const largest = (measure: 'requests' | 'bytes') => sql<string>`select name from (
        select name from usage_counts where day = ${day} and dimension = ${dimension}
        order by ${sql.ref(measure)} desc, name limit ${KEPT}) as largest`;
      await tx
        .deleteFrom('usage_counts')
        .where('day', '=', day)
        .where('dimension', '=', dimension)
        .where(sql<boolean>`name not in (${largest('requests')} union ${largest('bytes')})`)
        .execute();
    }
  },
);
