/**
 * From the outbox to deliveries. Events are claimed for a while, so that processes share the work; their payloads are
 * made; then one transaction takes the events out and puts the deliveries in. A process that dies in between leaves the
 * events where they are, one that was too slow finds them gone: each event is fanned out once.
 */
import { hasRowLocks, type Reader, type Tx, unitOfWork } from '../database/index.ts';
import { enqueueAll } from '../jobs/index.ts';
import { CALLBACK, DELIVERY, laneOf, type Message, type Receiver } from './message.ts';

export type OutboxEvent = {
  readonly id: string;
  readonly type: string;
  /** As it was recorded: ids, or all of the payload. */
  readonly data: unknown;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
};

/** An event and whom it is for. */
export type ClaimedEvent = OutboxEvent & { readonly receivers: readonly Receiver[] };

/** What a process has for making the payloads of what it claimed. */
export const CLAIM_MS = 15_000;

export type Claim = {
  readonly events: readonly ClaimedEvent[];
  /** How many were looked at: fewer than the limit when that was all. */
  readonly seen: number;
};

/** Whether there is anything to claim, for a look that costs the writer nothing. */
export async function isAnyPending(reader: Reader, now: number): Promise<boolean> {
  return (await pending(reader, now, 1).executeTakeFirst()) !== undefined;
}

/**
 * Claims the oldest events. Those that nobody has subscribed to are forgotten: who listens is read here, in the
 * transaction, so that a webhook hears of everything that happens after it was made.
 */
export const claimEvents = unitOfWork(
  'webhooks.claimEvents',
  async (tx: Tx, { now, limit }: { readonly now: number; readonly limit: number }): Promise<Claim> => {
    const oldest = pending(tx, now, limit);
    const rows = await (hasRowLocks(tx) ? oldest.forUpdate().skipLocked() : oldest).execute();
    const subscribers = await readSubscribers(tx);
    const events = rows.map(({ id, type, data, created_at }): ClaimedEvent => {
      const parsed = JSON.parse(data);
      const receivers = type === CALLBACK ? [{ url: parsed.url }] : subscribers(type);
      return { id, type, data: parsed, createdAt: created_at, receivers };
    });
    const wanted = events.filter(({ receivers }) => receivers.length > 0);
    const unwanted = events.filter(({ receivers }) => receivers.length === 0);
    if (unwanted.length > 0) await tx.deleteFrom('events').where('id', 'in', unwanted.map(idOf)).execute();
    if (wanted.length > 0) {
      await tx
        .updateTable('events')
        .set({ lease_until: now + CLAIM_MS })
        .where('id', 'in', wanted.map(idOf))
        .execute();
    }
    return { events: wanted, seen: rows.length };
  },
);

/** Takes events out of the outbox, and puts in what is to be sent of those that are still there. */
export const fanOut = unitOfWork(
  'webhooks.fanOut',
  async (
    tx: Tx,
    input: {
      readonly eventIds: readonly string[];
      readonly messages: readonly (Message & { readonly id: string })[];
      readonly now: number;
    },
  ): Promise<void> => {
    const taken = await tx.deleteFrom('events').where('id', 'in', input.eventIds).returning('id').execute();
    const ours = new Set(taken.map(idOf));
    await enqueueAll(
      tx,
      input.messages
        .filter((message) => ours.has(message.eventId))
        .map(({ id, ...message }) => ({
          id,
          kind: DELIVERY,
          lane: laneOf(message.to),
          payload: message,
          now: input.now,
        })),
    );
  },
);

function pending(db: Reader, now: number, limit: number) {
  return db
    .selectFrom('events')
    .select(['id', 'type', 'data', 'created_at'])
    .where('state', '=', 'pending')
    .where('lease_until', '<=', now)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit);
}

/** Which webhooks have subscribed to a type of event. */
async function readSubscribers(tx: Tx): Promise<(type: string) => Receiver[]> {
  const rows = await tx
    .selectFrom('webhooks')
    .select(['id', 'events'])
    .where('enabled', '=', 1)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const webhooks = rows.map(({ id, events }) => ({ id, types: new Set<string>(JSON.parse(events)) }));
  return (type) => webhooks.filter(({ types }) => types.has(type)).map(({ id }) => ({ webhookId: id }));
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}
