/** Jobs that tests do: they count what they did, in the transaction in which they are over. */
import { sql } from 'kysely';
import { type Tx, unitOfWork } from '../database/index.ts';
import { enqueue, finishJob, type Lease, type NewJob, putBackJob, saveProgress } from './queue.ts';
import { units as jobUnits } from './units.ts';

export const addJob = unitOfWork('test.addJob', (tx: Tx, job: NewJob) => enqueue(tx, job));

export const addJobAndFail = unitOfWork('test.addJobAndFail', async (tx: Tx, job: NewJob) => {
  await enqueue(tx, job);
  await sql`select * from nowhere`.execute(tx);
});

export const takeEffect = unitOfWork(
  'test.takeEffect',
  async (tx: Tx, { lease, now }: { readonly lease: Lease; readonly now: number }) => {
    await finishJob(tx, lease, { done: true }, now);
    await count(tx, lease.jobId);
  },
);

export const takePartOfEffect = unitOfWork(
  'test.takePartOfEffect',
  async (tx: Tx, given: { readonly lease: Lease; readonly payload: unknown; readonly now: number }) => {
    await saveProgress(tx, given.lease, given.payload, given.now);
    await count(tx, given.lease.jobId);
  },
);

export const putBack = unitOfWork(
  'test.putBack',
  async (
    tx: Tx,
    given: {
      readonly lease: Lease;
      readonly runAt: number | null;
      readonly result: unknown;
      readonly now: number;
    },
  ) => putBackJob(tx, given.lease, given, given.now),
);

async function count(tx: Tx, key: string): Promise<void> {
  await sql`insert into settings (key, value) values (${key}, '1')
    on conflict (key) do update set value = settings.value || '1'`.execute(tx);
}

export const units = [...jobUnits, addJob, addJobAndFail, takeEffect, takePartOfEffect, putBack];
