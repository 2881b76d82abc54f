/** Giving up deliveries that nobody takes, and forgetting those that are over. */
import { type Database, type Reader, type Tx, unitOfWork } from '../database/index.ts';
import { DELIVERY, type Outcome } from './message.ts';
import { GIVE_UP_AFTER_MS } from './retries.ts';

/** Deliveries that arrived can be looked at so long. */
export const KEEP_DELIVERED_MS = 60 * 60 * 1000;
/** Those that were given up can be replayed so long, and no more of them than this: the rest of a long trouble. */
export const KEEP_DEAD_MS = 31 * 24 * 60 * 60 * 1000;
const KEEP_DEAD_ROWS = 100_000;
const BATCH_ROWS = 1_000;

/** A bounded number of rows at a time, looked for where no writer waits. */
export async function pruneDeliveries({ reader, write }: Database, now: number): Promise<void> {
  for (;;) {
    const ids = await findOverdue(reader, now);
    if (ids.length > 0) await write(giveUpOverdue, { ids, now });
    if (ids.length < BATCH_ROWS) break;
  }
  for (;;) {
    const ids = [...(await findOver(reader, now)), ...(await findTooMany(reader))];
    if (ids.length > 0) await write(forgetDeliveries, ids);
    if (ids.length < BATCH_ROWS) return;
  }
}

/** More is said to its receiver than it takes, so that its turn has not come for a day: the queue has an end. */
async function findOverdue(reader: Reader, now: number): Promise<string[]> {
  const rows = await reader
    .selectFrom('jobs')
    .select('id')
    .where('kind', '=', DELIVERY)
    .where('state', '=', 'pending')
    .where('run_at', '<', now - GIVE_UP_AFTER_MS)
    .limit(BATCH_ROWS)
    .execute();
  return rows.map((row) => row.id);
}

async function findOver(reader: Reader, now: number): Promise<string[]> {
  const rows = await reader
    .selectFrom('jobs')
    .select('id')
    .where('kind', '=', DELIVERY)
    .where((is) =>
      is.or([
        is.and([is('state', '=', 'done'), is('updated_at', '<', now - KEEP_DELIVERED_MS)]),
        is.and([is('state', '=', 'dead'), is('updated_at', '<', now - KEEP_DEAD_MS)]),
      ]),
    )
    .limit(BATCH_ROWS)
    .execute();
  return rows.map((row) => row.id);
}

async function findTooMany(reader: Reader): Promise<string[]> {
  const rows = await reader
    .selectFrom('jobs')
    .select('id')
    .where('kind', '=', DELIVERY)
    .where('state', '=', 'dead')
    .orderBy('id', 'desc')
    .offset(KEEP_DEAD_ROWS)
    .limit(BATCH_ROWS)
    .execute();
  return rows.map((row) => row.id);
}

/** One that has been begun in the meantime goes its way. It keeps its body, to be replayed. */
export const giveUpOverdue = unitOfWork(
  'webhooks.giveUpOverdue',
  async (tx: Tx, { ids, now }: { readonly ids: readonly string[]; readonly now: number }): Promise<void> => {
    const error = 'The receiver was too slow: the turn of this delivery did not come within a day.';
    const outcome: Outcome = { status: null, error, at: now };
    await tx
      .updateTable('jobs')
      .set({ state: 'dead', result: JSON.stringify(outcome), updated_at: now })
      .where('id', 'in', ids)
      .where('state', '=', 'pending')
      .where('run_at', '<', now - GIVE_UP_AFTER_MS)
      .execute();
  },
);

/** A delivery that is being replayed stays. */
export const forgetDeliveries = unitOfWork(
  'webhooks.forget',
  async (tx: Tx, ids: readonly string[]): Promise<void> => {
    await tx.deleteFrom('jobs').where('id', 'in', ids).where('state', 'in', ['done', 'dead']).execute();
  },
);
