/** Every write of the workers themselves. */
import { sql } from 'kysely';
import { type Reader, type Tables, type Tx, type UnitOfWork, unitOfWork } from '../database/index.ts';
import { dueJobs, type Wanted } from './due.ts';
import { finishJob, LEASE_MS, type Lease, updateLeased } from './queue.ts';

export type Claimed = Pick<Tables['jobs'], 'id' | 'kind' | 'payload' | 'attempts' | 'created_at'> & {
  readonly lane: string;
  /** Of the lease. */
  readonly token: string;
};

/** Records of jobs that are over can be asked for so long (rest-api.md 2.9). */
export const KEEP_JOBS_MS = 31 * 24 * 60 * 60 * 1000;
const PRUNE_ROWS = 500;

/**
 * Takes as many jobs as there are tokens, if so many are due: first those whose worker has not been heard of, then
 * those that have waited longest.
 */
export const claimJobs = unitOfWork(
  'jobs.claim',
  async (
    tx: Tx,
    { tokens, ...given }: Omit<Wanted, 'limit'> & { readonly tokens: readonly string[] },
  ): Promise<Claimed[]> => {
    const ids = await dueJobs(tx, { ...given, limit: tokens.length });
    const claimed: Claimed[] = [];
    for (const [index, id] of ids.entries()) {
      const token = tokens[index] as string;
      const job = await tx
        .updateTable('jobs')
        .set((is) => ({
          state: 'running',
          attempts: is('attempts', '+', 1),
          lease_token: token,
          lease_until: given.now + LEASE_MS,
          updated_at: given.now,
        }))
        .where('id', '=', id)
        .returning(['id', 'kind', 'lane', 'payload', 'attempts', 'created_at'])
        .executeTakeFirst();
      if (job !== undefined) claimed.push({ ...job, token });
    }
    return claimed;
  },
);

/** The worker still lives. */
export const extendLease = unitOfWork(
  'jobs.extend',
  async (tx: Tx, { lease, now }: { readonly lease: Lease; readonly now: number }): Promise<void> => {
    await updateLeased(tx, lease, { lease_until: now + LEASE_MS, updated_at: now });
  },
);

export const endJob = unitOfWork(
  'jobs.end',
  async (tx: Tx, { lease, now }: { readonly lease: Lease; readonly now: number }): Promise<void> => {
    await finishJob(tx, lease, null, now);
  },
);

/** Gives a job back: to be tried again at a time, or given up (`runAt` null). */
export const returnJob = unitOfWork(
  'jobs.return',
  async (
    tx: Tx,
    given: {
      readonly lease: Lease;
      readonly runAt: number | null;
      /** Interrupted, not failed: this start does not count. */
      readonly interrupted: boolean;
      readonly now: number;
    },
  ): Promise<void> => {
    await updateLeased(tx, given.lease, {
      state: given.runAt === null ? 'dead' : 'pending',
      run_at: given.runAt ?? given.now,
      attempts: sql<number>`attempts - ${sql.lit(given.interrupted ? 1 : 0)}`,
      lease_token: null,
      lease_until: null,
      updated_at: given.now,
    });
  },
);

/** At the start of the only process of a database: whoever ran jobs of these kinds before is dead. */
export const reclaimJobs = unitOfWork(
  'jobs.reclaim',
  async (
    tx: Tx,
    { kinds, now }: { readonly kinds: readonly string[]; readonly now: number },
  ): Promise<void> => {
    await tx
      .updateTable('jobs')
      .set({ state: 'pending', run_at: now, lease_token: null, lease_until: null, updated_at: now })
      .where('kind', 'in', kinds)
      .where('state', '=', 'running')
      .execute();
  },
);

/** Ids of jobs that were over long ago, a bounded number: looked for where no writer waits. */
export async function findOldJobs(reader: Reader, now: number): Promise<string[]> {
  const old = await reader
    .selectFrom('jobs')
    .select('id')
    .where('state', 'in', ['done', 'dead'])
    .where('updated_at', '<', now - KEEP_JOBS_MS)
    .limit(PRUNE_ROWS)
    .execute();
  return old.map((row) => row.id);
}

/** Forgets jobs that are over. */
export const pruneJobs = unitOfWork('jobs.prune', async (tx: Tx, ids: readonly string[]): Promise<void> => {
  await tx.deleteFrom('jobs').where('id', 'in', ids).where('state', 'in', ['done', 'dead']).execute();
});

export const units: readonly UnitOfWork<never, unknown>[] = [
  claimJobs,
  extendLease,
  endJob,
  returnJob,
  reclaimJobs,
  pruneJobs,
];
