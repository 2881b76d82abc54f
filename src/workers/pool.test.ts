import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { HalftoneError } from '../kernel/index.ts';
import { silentLog } from '../observability/index.ts';
import { lossOf } from './loss.ts';
import { type ChildPool, type ChildPoolOptions, createChildPool } from './pool.ts';
import { type Gate, openGate } from './testing.ts';

const MIB = 1024 * 1024;
const TASKS = new URL('./pool.testing.ts', import.meta.url);

let compileCache: string;

function makePool(test: TestContext, options: Partial<ChildPoolOptions> = {}): ChildPool {
  const pool = createChildPool({
    tasks: TASKS,
    size: 1,
    deadlineMs: 60_000,
    recycleAfter: 1000,
    memoryLimitBytes: 512 * MIB,
    killAboveBytes: 1024 * MIB,
    compileCache,
    env: process.env,
    log: silentLog,
    ...options,
  });
  test.after(() => pool.close());
  return pool;
}

describe('child pool', () => {
  let gate: Gate;
  before(async () => {
    gate = await openGate();
    compileCache = await mkdtemp(join(tmpdir(), 'halftone-compile-'));
  });
  after(async () => {
    await gate.close();
    await rm(compileCache, { recursive: true });
  });

  it('carries values both ways, keeping their types', async (test) => {
    const pool = makePool(test);
    const value = { bytes: new Uint8Array([1, 2]), map: new Map([['a', 1]]), none: undefined };
    assert.deepEqual(await pool.run('echo', value), value);
    assert.deepEqual(pool.stats(), {
      spawned: 1,
      running: 0,
      queued: 0,
      completed: 1,
      crashed: 0,
      abandoned: 0,
    });
  });

  it('keeps one process warm, and one more than there is work for, up to its size', async (test) => {
    const pool = makePool(test, { size: 3 });
    assert.equal(pool.stats().spawned, 1);
    const first = pool.run('wait', gate.path);
    const visitor = await gate.arrival();
    assert.equal(pool.stats().spawned, 2);
    const rest = [pool.run('wait', gate.path), pool.run('wait', gate.path), pool.run('wait', gate.path)];
    const others = [await gate.arrival(), await gate.arrival()];
    assert.deepEqual(pool.stats(), {
      spawned: 3,
      running: 3,
      queued: 1,
      completed: 0,
      crashed: 0,
      abandoned: 0,
    });
    for (const { pass } of [visitor, ...others]) pass();
    (await gate.arrival()).pass();
    const pids = await Promise.all([first, ...rest]);
    assert.equal(new Set(pids).size, 3);
  });

  it('does jobs in the order they came, one at a time a child', async (test) => {
    const pool = makePool(test);
    const order: number[] = [];
    await Promise.all([1, 2, 3, 4].map((n) => pool.run('echo', n).then(() => order.push(n))));
    assert.deepEqual(order, [1, 2, 3, 4]);
  });

  it('gives a child no secret, and what it needs', async (test) => {
    const pool = makePool(test, {
      env: { PATH: '/usr/bin', HALFTONE_SECRET: 'secret', AWS_SECRET_ACCESS_KEY: 'secret' },
    });
    const seen = await pool.run<Record<string, string>>('environment', undefined);
    assert.equal(Object.values(seen).includes('secret'), false);
    assert.equal(seen.PATH, '/usr/bin');
    assert.equal(seen.MALLOC_ARENA_MAX, '2');
    assert.equal(seen.VIPS_BLOCK_UNTRUSTED, '1');
    assert.equal(seen.UV_THREADPOOL_SIZE, '2');
  });

  describe('errors of a task', () => {
    it('arrive as they were when declared', async (test) => {
      const error = await makePool(test)
        .run('declared', undefined)
        .catch((thrown: unknown) => thrown);
      assert.ok(error instanceof HalftoneError);
      assert.equal(error.code, 'EFORMAT');
      assert.equal(error.status, 400);
      assert.equal(error.message, 'Not an image.');
    });

    const bugs = [
      { name: 'a bug', task: 'bug', input: undefined, cause: /a bug in a task/ },
      { name: 'an output that cannot be cloned', task: 'uncloneable', input: undefined, cause: /cloned/ },
      { name: 'an input that cannot be cloned', task: 'echo', input: () => {}, cause: /cloned/ },
      { name: 'no such task', task: 'toString', input: undefined, cause: /no task toString/ },
    ];
    for (const { name, task, input, cause } of bugs) {
      it(`are 500 with the cause for the log: ${name}`, async (test) => {
        const pool = makePool(test);
        await assert.rejects(pool.run(task, input), (error: HalftoneError) => {
          assert.equal(error.status, 500);
          assert.equal(error.message, 'The work failed.');
          assert.match(String((error.cause as Error).stack), cause);
          return true;
        });
        assert.equal(await pool.run('echo', 'still there'), 'still there');
        assert.equal(pool.stats().spawned, 1);
      });
    }
  });

  describe('a child that dies', () => {
    it('fails its job with 500 and the signal as cause, and is replaced', async (test) => {
      const pool = makePool(test);
      await assert.rejects(pool.run('crash', 'SIGSEGV'), (error: HalftoneError) => {
        assert.equal(error.status, 500);
        assert.equal(error.code, 'EINTERNAL');
        assert.match(String(error.cause), /SIGSEGV/);
        return true;
      });
      assert.equal(await pool.run('echo', 1), 1);
      assert.equal(pool.stats().crashed, 1);
    });

    it('tells how far its job had come, by its last report', async (test) => {
      const pool = makePool(test);
      for (const phases of [[], ['opened'], ['opened', 'written']]) {
        const error = await pool.run('crashAfter', phases).catch((thrown: unknown) => thrown);
        assert.deepEqual(lossOf(error), { kind: 'crash', phase: phases.at(-1) });
      }
      const before = await pool.run('crashAfter', [], { phase: 'opened' }).catch((thrown: unknown) => thrown);
      assert.deepEqual(lossOf(before), { kind: 'crash', phase: 'opened' });
      await assert.rejects(pool.run('bug', undefined), (error) => lossOf(error) === undefined);
    });

    it('leaves the end of its standard error in the cause', async (test) => {
      await assert.rejects(makePool(test).run('complain', undefined), (error: HalftoneError) => {
        const text = String(error.cause);
        assert.match(text, /exit code 7 .*last words$/);
        assert.ok(text.length < 5000);
        return true;
      });
    });

    it('does not take the pool with it, fifty times over', async (test) => {
      const pool = makePool(test, { size: 2 });
      const jobs = Array.from({ length: 100 }, (_, n) =>
        n % 2 === 0 ? pool.run('crash', 'SIGKILL') : pool.run('echo', n),
      );
      const outcomes = await Promise.allSettled(jobs);
      assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, 50);
      const { completed, crashed, running, queued } = pool.stats();
      assert.deepEqual(
        { completed, crashed, running, queued },
        { completed: 50, crashed: 50, running: 0, queued: 0 },
      );
    });

    it('while free is noticed, and the next job gets another', async (test) => {
      const pool = makePool(test);
      const pid = await pool.run<number>('pid', undefined);
      process.kill(pid, 'SIGKILL');
      // Either the death is noticed before the job is sent, or the job dies with the child: never is it lost.
      const next = await pool.run<number>('pid', undefined).catch((error: HalftoneError) => error.status);
      assert.notEqual(next, pid);
      assert.notEqual(await pool.run('pid', undefined), pid);
    });
  });

  describe('limits', () => {
    it('kills at the deadline (504), and goes on', async (test) => {
      const pool = makePool(test);
      await assert.rejects(pool.run('spin', undefined, { deadlineMs: 50 }), {
        status: 504,
        code: 'ETIMEDOUT',
      });
      assert.equal(await pool.run('echo', 1), 1);
    });

    it('counts the deadline from the start of the job, not from its arrival', async (test) => {
      const pool = makePool(test);
      const slow = pool.run('wait', gate.path);
      const waiting = pool.run('echo', 'in time', { deadlineMs: 10_000 });
      (await gate.arrival()).pass();
      await slow;
      assert.equal(await waiting, 'in time');
    });

    it('kills a child that takes too much memory while it works (400)', {
      skip: process.platform !== 'linux',
    }, async (test) => {
      const pool = makePool(test, { killAboveBytes: 256 * MIB });
      const own = await openGate();
      test.after(() => own.close());
      await assert.rejects(pool.run('allocate', { bytes: 400 * MIB, gate: own.path }), {
        status: 400,
        code: 'ELIMIT',
      });
      assert.equal(await pool.run('echo', 1), 1);
    });

    it('replaces a child after so many jobs', async (test) => {
      const pool = makePool(test, { recycleAfter: 3 });
      const pids: number[] = [];
      for (let n = 0; n < 7; n += 1) pids.push(await pool.run('pid', undefined));
      assert.deepEqual(
        pids.map((pid) => [...new Set(pids)].indexOf(pid)),
        [0, 0, 0, 1, 1, 1, 2],
      );
      assert.equal(pool.stats().crashed, 0);
    });

    it('replaces a child that has grown too large, after its job', async (test) => {
      const pool = makePool(test, { memoryLimitBytes: 200 * MIB });
      const { pid } = await pool.run<{ pid: number }>('allocate', { bytes: 300 * MIB });
      assert.notEqual(await pool.run('pid', undefined), pid);
      assert.equal(pool.stats().crashed, 0);
    });
  });

  describe('a caller that leaves', () => {
    it('takes its waiting job along', async (test) => {
      const pool = makePool(test);
      const first = pool.run('wait', gate.path);
      const visitor = await gate.arrival();
      const client = new AbortController();
      const waiting = pool.run('echo', 1, { signal: client.signal });
      assert.equal(pool.stats().queued, 1);
      client.abort();
      await assert.rejects(waiting, { name: 'AbortError' });
      assert.equal(pool.stats().queued, 0);
      visitor.pass();
      await first;
      assert.equal(pool.stats().completed, 1);
      await assert.rejects(pool.run('echo', 1, { signal: client.signal }), { name: 'AbortError' });
    });

    for (const estimateMs of [undefined, 50]) {
      it(`leaves a running job to its end that is expected to take ${estimateMs ?? 'no'} ms`, async (test) => {
        const pool = makePool(test);
        const client = new AbortController();
        const job = pool.run('wait', gate.path, { signal: client.signal, estimateMs });
        const visitor = await gate.arrival();
        client.abort();
        visitor.pass();
        assert.equal(await job, visitor.pid);
      });
    }

    it('ends a running job that has much left to do, with its process', async (test) => {
      const pool = makePool(test);
      const client = new AbortController();
      const job = pool.run('wait', gate.path, { signal: client.signal, estimateMs: 60_000 });
      const visitor = await gate.arrival();
      const next = pool.run('pid', undefined);
      client.abort();
      await assert.rejects(job, (error) => error === client.signal.reason);
      assert.notEqual(await next, visitor.pid);
      const { abandoned, crashed, running } = pool.stats();
      assert.deepEqual({ abandoned, crashed, running }, { abandoned: 1, crashed: 0, running: 0 });
    });
  });

  describe('a tasks module that cannot be loaded', () => {
    it('fails each job with 500 and why, and comes to an end', async (test) => {
      const pool = makePool(test, { tasks: new URL('./no-such-module.ts', import.meta.url), size: 2 });
      const outcomes = await Promise.allSettled([1, 2, 3].map((n) => pool.run('echo', n)));
      for (const outcome of outcomes) {
        assert.equal(outcome.status, 'rejected');
        assert.equal(outcome.reason.status, 500);
        assert.match(String(outcome.reason.cause.cause), /no-such-module/);
      }
      assert.equal(pool.stats().running, 0);
    });
  });

  describe('the end', () => {
    it('waits for running jobs, drops waiting ones, refuses new ones', async (test) => {
      const pool = makePool(test);
      const runs = pool.run('wait', gate.path);
      const visitor = await gate.arrival();
      const waits = pool.run('echo', 1);
      const closing = pool.close();
      await assert.rejects(waits, { status: 503 });
      await assert.rejects(pool.run('echo', 1), { status: 503 });
      visitor.pass();
      assert.equal(await runs, visitor.pid);
      await closing;
      assert.throws(() => process.kill(visitor.pid, 0), { code: 'ESRCH' });
    });

    it('kills what does not finish in time', async (test) => {
      const pool = makePool(test, { closeGraceMs: 1 });
      const lost = assert.rejects(pool.run('wait', gate.path), { status: 503 });
      const visitor = await gate.arrival();
      await pool.close();
      await lost;
      await visitor.left;
    });

    it('spares children a Ctrl-C meant for the server', async (test) => {
      const pool = makePool(test);
      const job = pool.run('wait', gate.path);
      const visitor = await gate.arrival();
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.kill(visitor.pid, signal);
      visitor.pass();
      assert.equal(await job, visitor.pid);
    });

    it('comes for the children when the server is killed', async () => {
      const program = `
        const { createChildPool } = await import(${JSON.stringify(new URL('./pool.ts', import.meta.url).href)});
        const pool = createChildPool({ tasks: new URL(${JSON.stringify(TASKS.href)}), size: 1, deadlineMs: 60000,
          recycleAfter: 9, memoryLimitBytes: 1e9, killAboveBytes: 1e9, env: process.env, log: console });
        await pool.run('wait', ${JSON.stringify(gate.path)});
      `;
      const server = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
      const visitor = await gate.arrival();
      server.kill('SIGKILL');
      await visitor.left;
    });
  });
});
