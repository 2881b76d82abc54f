/** Turns events into deliveries, for as long as the process runs. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database/index.ts';
import { type Clock, objectId } from '../kernel/index.ts';
import type { Log } from '../observability/index.ts';
import type { Message } from './message.ts';
import { claimEvents, fanOut, isAnyPending, type OutboxEvent } from './outbox.ts';

/**
 * Makes the bodies that are sent, by the id of the event, of what there is now. What can no longer be told, because the
 * file it is about has gone in the meantime, is left out: that it has gone is an event of its own.
 */
export type MakeBodies = (events: readonly OutboxEvent[]) => Promise<ReadonlyMap<string, string>>;

export type FanOutDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly makeBodies: MakeBodies;
  /** There is something to deliver. */
  readonly onMessages: () => void;
};

export type FanOut = {
  start(): void;
  /** Something has happened: look now instead of a moment later. */
  wake(): void;
  close(): Promise<void>;
};

const POLL_MS = 500;
/** Three webhooks make 150 rows of it, with payloads: no longer a write than others can wait for. */
const BATCH = 50;

export function createFanOut(deps: FanOutDeps): FanOut {
  const closing = new AbortController();
  let loop = Promise.resolve();
  let news = Promise.withResolvers<void>();

  async function work(): Promise<void> {
    while (!closing.signal.aborted) {
      const heard = news.promise;
      const more = await fanOutBatch(deps).catch((error: unknown) => {
        deps.log.warn({ error }, 'Events could not be prepared for the webhooks; it is tried again.');
        return false;
      });
      if (!more)
        await Promise.race([heard, pause(POLL_MS, undefined, { signal: closing.signal }).catch(() => {})]);
    }
  }

  return {
    start() {
      loop = work();
    },
    wake() {
      news.resolve();
      news = Promise.withResolvers();
    },
    async close() {
      closing.abort();
      await loop;
    },
  };
}

/** Answers whether there may be more. */
export async function fanOutBatch(deps: Omit<FanOutDeps, 'log'>): Promise<boolean> {
  const { database, clock } = deps;
  const now = clock();
  if (!(await isAnyPending(database.reader, now))) return false;
  const { events, seen } = await database.write(claimEvents, { now, limit: BATCH });
  if (events.length > 0) {
    const bodies = await deps.makeBodies(events);
    const messages = events.flatMap(({ id, type, receivers }) => {
      const body = bodies.get(id);
      if (body === undefined) return [];
      return receivers.map((to): Message & { id: string } => ({
        id: objectId(now),
        to,
        eventId: id,
        type,
        body,
      }));
    });
    await database.write(fanOut, { eventIds: events.map((event) => event.id), messages, now });
    if (messages.length > 0) deps.onMessages();
  }
  return seen === BATCH;
}
