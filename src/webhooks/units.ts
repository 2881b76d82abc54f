import type { UnitOfWork } from '../database/index.ts';
import { dropUnheard, settleDelivered, settleFailed } from './deliver.ts';
import { replayDelivery } from './deliveries.ts';
import { claimEvents, fanOut } from './outbox.ts';
import { forgetDeliveries, giveUpOverdue } from './prune.ts';

/** Every write of this room. */
export const units: readonly UnitOfWork<never, unknown>[] = [
  claimEvents,
  fanOut,
  settleDelivered,
  settleFailed,
  dropUnheard,
  replayDelivery,
  giveUpOverdue,
  forgetDeliveries,
];
