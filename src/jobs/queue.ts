/**
 * The rows of the queue, inside units of work. A job belongs to who holds its lease: each transaction with which a
 * handler takes effect passes its lease, and fails when the job has gone to another worker in the meantime. So what a
 * job does to the database it does once, however often it is started.
 */
import type { UpdateObject } from 'kysely';
import type { Tables, Tx } from '../database/index.ts';
import { errors } from './errors.ts';

export type NewJob = {
  readonly id: string;
  /** Which handler it is for. */
  readonly kind: string;
  /** Plain JSON. */
  readonly payload: unknown;
  /** Not before; milliseconds since 1970. Now unless given. */
  readonly runAt?: number;
  /** Jobs of one kind and lane are begun in turn, and only so many run at once: see `perLane` of `createJobs`. */
  readonly lane?: string;
  readonly now: number;
};

/** The right to run a job. */
export type Lease = { readonly jobId: string; readonly token: string };

/** How long a worker that says nothing keeps its job. */
export const LEASE_MS = 15_000;
/** Rows of one insert: SQLite takes 32,766 parameters. */
const INSERT_ROWS = 500;

/** Puts a job into the queue; it is there if, and only if, the caller's transaction commits. */
export async function enqueue(tx: Tx, job: NewJob): Promise<void> {
  await enqueueAll(tx, [job]);
}

export async function enqueueAll(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
  for (let first = 0; first < jobs.length; first += INSERT_ROWS) {
    await tx
      .insertInto('jobs')
      .values(jobs.slice(first, first + INSERT_ROWS).map(toRow))
      .execute();
  }
}

function toRow(job: NewJob) {
  return {
    id: job.id,
    kind: job.kind,
    payload: JSON.stringify(job.payload),
    state: 'pending' as const,
    attempts: 0,
    run_at: job.runAt ?? job.now,
    lease_token: null,
    lease_until: null,
    result: null,
    lane: job.lane ?? '',
    created_at: job.now,
    updated_at: job.now,
  };
}

/**
 * Part of a job is done: what is left takes the place of the payload, so that whoever goes on begins there. Keeps
 * the lease. Call it first in the transaction of that part.
 * Errors: `leaseLost`.
 */
export async function saveProgress(tx: Tx, lease: Lease, payload: unknown, now: number): Promise<void> {
  await updateLeased(tx, lease, {
    payload: JSON.stringify(payload),
    lease_until: now + LEASE_MS,
    updated_at: now,
  });
}

/** All of a job is done. Errors: `leaseLost`. */
export async function finishJob(tx: Tx, lease: Lease, result: unknown, now: number): Promise<void> {
  await updateLeased(tx, lease, {
    state: 'done',
    result: JSON.stringify(result ?? null),
    lease_token: null,
    lease_until: null,
    updated_at: now,
  });
}

/**
 * A start of a job has failed: it is tried again at a time, or given up (`runAt` null); `result` says what came of it.
 * Errors: `leaseLost`.
 */
export async function putBackJob(
  tx: Tx,
  lease: Lease,
  { runAt, result }: { readonly runAt: number | null; readonly result: unknown },
  now: number,
): Promise<void> {
  await updateLeased(tx, lease, {
    state: runAt === null ? 'dead' : 'pending',
    run_at: runAt ?? now,
    result: JSON.stringify(result ?? null),
    lease_token: null,
    lease_until: null,
    updated_at: now,
  });
}

/** Also locks the row on PostgreSQL: nobody can take the job over before the transaction has ended. */
export async function updateLeased(
  tx: Tx,
  lease: Lease,
  change: UpdateObject<Tables, 'jobs'>,
): Promise<void> {
  const found = await tx
    .updateTable('jobs')
    .set(change)
    .where('id', '=', lease.jobId)
    .where('state', '=', 'running')
    .where('lease_token', '=', lease.token)
    .returning('id')
    .executeTakeFirst();
  if (found === undefined) throw errors.leaseLost(lease.jobId);
}
