/** What the account can see of its deliveries, and what it can do about those that were given up. */
import type { Selectable } from 'kysely';
import { type Reader, type Tables, type Tx, unitOfWork } from '../database/index.ts';
import { isEnabled } from './deliver.ts';
import { errors } from './errors.ts';
import { DELIVERY, type Message, type Outcome, type Receiver } from './message.ts';

/** `pending`: to be sent, first or again. `dead`: given up. */
export const DELIVERY_STATES = ['pending', 'delivered', 'dead'] as const;

export type DeliveryState = (typeof DELIVERY_STATES)[number];

export type Delivery = {
  readonly id: string;
  readonly to: Receiver;
  readonly eventId: string;
  readonly type: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** When it was to be sent first, or was replayed. Times are milliseconds since 1970. */
  readonly queuedAt: number;
  readonly nextAttemptAt: number | undefined;
  /** Of the attempt before; undefined before the first. */
  readonly last: Outcome | undefined;
};

export type DeliveriesQuery = {
  readonly state: DeliveryState;
  readonly limit: number;
  readonly skip: number;
};

const JOB_STATES = {
  pending: ['pending', 'running'],
  delivered: ['done'],
  dead: ['dead'],
} as const satisfies Record<DeliveryState, readonly Tables['jobs']['state'][]>;

/** The newest first, a page of them. */
export async function listDeliveries(
  reader: Reader,
  { state, limit, skip }: DeliveriesQuery,
): Promise<Delivery[]> {
  // The ids first, from an index: rows with their payloads would be heavy to sort.
  const page = reader
    .selectFrom('jobs')
    .select('id')
    .where('kind', '=', DELIVERY)
    .where('state', 'in', JOB_STATES[state])
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(skip);
  const rows = await reader
    .selectFrom('jobs')
    .select(COLUMNS)
    .where('id', 'in', page)
    .orderBy('id', 'desc')
    .execute();
  return rows.map(toDelivery);
}

/**
 * Sends what was given up once more, from the start of the schedule.
 * Errors: `deliveryNotFound` (404); `deliveryUnderWay`, `deliveryArrived`, `receiverGone` (400).
 */
export const replayDelivery = unitOfWork(
  'webhooks.replay',
  async (tx: Tx, { id, now }: { readonly id: string; readonly now: number }): Promise<Delivery> => {
    const replayed = await tx
      .updateTable('jobs')
      .set({ state: 'pending', attempts: 0, run_at: now, created_at: now, updated_at: now })
      .where('id', '=', id)
      .where('kind', '=', DELIVERY)
      .where('state', '=', 'dead')
      .returning(COLUMNS)
      .executeTakeFirst();
    if (replayed === undefined) throw await whyNot(tx, id);
    const delivery = toDelivery(replayed);
    if ('webhookId' in delivery.to && !(await isEnabled(tx, delivery.to.webhookId)))
      throw errors.receiverGone();
    return delivery;
  },
);

const COLUMNS = ['id', 'payload', 'state', 'attempts', 'run_at', 'result', 'created_at'] as const;

type Row = Pick<Selectable<Tables['jobs']>, (typeof COLUMNS)[number]>;

async function whyNot(tx: Tx, id: string) {
  const row = await tx
    .selectFrom('jobs')
    .select('state')
    .where('id', '=', id)
    .where('kind', '=', DELIVERY)
    .executeTakeFirst();
  if (row === undefined) return errors.deliveryNotFound();
  return row.state === 'done' ? errors.deliveryArrived() : errors.deliveryUnderWay();
}

function toDelivery(row: Row): Delivery {
  const { to, eventId, type }: Message = JSON.parse(row.payload);
  const last: Outcome | null = JSON.parse(row.result ?? 'null');
  return {
    id: row.id,
    to,
    eventId,
    type,
    state: row.state === 'done' ? 'delivered' : row.state === 'dead' ? 'dead' : 'pending',
    attempts: row.attempts,
    queuedAt: row.created_at,
    nextAttemptAt: row.state === 'pending' ? row.run_at : undefined,
    last: last ?? undefined,
  };
}
