/** What a unit of work needs of PostgreSQL, where others run at the same time. On SQLite writes come one by one. */
import { PostgresAdapter, sql } from 'kysely';
import type { Tx } from './unit-of-work.ts';

/** Things that no row stands for, with their number among PostgreSQL's advisory locks. */
const NUMBERS = {
  /** Where folders are. */
  folders: 0x68616c66_00000001n,
} as const;

/** Whether rows can be locked one by one, and `for update skip locked` means something. */
export function hasRowLocks(tx: Tx): boolean {
  return tx.getExecutor().adapter instanceof PostgresAdapter;
}

/**
 * Waits for the lock and keeps it until the transaction ends: many may share it, or one has it alone. Who wants it
 * alone asks for that first, before sharing it: two who share it would wait for each other.
 */
export async function lock(tx: Tx, what: keyof typeof NUMBERS, mode: 'shared' | 'alone'): Promise<void> {
  if (!hasRowLocks(tx)) return;
  const number = sql.lit(NUMBERS[what]);
  await (mode === 'shared'
    ? sql`select pg_advisory_xact_lock_shared(${number})`
    : sql`select pg_advisory_xact_lock(${number})`
  ).execute(tx);
}
