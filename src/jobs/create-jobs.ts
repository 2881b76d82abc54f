import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../database/index.ts';
import { type Clock, randomToken } from '../kernel/index.ts';
import type { Log } from '../observability/index.ts';
import { isAnyDue, laneKey } from './due.ts';
import { isLeaseLost } from './errors.ts';
import { LEASE_MS, type Lease } from './queue.ts';
import {
  type Claimed,
  claimJobs,
  endJob,
  extendLease,
  findOldJobs,
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
 * it throws is logged, and the job is tried again later. A handler that has called `putBackJob`, because it knows
 * better when to try again, answers `settled`.
 */
export type Handler = (job: RunningJob) => Promise<void> | Promise<'settled'>;

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
  /** How many of them may be of one lane. */
  readonly perLane?: number;
  readonly maxAttempts?: number;
  readonly firstPauseMs?: number;
}): Jobs {
  const {
    database,
    clock,
    log,
    workers = 2,
    perLane = workers,
    maxAttempts = MAX_ATTEMPTS,
    firstPauseMs = FIRST_PAUSE_MS,
  } = deps;
  const handlers = new Map<string, Handler>();
  const closing = new AbortController();
  const running = new Map<Claimed, Promise<void>>();
  let loop = Promise.resolve();
  let news = Promise.withResolvers<void>();
  let pruned = 0;

  async function work(): Promise<void> {
    while (!closing.signal.aborted) {
      const heard = news.promise;
      const claimed = await claim().catch((error: unknown) => {
        log.warn({ error }, 'The queue of jobs cannot be read at the moment.');
        return [];
      });
      for (const job of claimed) begin(job);
      if (claimed.length === 0) await either(heard, POLL_MS, closing.signal);
    }
  }

  function begin(job: Claimed): void {
    const end = run(job, { jobId: job.id, token: job.token }).finally(() => {
      running.delete(job);
      // There is room for another one.
      jobs.wake();
    });
    running.set(job, end);
  }

  async function claim(): Promise<readonly Claimed[]> {
    const limit = workers - running.size;
    if (limit === 0) return [];
    const now = clock();
    await prune(now);
    const wanted = { kinds: [...handlers.keys()], perLane, running: countLanes(running.keys()), now };
    // A look costs the writer nothing; only when something is there is it taken.
    if (!(await isAnyDue(database.reader, { ...wanted, limit })) || closing.signal.aborted) return [];
    const tokens = Array.from({ length: limit }, () => randomToken(24));
    return database.write(claimJobs, { ...wanted, tokens });
  }

  async function prune(now: number): Promise<void> {
    if (now - pruned < PRUNE_EVERY_MS) return;
    pruned = now;
    const old = await findOldJobs(database.reader, now);
    if (old.length > 0) await database.write(pruneJobs, old);
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
      const outcome = await handler({
        id: claimed.id,
        payload: JSON.parse(claimed.payload),
        attempts: claimed.attempts,
        createdAt: claimed.created_at,
        lease,
        signal,
      });
      if (outcome !== 'settled') await database.write(endJob, { lease, now: clock() });
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
      if (handlers.size === 0) return;
      if (database.dialect === 'sqlite') {
        await database.write(reclaimJobs, { kinds: [...handlers.keys()], now: clock() });
      }
      loop = work();
    },
    wake() {
      news.resolve();
      news = Promise.withResolvers<void>();
    },
    async close() {
      closing.abort();
      const all = loop.then(() => Promise.all(running.values()));
      await Promise.race([all, pause(CLOSE_MS, undefined, { ref: false })]);
    },
  };
  return jobs;
}

function countLanes(jobs: Iterable<Claimed>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const job of jobs) counts[laneKey(job)] = (counts[laneKey(job)] ?? 0) + 1;
  return counts;
}

/** Until there is news, the time is over, or everything ends. */
async function either(news: Promise<void>, ms: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const waits = pause(ms, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => {});
  await Promise.race([news, waits]);
  over.abort();
}
