import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { createAccounts } from './index.ts';

const unitsUrl = new URL('./units.ts', import.meta.url);
const start = Date.parse('2026-01-01T00:00:00Z');
const secret = randomBytes(32);

function startOn(database: Database, time = { now: start }) {
  return createAccounts({ database, secret, clock: () => time.now }).webhooks;
}

const endpoint = 'https://app.example.com/ik';
const given = { endpoint, events: ['file.created', 'file.deleted'], enabled: true };
const notFound = { status: 404, message: 'The requested webhook does not exist.' };
const taken = { status: 400, message: 'Your request contains invalid endpoint parameter.' };

onEachDatabase(({ open }) => {
  describe('a webhook', () => {
    test('gets a secret that stays, is sealed at rest, and stands in every answer', async () => {
      const database = await open(unitsUrl);
      const time = { now: start };
      const webhooks = startOn(database, time);
      const made = await webhooks.create(given);
      const { id } = made;
      assert.match(id, /^[\w-]{9}$/);
      assert.match(made.secret, /^whsec_[A-Za-z0-9+/]{32}$/);
      assert.deepEqual(made, { ...given, id, secret: made.secret, createdAt: start, updatedAt: start });
      assert.deepEqual(await webhooks.get(id), made);

      time.now += 5;
      const changed = { ...made, enabled: false, updatedAt: start + 5 };
      assert.deepEqual(await webhooks.update(id, { enabled: false }), changed);
      assert.deepEqual(await webhooks.list(), [changed]);
      time.now += 5;
      assert.deepEqual(await webhooks.update(id, {}), changed);
      const events = ['folder.created'];
      const moved = { ...changed, endpoint: 'http://b.test/', events, updatedAt: start + 10 };
      assert.deepEqual(await webhooks.update(id, { endpoint: 'http://b.test/', events }), moved);

      const row = await database.reader.selectFrom('webhooks').selectAll().executeTakeFirstOrThrow();
      assert.ok(!JSON.stringify(row).includes(made.secret.slice(6)));
      assert.ok(!Buffer.from(row.secret, 'base64').includes(made.secret));

      await webhooks.remove(id);
      await assert.rejects(webhooks.get(id), notFound);
    });

    test('is one of three at most, however many are made at once', async () => {
      const database = await open(unitsUrl);
      const made = await Promise.allSettled(
        [0, 1, 2, 3, 4].map((n) => startOn(database).create({ ...given, endpoint: `${endpoint}/${n}` })),
      );
      const refused = made.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      assert.deepEqual(
        refused.map(({ status, message }) => [status, message]),
        Array(2).fill([400, 'You can create up to 3 webhooks per account.']),
      );
      assert.equal((await startOn(database).list()).length, 3);
    });

    test('has an endpoint of its own, in whatever spelling', async () => {
      const webhooks = startOn(await open(unitsUrl));
      const { id } = await webhooks.create({ ...given, endpoint: 'https://a.test' });
      for (const same of ['https://a.test', 'https://A.test/', 'https://a.test:443'])
        await assert.rejects(webhooks.create({ ...given, endpoint: same }), taken);
      const other = await webhooks.create({ ...given, endpoint: 'https://a.test/x' });
      await assert.rejects(webhooks.update(other.id, { endpoint: 'https://a.test/' }), taken);
      assert.equal((await webhooks.update(id, { endpoint: 'https://a.test/' })).endpoint, 'https://a.test/');
    });

    test('that is not there is 404, whatever its id looks like', async () => {
      const webhooks = startOn(await open(unitsUrl));
      for (const id of ['123456789', '', 'a b', '\0', 'é', 'x'.repeat(1000)]) {
        await assert.rejects(webhooks.get(id), notFound);
        await assert.rejects(webhooks.update(id, { enabled: true }), notFound);
        await assert.rejects(webhooks.remove(id), notFound);
      }
    });
  });

  describe('the active webhooks', () => {
    test('are the enabled ones, exact after a change of this node', async () => {
      const webhooks = startOn(await open(unitsUrl));
      assert.deepEqual(await webhooks.active(), []);
      const { id, secret } = await webhooks.create(given);
      const active = { id, endpoint, events: given.events, secret };
      assert.deepEqual(await webhooks.active(), [active]);
      await webhooks.update(id, { enabled: false });
      assert.deepEqual(await webhooks.active(), []);
      await webhooks.update(id, { enabled: true });
      assert.deepEqual(await webhooks.active(), [active]);
      await webhooks.remove(id);
      assert.deepEqual(await webhooks.active(), []);
    });

    test('of another node are known after one second at the latest', async () => {
      const database = await open(unitsUrl);
      const time = { now: start };
      const webhooks = startOn(database, time);
      assert.deepEqual(await webhooks.active(), []);
      await startOn(database).create(given);
      time.now += 1000;
      assert.equal((await webhooks.active()).length, 1);
    });
  });
});
