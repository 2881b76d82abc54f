import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { objectId } from '../kernel/index.ts';
import { createJobs, type Handler, type Jobs } from './index.ts';
import { addJob, addJobAndFail, putBack, takeEffect, takePartOfEffect } from './jobs.testing.ts';
import { LEASE_MS } from './queue.ts';
import { claimJobs, findOldJobs, KEEP_JOBS_MS, pruneJobs } from './units.ts';

const units = new URL('./jobs.testing.ts', import.meta.url);

onEachDatabase(({ open }) => {
  let time = 1_000_000;
  const clock = () => time;

  type Started = { jobs: Jobs; logged: string[] };
  async function start(
    t: TestContext,
    database: Database,
    handler: Handler,
    given: { maxAttempts?: number; workers?: number; perLane?: number } = {},
  ): Promise<Started> {
    const logged: string[] = [];
    const line = (_fields: object, message: string) => void logged.push(message);
    const log = { debug: line, info: line, warn: line, error: line };
    const jobs = createJobs({ database, clock, log, firstPauseMs: 0, ...given }).handle('test', handler);
    t.after(() => jobs.close());
    await jobs.start();
    return { jobs, logged };
  }

  async function add(
    database: Database,
    more: { runAt?: number; payload?: unknown; kind?: string; lane?: string } = {},
  ): Promise<string> {
    const id = objectId(time);
    await database.write(addJob, { id, kind: 'test', payload: more.payload ?? {}, now: time, ...more });
    return id;
  }

  async function state(database: Database, id: string): Promise<string | undefined> {
    const row = await database.reader
      .selectFrom('jobs')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.state;
  }

  /** How often the job took effect. */
  async function effects(database: Database, id: string): Promise<number> {
    const row = await database.reader
      .selectFrom('settings')
      .select('value')
      .where('key', '=', id)
      .executeTakeFirst();
    return row?.value.length ?? 0;
  }

  test('a job is done at once when the queue is woken', async (t) => {
    const database = await open(units);
    const done = Promise.withResolvers<unknown>();
    const { jobs } = await start(t, database, async (job) => {
      await database.write(takeEffect, { lease: job.lease, now: time });
      done.resolve(job.payload);
    });
    const id = await add(database, { payload: { deep: ['ü', 1] } });
    jobs.wake();
    assert.deepEqual(await done.promise, { deep: ['ü', 1] });
    assert.equal(await state(database, id), 'done');
    assert.equal(await effects(database, id), 1);
  });

  test('a job whose enqueuing transaction fails was never there', async () => {
    const database = await open(units);
    const id = objectId(time);
    await assert.rejects(database.write(addJobAndFail, { id, kind: 'test', payload: {}, now: time }));
    assert.equal(await state(database, id), undefined);
  });

  test('a job waits for its time and for a handler of its kind', async (t) => {
    const database = await open(units);
    const ran: string[] = [];
    const first = Promise.withResolvers<void>();
    const { jobs } = await start(t, database, async (job) => {
      ran.push(job.id);
      first.resolve();
    });
    const later = await add(database, { runAt: time + 60_000 });
    const foreign = objectId(time);
    await database.write(addJob, { id: foreign, kind: 'other', payload: {}, now: time });
    const now = await add(database);
    jobs.wake();
    await first.promise;
    await jobs.close();
    assert.deepEqual(ran, [now]);
    assert.equal(await state(database, later), 'pending');
    assert.equal(await state(database, foreign), 'pending');
  });

  test('what failed is tried again, then given up', async (t) => {
    const database = await open(units);
    const attempts: number[] = [];
    const third = Promise.withResolvers<void>();
    const { jobs, logged } = await start(
      t,
      database,
      async (job) => {
        attempts.push(job.attempts);
        if (job.attempts === 3) third.resolve();
        else setImmediate(() => jobs.wake());
        throw new Error('no');
      },
      { maxAttempts: 3, workers: 1 },
    );
    const id = await add(database);
    jobs.wake();
    await third.promise;
    await jobs.close();
    assert.deepEqual(attempts, [1, 2, 3]);
    assert.equal(await state(database, id), 'dead');
    assert.match(logged.at(-1) ?? '', /given up/);
  });

  test('many jobs and two processes: each job takes effect once', async (t) => {
    const database = await open(units);
    const ids: string[] = [];
    for (let index = 0; index < 20; index++) ids.push(await add(database));
    const all = Promise.withResolvers<void>();
    let done = 0;
    const handler: Handler = async (job) => {
      await database.write(takeEffect, { lease: job.lease, now: time });
      if (++done === ids.length) all.resolve();
    };
    await Promise.all([start(t, database, handler), start(t, database, handler)]);
    await all.promise;
    for (const id of ids) assert.equal(await effects(database, id), 1);
  });

  test('a lane whose jobs take long does not keep the others waiting', async (t) => {
    const database = await open(units);
    const lanes: string[] = [];
    const quick = Promise.withResolvers<void>();
    const slow = Promise.withResolvers<void>();
    for (let index = 0; index < 5; index++) await add(database, { lane: 'slow', payload: 'slow' });
    time += 1;
    await add(database, { lane: 'quick', payload: 'quick' });
    const { jobs } = await start(
      t,
      database,
      async (job) => {
        lanes.push(String(job.payload));
        if (job.payload === 'quick') quick.resolve();
        else await slow.promise;
      },
      { workers: 4, perLane: 2 },
    );
    await quick.promise;
    assert.deepEqual(lanes.sort(), ['quick', 'slow', 'slow']);
    slow.resolve();
    await jobs.close();
  });

  test('a handler says itself when a job is tried again, and what came of it', async (t) => {
    const database = await open(units);
    const put = Promise.withResolvers<void>();
    const { jobs } = await start(t, database, async (job) => {
      await database.write(putBack, { lease: job.lease, runAt: time + 5, result: { no: 1 }, now: time });
      put.resolve();
      return 'settled';
    });
    const id = await add(database);
    jobs.wake();
    await put.promise;
    await jobs.close();
    const row = await database.reader
      .selectFrom('jobs')
      .select(['state', 'run_at', 'result', 'attempts'])
      .where('id', '=', id)
      .executeTakeFirst();
    assert.deepEqual(row, { state: 'pending', run_at: time + 5, result: '{"no":1}', attempts: 1 });
  });

  test('who starts leaves jobs of kinds that are not its own to those who run them', async (t) => {
    const database = await open(units);
    const id = await add(database, { kind: 'other' });
    const wanted = { kinds: ['other'], perLane: 1, running: {}, now: time };
    await database.write(claimJobs, { ...wanted, tokens: ['busy'] });
    await start(t, database, async () => {});
    assert.equal(await state(database, id), 'running');
  });

  test('a worker that was thought dead cannot take effect any more', async () => {
    const database = await open(units);
    const id = await add(database);
    const claim = (token: string) =>
      database.write(claimJobs, { kinds: ['test'], perLane: 1, running: {}, tokens: [token], now: time });
    await claim('slow');
    const lease = { jobId: id, token: 'slow' };
    await database.write(takePartOfEffect, { lease, payload: { left: 1 }, now: time });
    assert.deepEqual(await claim('quick'), []);
    time += LEASE_MS;
    const [taken] = await claim('quick');
    assert.deepEqual([taken?.id, taken?.attempts, taken?.payload], [id, 2, '{"left":1}']);
    await assert.rejects(database.write(takeEffect, { lease, now: time }), { code: 'ELEASE' });
    await database.write(takeEffect, { lease: { jobId: id, token: 'quick' }, now: time });
    await assert.rejects(database.write(takeEffect, { lease: { jobId: id, token: 'quick' }, now: time }), {
      code: 'ELEASE',
    });
    assert.equal(await effects(database, id), 2, 'one part by the first, the rest by the second');
  });

  test('jobs that were over long ago are forgotten, others are not', async () => {
    const database = await open(units);
    const done = await add(database);
    const waiting = await add(database, { runAt: time + 1 });
    const wanted = { kinds: ['test'], perLane: 1, running: {}, now: time };
    await database.write(claimJobs, { ...wanted, tokens: ['t'] });
    await database.write(takeEffect, { lease: { jobId: done, token: 't' }, now: time });
    const old = (after: number) => findOldJobs(database.reader, time + after);
    assert.deepEqual(await old(KEEP_JOBS_MS), []);
    assert.deepEqual(await old(KEEP_JOBS_MS + 1), [done]);
    await database.write(pruneJobs, [done, waiting]);
    assert.deepEqual([await state(database, done), await state(database, waiting)], [undefined, 'pending']);
  });

  test('closing interrupts a job between its parts, which then goes on from there', async (t) => {
    const database = await open(units);
    const begun = Promise.withResolvers<void>();
    const { jobs } = await start(t, database, async (job) => {
      await database.write(takePartOfEffect, { lease: job.lease, payload: { left: 'half' }, now: time });
      begun.resolve();
      await new Promise<void>((resolve) => job.signal.addEventListener('abort', () => resolve()));
      job.signal.throwIfAborted();
    });
    const id = await add(database, { payload: { left: 'all' } });
    jobs.wake();
    await begun.promise;
    await jobs.close();
    assert.equal(await state(database, id), 'pending');
    const ended = Promise.withResolvers<unknown>();
    await start(t, database, async (job) => ended.resolve([job.payload, job.attempts]));
    assert.deepEqual(await ended.promise, [{ left: 'half' }, 1]);
  });
});
