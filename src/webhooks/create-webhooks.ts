/**
 * Brings what happens to whom it concerns (rest-api.md 5): events of the outbox to the account's webhooks, callbacks to
 * the URLs that came with requests. At least once, and with one id however often; in no particular order.
 */
import { createJobs } from '../jobs/index.ts';
import { isObjectId } from '../kernel/index.ts';
import { createDeliver, type DeliverDeps } from './deliver.ts';
import { type DeliveriesQuery, type Delivery, listDeliveries, replayDelivery } from './deliveries.ts';
import { errors } from './errors.ts';
import { createFanOut, type MakeBodies } from './fan-out.ts';
import { DELIVERY } from './message.ts';
import { pruneDeliveries } from './prune.ts';

export type WebhooksDeps = DeliverDeps & { readonly makeBodies: MakeBodies };

export type Webhooks = {
  /** Begins to send; what a dead process had begun goes on. */
  start(): Promise<void>;
  /** Something has happened, or time has passed: look now instead of a moment later. */
  wake(): void;
  /** Stops; what is under way is sent again by whoever starts next. */
  close(): Promise<void>;
  deliveries(query: DeliveriesQuery): Promise<readonly Delivery[]>;
  /** Errors: `deliveryNotFound` (404); `deliveryUnderWay`, `deliveryArrived`, `receiverGone` (400). */
  replay(id: string): Promise<Delivery>;
};

/** Messages under way at once: three webhooks, and the callbacks of several slow hosts beside them. */
const WORKERS = 32;
/** Messages under way to one webhook: a receiver that takes its 30 seconds keeps no other one waiting. */
const PER_RECEIVER = 4;
const PRUNE_EVERY_MS = 60_000;

export function createWebhooks(deps: WebhooksDeps): Webhooks {
  const { database, clock, log } = deps;
  const jobs = createJobs({ database, clock, log, workers: WORKERS, perLane: PER_RECEIVER });
  jobs.handle(DELIVERY, createDeliver(deps));
  const fanOut = createFanOut({ ...deps, onMessages: jobs.wake });
  let pruning: NodeJS.Timeout | undefined;

  return {
    async start() {
      await jobs.start();
      fanOut.start();
      pruning = setInterval(() => {
        pruneDeliveries(database, clock()).catch((error: unknown) =>
          log.warn({ error }, 'Old deliveries could not be forgotten; it is tried again in a minute.'),
        );
      }, PRUNE_EVERY_MS);
    },
    wake() {
      fanOut.wake();
      jobs.wake();
    },
    async close() {
      clearInterval(pruning);
      await fanOut.close();
      await jobs.close();
    },
    deliveries: (query) => listDeliveries(database.reader, query),
    async replay(id) {
      if (!isObjectId(id)) throw errors.deliveryNotFound();
      const delivery = await database.write(replayDelivery, { id, now: clock() });
      jobs.wake();
      return delivery;
    },
  };
}
