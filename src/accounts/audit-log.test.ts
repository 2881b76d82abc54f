import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { createAuditLog } from './audit-log.ts';

const unitsUrl = new URL('./units.ts', import.meta.url);
const start = Date.parse('2026-01-01T00:00:00Z');
const DAY = 24 * 3_600_000;

const entry = (target: string) => ({
  keyId: '0'.repeat(24),
  publicKey: 'public_a',
  method: 'DELETE',
  route: '/v1/files/:fileId',
  target,
  requestId: 'r',
  status: 204,
});

function logOn(database: Pick<Database, 'write' | 'reader'>, time = { now: start }, mostKept?: number) {
  const failures: unknown[] = [];
  const log = createAuditLog({
    database: database as Database,
    clock: () => time.now,
    onError: (error) => failures.push(error),
    mostKept,
  });
  const targets = async (page: { before?: string; limit?: number } = {}) =>
    (await log.list({ limit: 100, ...page })).map(({ target }) => target);
  return { log, targets, failures };
}

onEachDatabase(({ open }) => {
  describe('the audit log', () => {
    test('tells what was recorded, the newest first', async () => {
      const time = { now: start };
      const { log, targets } = logOn(await open(unitsUrl), time);
      log.record(entry('a'));
      log.record(entry('b'));
      time.now += 1;
      log.record(entry('c'));
      assert.deepEqual(await targets(), ['c', 'b', 'a']);
      const [newest] = await log.list({ limit: 1 });
      assert.match(newest?.id ?? '', /^[0-9a-f]{24}$/);
      assert.deepEqual(newest, { ...entry('c'), id: newest?.id, at: start + 1 });
    });

    test('keeps the order in which things were recorded when the clock is set back', async () => {
      const time = { now: start };
      const { log, targets } = logOn(await open(unitsUrl), time);
      log.record(entry('a'));
      time.now -= 60_000;
      log.record(entry('b'));
      log.record(entry('c'));
      assert.deepEqual(await targets(), ['c', 'b', 'a']);
    });

    test('is read page by page, without gaps and doubles', async () => {
      const { log, targets } = logOn(await open(unitsUrl));
      for (let index = 0; index < 7; index++) log.record(entry(String(index)));
      const seen: string[] = [];
      let before: string | undefined;
      for (;;) {
        const page = await log.list({ limit: 3, ...(before && { before }) });
        seen.push(...page.map(({ target }) => target));
        before = page.at(-1)?.id;
        if (page.length < 3) break;
      }
      assert.deepEqual(seen, ['6', '5', '4', '3', '2', '1', '0']);
      assert.deepEqual(await targets({ before: '0'.repeat(24) }), []);
      await assert.rejects(log.list({ limit: 1, before: 'yesterday' }), { status: 400, code: 'EAUDIT' });
    });

    test('is written in batches, by itself and when it is closed', async (t) => {
      const database = await open(unitsUrl);
      const batches: number[] = [];
      const written = Promise.withResolvers<void>();
      const counting: Pick<Database, 'write' | 'reader'> = {
        reader: database.reader,
        async write(unit, input) {
          const out = await database.write(unit, input);
          batches.push((input as readonly unknown[]).length);
          written.resolve();
          return out;
        },
      };
      t.mock.timers.enable({ apis: ['setTimeout'] });
      const { log } = logOn(counting);
      for (let index = 0; index < 450; index++) log.record(entry('x'));
      assert.deepEqual(batches, []);
      t.mock.timers.tick(500);
      await written.promise;
      for (let index = 0; index < 1100; index++) log.record(entry('y'));
      await log.close();
      assert.deepEqual(batches, [450, 500, 500, 100]);
      assert.equal((await database.reader.selectFrom('audit_log').selectAll().execute()).length, 1550);
    });

    test('writes again what could not be written, each entry once', async (t) => {
      const database = await open(unitsUrl);
      let tries = 0;
      const failing: Pick<Database, 'write' | 'reader'> = {
        reader: database.reader,
        async write(unit, input) {
          tries += 1;
          // The outcome of the second is unknown: it was written, and the answer was lost.
          const out = tries === 1 ? undefined : await database.write(unit, input);
          if (tries < 3) throw new Error('no answer');
          return out as never;
        },
      };
      t.mock.timers.enable({ apis: ['setTimeout'] });
      const { log, targets } = logOn(failing);
      log.record(entry('a'));
      await assert.rejects(log.flush());
      log.record(entry('b'));
      await assert.rejects(log.flush());
      assert.deepEqual(await targets(), ['b', 'a']);
    });

    test('forgets after 90 days, in bounded steps', async () => {
      const time = { now: start };
      const { log, targets } = logOn(await open(unitsUrl), time);
      for (let index = 0; index < 2100; index++) log.record(entry('old'));
      time.now = start + DAY;
      log.record(entry('new'));
      await log.flush();
      time.now = start + 90 * DAY;
      await log.prune();
      assert.equal((await targets({ limit: 3000 })).length, 2101);
      time.now += 1;
      await log.prune();
      assert.deepEqual(await targets(), ['new']);
    });

    test('forgets the oldest where there are too many', async () => {
      const time = { now: start };
      const { log, targets } = logOn(await open(unitsUrl), time, 3);
      for (const target of ['a', 'b', 'c']) log.record(entry(target));
      await log.flush();
      await log.prune();
      assert.deepEqual(await targets(), ['c', 'b', 'a']);
      time.now += 1;
      for (const target of ['d', 'e']) log.record(entry(target));
      await log.flush();
      await log.prune();
      assert.deepEqual(await targets(), ['e', 'd', 'c']);
    });
  });
});
