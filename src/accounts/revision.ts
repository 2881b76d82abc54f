/** Counters of changes, one for each thing that processes keep a copy of. */
import type { Tx } from '../database/index.ts';

/** Their keys in `meta`. */
export type Revision =
  | 'keys_revision'
  | 'named_revision'
  | 'origins_revision'
  | 'webhooks_revision'
  | 'saved_extensions_revision';

/** First in every write: on PostgreSQL it also lets them pass one after the other, so that what they count holds. */
export async function countUp(tx: Tx, key: Revision): Promise<void> {
  await tx
    .insertInto('meta')
    .values({ key, value: '1' })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((is) => ({
        value: is.cast<string>(is(is.cast<number>(is.ref('meta.value'), 'integer'), '+', is.lit(1)), 'text'),
      })),
    )
    .execute();
}
