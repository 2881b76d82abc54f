import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database/index.ts';
import { type Clock, randomToken } from '../kernel/index.ts';
import type { Log } from '../observability/index.ts';
import { isLeaseLost } from './errors.ts';
import { LEASE_MS, type Lease } from './queue.ts';
import {
  type Claimed,
  claimJob,
  dueJobs,
  endJob,
  extendLease,
  pruneJobs,
  reclaimJobs,
  returnJob,
} from './units.ts';

/** A job in the hands of its handler. */
export type RunningJob = {
  readonly id: string;
  /** As it was enqueued, or as the last part that was done left it. */
  readonly payload: unknown;
  /** Starts, this one included. */
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** For the transactions with which the handler takes effect. */
  readonly lease: Lease;
  /** Aborted when the server stops or the lease is lost: call its `throwIfAborted` between the parts. */
  readonly signal: AbortSignal;
};

/**
 * Does a job, which may have been begun before. It is over when the handler returns, or has called `finishJob`. What
 * it throws is logged, and the job is tried again later.
 */
export type Handler = (job: RunningJob) => Promise<void>;

export type Jobs = {
  /** Before `start`: who does the jobs of a kind. */
  handle(kind: string, handler: Handler): Jobs;
  /** Begins to work. What a dead process had begun goes on: on SQLite at once, on PostgreSQL when its lease ends. */
  start(): Promise<void>;
  /** Something was enqueued: look now instead of within a second. */
  wake(): void;
  /** Stops taking jobs and waits, at most a few seconds, for the parts under way; what is left goes back. */
  close(): Promise<void>;
};

const POLL_MS = 1_000;
const CLOSE_MS = 5_000;
const PRUNE_EVERY_MS = 3_600_000;
/** The first pause after a failure; it doubles with each, up to a minute. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** An hour of trying. */
const MAX_ATTEMPTS = 65;

export function createJobs(deps: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Jobs done at once. */
  readonly workers?: number;
  readonly maxAttempts?: number;
  readonly firstPauseMs?: number;
}): Jobs {
  const {
    database,
    clock,
    log,
    workers = 2,
    maxAttempts = MAX_ATTEMPTS,
    firstPauseMs = FIRST_PAUSE_MS,
  } = deps;
  const handlers = new Map<string, Handler>();
  const closing = new AbortController();
  const loops: Promise<void>[] = [];
  let news = Promise.withResolvers<void>();
  let pruned = 0;

  async function work(): Promise<void> {
    while (!closing.signal.aborted) {
      const heard = news.promise;
      const job = await claim().catch((error: unknown) => {
        log.warn({ error }, 'The queue of jobs cannot be read at the moment.');
        return undefined;
      });
      if (job === undefined) await either(heard, POLL_MS, closing.signal);
      else await run(job.claimed, job.lease);
    }
  }

  async function claim(): Promise<{ claimed: Claimed; lease: Lease } | undefined> {
    const kinds = [...handlers.keys()];
    const now = clock();
    await prune(now);
    // A look costs the writer nothing; only when something is there is it taken.
    const due = await dueJobs(database.reader, kinds, now).select('id').limit(1).executeTakeFirst();
    if (due === undefined || closing.signal.aborted) return undefined;
    const token = randomToken(24);
    const claimed = await database.write(claimJob, { kinds, token, now });
    return claimed && { claimed, lease: { jobId: claimed.id, token } };
  }

  async function prune(now: number): Promise<void> {
    if (now - pruned < PRUNE_EVERY_MS) return;
    pruned = now;
    await database.write(pruneJobs, { now });
  }

  async function run(claimed: Claimed, lease: Lease): Promise<void> {
    const lost = new AbortController();
    const signal = AbortSignal.any([closing.signal, lost.signal]);
    const beat = setInterval(() => {
      database
        .write(extendLease, { lease, now: clock() })
        .catch((error: unknown) => isLeaseLost(error) && lost.abort());
    }, LEASE_MS / 3);
    try {
      const handler = handlers.get(claimed.kind) as Handler;
      await handler({
        id: claimed.id,
        payload: JSON.parse(claimed.payload),
        attempts: claimed.attempts,
        createdAt: claimed.created_at,
        lease,
        signal,
      });
      await database.write(endJob, { lease, now: clock() });
    } catch (error) {
      await afterFailure(claimed, lease, error, signal.aborted && error === signal.reason);
    } finally {
      clearInterval(beat);
    }
  }

  async function afterFailure(
    { id, kind, attempts }: Claimed,
    lease: Lease,
    error: unknown,
    interrupted: boolean,
  ): Promise<void> {
    // It was finished by its handler, or has gone to another worker.
    if (isLeaseLost(error)) return;
    if (interrupted) return giveBack(lease, clock(), true);
    const dead = attempts >= maxAttempts;
    log[dead ? 'error' : 'warn'](
      { error, jobId: id, kind, attempts },
      dead ? 'A job failed too often and was given up.' : 'A job failed; it is tried again.',
    );
    const delay = Math.min(firstPauseMs * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
    await giveBack(lease, dead ? null : clock() + delay, false);
  }

  /** Where this fails the lease runs out, and the job is taken over then. */
  async function giveBack(lease: Lease, runAt: number | null, interrupted: boolean): Promise<void> {
    await database.write(returnJob, { lease, runAt, interrupted, now: clock() }).catch((error: unknown) => {
      if (!isLeaseLost(error)) log.warn({ error, jobId: lease.jobId }, 'A job could not be given back.');
    });
  }

  const jobs: Jobs = {
    handle(kind, handler) {
      handlers.set(kind, handler);
      return jobs;
    },
    async start() {
      if (database.dialect === 'sqlite') await database.write(reclaimJobs, { now: clock() });
      if (handlers.size > 0) for (let worker = 0; worker < workers; worker++) loops.push(work());
    },
    wake() {
      news.resolve();
      news = Promise.withResolvers<void>();
    },
    async close() {
      closing.abort();
      await Promise.race([Promise.all(loops), pause(CLOSE_MS, undefined, { ref: false })]);
    },
  };
  return jobs;
}

/** Until there is news, the time is over, or everything ends. */
async function either(news: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const waits = pause(ms, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => {});
  await Promise.race([news, waits]);
  over.abort();
}
