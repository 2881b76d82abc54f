import type { Kysely } from 'kysely';
import type { Tables } from './schema.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** For single `select`s. Writing, streaming and transactions are refused on SQLite: a write is a unit of work. */
export type Reader = Kysely<Tables>;

/**
 * The database, whichever it is. Every call may fail with `databaseUnavailable` (503) while it is down, full or
 * locked; the next call tries again.
 */
export type Database = {
  readonly dialect: 'sqlite' | 'postgres';
  /** Reads of the API. Sees every write that was completed before. */
  readonly reader: Reader;
  /** Reads of delivery, on a thread or pool of its own: a slow search never stands before them. */
  readonly deliveryReader: Reader;
  /**
   * Runs a unit of work and answers when its effect is durable.
   *
   * Besides the unit's own errors: `databaseUnavailable` (503, nothing was written) and `outcomeUnknown` (503, the
   * connection or thread was lost during the commit, so it may or may not have been written; what the transaction
   * may refer to must not be removed).
   */
  write<In, Out>(unit: UnitOfWork<In, Out>, input: In): Promise<Out>;
  /** Whether it answers, writer included; rejects with `databaseUnavailable`. */
  ping(): Promise<void>;
  /** Ends what was begun, then closes; calls after it reject. */
  close(): Promise<void>;
};
