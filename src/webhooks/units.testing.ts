/** The writes of this room, and what others write that tests of it need. */
import { type Tables, type Tx, unitOfWork } from '../database/index.ts';
import { units as jobUnits } from '../jobs/units.ts';
import { CALLBACK } from './message.ts';
import { units as webhookUnits } from './units.ts';

export const putWebhook = unitOfWork(
  'test.putWebhook',
  async (tx: Tx, webhook: Pick<Tables['webhooks'], 'id' | 'endpoint' | 'enabled'> & { events: string[] }) => {
    const row = { ...webhook, events: JSON.stringify(webhook.events) };
    await tx
      .insertInto('webhooks')
      .values({ ...row, secret: '', created_at: 0, updated_at: 0 })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  },
);

export const addEvents = unitOfWork(
  'test.addEvents',
  async (tx: Tx, events: readonly { type: string; data: unknown; now: number }[]): Promise<string[]> => {
    const rows = await tx
      .insertInto('events')
      .values(
        events.map(({ type, data, now }) => ({
          type,
          data: JSON.stringify(data),
          state: 'pending' as const,
          job_id: null,
          created_at: now,
        })),
      )
      .returning('id')
      .execute();
    return rows.map((row) => row.id);
  },
);

export const addCallback = unitOfWork(
  'test.addCallback',
  (tx: Tx, { url, now }: { readonly url: string; readonly now: number }): Promise<string[]> =>
    addEvents.run(tx, [{ type: CALLBACK, data: { url, body: {} }, now }]),
);

export const holdEvent = unitOfWork('test.holdEvent', async (tx: Tx, id: string): Promise<void> => {
  await tx.updateTable('events').set({ state: 'held', job_id: 'job' }).where('id', '=', id).execute();
});

export const units = [...jobUnits, ...webhookUnits, putWebhook, addEvents, addCallback, holdEvent];
