/** Every write of the workers themselves. */
import { sql } from 'kysely';
import { hasRowLocks, type Tables, type Tx, type UnitOfWork, unitOfWork } from '../database/index.ts';
import { finishJob, LEASE_MS, type Lease, updateLeased } from './queue.ts';

export type Claimed = Pick<Tables['jobs'], 'id' | 'kind' | 'payload' | 'attempts' | 'created_at'>;

/** Records of jobs that are over can be asked for so long (rest-api.md 2.9). */
export const KEEP_JOBS_MS = 31 * 24 * 60 * 60 * 1000;
const PRUNE_ROWS = 500;

/** Takes the job that has waited longest, of those whose time has come or whose worker has not been heard of. */
export const claimJob = unitOfWork(
  'jobs.claim',
  async (
    tx: Tx,
    {
      kinds,
      token,
      now,
    }: { readonly kinds: readonly string[]; readonly token: string; readonly now: number },
  ): Promise<Claimed | undefined> => {
    const due = dueJobs(tx, kinds, now).select('id').orderBy('run_at').orderBy('id').limit(1);
    const next = await (hasRowLocks(tx) ? due.forUpdate().skipLocked() : due).executeTakeFirst();
    if (next === undefined) return undefined;
    return tx
      .updateTable('jobs')
      .set((is) => ({
        state: 'running',
        attempts: is('attempts', '+', 1),
        lease_token: token,
        lease_until: now + LEASE_MS,
        updated_at: now,
      }))
      .where('id', '=', next.id)
      .returning(['id', 'kind', 'payload', 'attempts', 'created_at'])
      .executeTakeFirst();
  },
);

export function dueJobs(db: Tx, kinds: readonly string[], now: number) {
  return db
    .selectFrom('jobs')
    .where('kind', 'in', kinds)
    .where((is) =>
      is.or([
        is.and([is('state', '=', 'pending'), is('run_at', '<=', now)]),
        is.and([is('state', '=', 'running'), is('lease_until', '<=', now)]),
      ]),
    );
}

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

/** At the start of the only process of a database: whoever ran a job before is dead. */
export const reclaimJobs = unitOfWork(
  'jobs.reclaim',
  async (tx: Tx, { now }: { readonly now: number }): Promise<void> => {
    await tx
      .updateTable('jobs')
      .set({ state: 'pending', run_at: now, lease_token: null, lease_until: null, updated_at: now })
      .where('state', '=', 'running')
      .execute();
  },
);

/** Forgets jobs that were over long ago, a bounded number of them. */
export const pruneJobs = unitOfWork(
  'jobs.prune',
  async (tx: Tx, { now }: { readonly now: number }): Promise<void> => {
    const old = tx
      .selectFrom('jobs')
      .select('id')
      .where('state', 'in', ['done', 'dead'])
      .where('updated_at', '<', now - KEEP_JOBS_MS)
      .limit(PRUNE_ROWS);
    await tx.deleteFrom('jobs').where('id', 'in', old).execute();
  },
);

export const units: readonly UnitOfWork<never, unknown>[] = [
  claimJob,
  extendLease,
  endJob,
  returnJob,
  reclaimJobs,
  pruneJobs,
];
