/** Which jobs are to be begun now. Each lane is looked up by itself, so that a long one costs what a short one does. */
import { sql } from 'kysely';
import { hasRowLocks, type Reader } from '../database/index.ts';

export type Wanted = {
  readonly kinds: readonly string[];
  /** At most so many jobs. */
  readonly limit: number;
  /** Of one kind and lane no more than so many run at once; `running` counts those that do, by `laneKey`. */
  readonly perLane: number;
  readonly running: Readonly<Record<string, number>>;
  readonly now: number;
};

/** A lane, which belongs to a kind, as one text. */
export function laneKey({ kind, lane }: { readonly kind: string; readonly lane: string }): string {
  return `${kind} ${lane}`;
}

/**
 * The ids of jobs that are due: whose worker has not been heard of, then those that have waited longest. In a
 * transaction of PostgreSQL their rows are locked, and those that others have locked are passed over.
 */
export async function dueJobs(db: Reader, wanted: Wanted): Promise<string[]> {
  const { limit, now } = wanted;
  const lost = await skippingLocked(
    db,
    db
      .selectFrom('jobs')
      .select('id')
      .where('kind', 'in', wanted.kinds)
      .where('state', '=', 'running')
      .where('lease_until', '<=', now)
      .limit(limit),
  ).execute();
  const waiting: { id: string; run_at: number }[] = [];
  if (lost.length < limit) {
    for (const { kind, lane, room } of await lanesWithRoom(db, wanted)) {
      const due = db
        .selectFrom('jobs')
        .select(['id', 'run_at'])
        .where('kind', '=', kind)
        .where('state', '=', 'pending')
        .where('lane', '=', lane)
        .where('run_at', '<=', now)
        .orderBy('run_at')
        .orderBy('id')
        .limit(Math.min(room, limit));
      waiting.push(...(await skippingLocked(db, due).execute()));
    }
  }
  waiting.sort((a, b) => a.run_at - b.run_at);
  return [...lost, ...waiting].slice(0, limit).map((job) => job.id);
}

/** Whether there is anything to claim, for a look that costs the writer nothing. */
export async function isAnyDue(db: Reader, wanted: Wanted): Promise<boolean> {
  const lost = await db
    .selectFrom('jobs')
    .select('id')
    .where('kind', 'in', wanted.kinds)
    .where('state', '=', 'running')
    .where('lease_until', '<=', wanted.now)
    .limit(1)
    .executeTakeFirst();
  return lost !== undefined || (await lanesWithRoom(db, wanted)).length > 0;
}

type Lane = { readonly kind: string; readonly lane: string; readonly room: number };

/** Lanes in which something is due and may begin. One step in the index a lane, however many jobs wait in it. */
async function lanesWithRoom(db: Reader, { kinds, perLane, running, now }: Wanted): Promise<Lane[]> {
  const { rows } = await sql<{ kind: string; lane: string; run_at: number }>`
    with recursive
      kinds (kind) as (values ${sql.join(kinds.map((kind) => sql`(${kind})`))}),
      lanes (kind, lane) as (
        select kinds.kind,
          (select min(lane) from jobs where jobs.kind = kinds.kind and state = 'pending')
        from kinds
        union all
        select lanes.kind,
          (select min(jobs.lane) from jobs
            where jobs.kind = lanes.kind and jobs.state = 'pending' and jobs.lane > lanes.lane)
        from lanes where lanes.lane is not null
      ),
      waiting (kind, lane, run_at) as (
        select kind, lane,
          (select min(run_at) from jobs
            where jobs.kind = lanes.kind and jobs.state = 'pending' and jobs.lane = lanes.lane)
        from lanes where lane is not null
      )
    select kind, lane, run_at from waiting where run_at <= ${now} order by run_at`.execute(db);
  return rows
    .map(({ kind, lane }) => ({ kind, lane, room: perLane - (running[laneKey({ kind, lane })] ?? 0) }))
    .filter(({ room }) => room > 0);
}

function skippingLocked<Query extends { forUpdate(): { skipLocked(): Query } }>(
  db: Reader,
  query: Query,
): Query {
  return db.isTransaction && hasRowLocks(db) ? query.forUpdate().skipLocked() : query;
}
