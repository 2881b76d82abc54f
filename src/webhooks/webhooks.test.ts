import assert from 'node:assert/strict';
import { test } from 'node:test';
import ImageKit from '@imagekit/nodejs';
import { onEachDatabase } from '../database/testing.ts';
import { KEEP_DELIVERED_MS, pruneDeliveries } from './prune.ts';
import { GIVE_UP_AFTER_MS, PAUSES_MS } from './retries.ts';
import { addCallback } from './units.testing.ts';
import { answer, openTestWebhooks, type Received, receiver, SECRET, units } from './webhooks.testing.ts';

const page = (state: 'pending' | 'delivered' | 'dead') => ({ state, limit: 10, skip: 0 });

onEachDatabase(({ open }) => {
  for (const status of [200, 201, 204, 299]) {
    test(`an event arrives, signed: any 2xx (${status}) will do`, async (t) => {
      const { webhooks, put, happen, settled } = await openTestWebhooks(t, await open(units));
      const { url, received } = await receiver(t, answer(status));
      await put({ id: 'hook', endpoint: url });
      const [eventId] = await happen('file.created', 'a');
      await webhooks.start();
      assert.deepEqual(await settled(), { done: 1 });
      assert.equal(received.length, 1);
      const { headers, body } = received[0] as Received;
      assert.deepEqual(JSON.parse(body), { type: 'file.created', id: eventId, data: { fileId: 'a' } });
      assert.equal(headers['content-type'], 'application/json');
      assert.equal(headers['user-agent'], 'Halftone');
      assert.equal(headers['webhook-id'], eventId);
      assert.equal(headers['webhook-timestamp'], '1767323045');
      assert.match(String(headers['x-ik-signature']), /^t=1767323045678,v1=[0-9a-f]{64}$/);
      const [delivery] = await webhooks.deliveries(page('delivered'));
      assert.deepEqual(delivery?.last, { status, error: null, at: 1767323045678 });
    });
  }

  test('what fails is sent again on schedule: the same bytes and id, another time and signature', async (t) => {
    const { webhooks, put, happen, settled, time } = await openTestWebhooks(t, await open(units));
    const { url, received } = await receiver(t, answer(500));
    await put({ id: 'hook', endpoint: url });
    const [eventId] = await happen('file.created', 'a');
    await webhooks.start();
    for (const [index, pause] of PAUSES_MS.entries()) {
      assert.deepEqual(await settled(), { pending: 1 });
      assert.equal(received.length, index + 1);
      const [waiting] = await webhooks.deliveries(page('pending'));
      assert.equal(waiting?.nextAttemptAt, time.now + pause);
      time.now += pause;
    }
    assert.deepEqual(await settled(), { dead: 1 });
    assert.equal(received.length, 1 + PAUSES_MS.length);
    const unique = (name: string) => new Set(received.map(({ headers }) => headers[name])).size;
    assert.equal(new Set(received.map(({ body }) => body)).size, 1);
    assert.deepEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature', 'x-ik-signature'].map(unique), [
      1,
      received.length,
      received.length,
      received.length,
    ]);
    const [dead] = await webhooks.deliveries(page('dead'));
    assert.deepEqual(
      [dead?.eventId, dead?.attempts, dead?.last],
      [eventId, 8, { status: 500, error: null, at: time.now }],
    );
  });

  test('a dead letter is replayed from the start of the schedule', async (t) => {
    const { webhooks, put, happen, settled, time } = await openTestWebhooks(t, await open(units));
    let status = 500;
    const { url, received } = await receiver(t, (request, response) => answer(status)(request, response));
    await put({ id: 'hook', endpoint: url });
    await happen('file.created', 'a');
    await webhooks.start();
    for (const pause of PAUSES_MS) {
      await settled();
      time.now += pause;
    }
    await settled();
    const [dead] = await webhooks.deliveries(page('dead'));
    const id = dead?.id ?? '';
    await put({ id: 'hook', endpoint: url, enabled: false });
    await assert.rejects(webhooks.replay(id), { code: 'EDELIVERY', status: 400, message: /disabled/ });
    await put({ id: 'hook', endpoint: url });
    const replayed = await webhooks.replay(id);
    assert.deepEqual([replayed.state, replayed.attempts, replayed.queuedAt], ['pending', 0, time.now]);
    assert.deepEqual(await settled(), { pending: 1 });
    await assert.rejects(webhooks.replay(id), { status: 400, message: /under way/ });
    status = 200;
    time.now += PAUSES_MS[0] ?? 0;
    assert.deepEqual(await settled(), { done: 1 });
    assert.equal(new Set(received.map(({ body }) => body)).size, 1);
    await assert.rejects(webhooks.replay(id), { status: 400, message: /has arrived/ });
    await assert.rejects(webhooks.replay('0'.repeat(24)), { status: 404 });
    await assert.rejects(webhooks.replay('x'), { status: 404 });
  });

  test('a callback needs exactly 200, and is signed with the first secret of the account', async (t) => {
    const { webhooks, database, put, settled, time } = await openTestWebhooks(t, await open(units));
    let status = 204;
    const { url, received } = await receiver(t, (request, response) => answer(status)(request, response));
    await database.write(addCallback, { url, now: time.now });
    await webhooks.start();
    assert.deepEqual(await settled(), { pending: 1 });
    assert.equal(received[0]?.headers['x-ik-signature'], undefined, 'there is nothing to sign with');
    await put({ id: 'hook', endpoint: 'https://example.com', events: ['file.deleted'] });
    status = 200;
    time.now += PAUSES_MS[0] ?? 0;
    assert.deepEqual(await settled(), { done: 1 });
    assert.match(String(received[1]?.headers['x-ik-signature']), /^t=/);
  });

  test('what was to go to a webhook that is disabled or removed is dropped', async (t) => {
    const { webhooks, put, happen, settled, time } = await openTestWebhooks(t, await open(units));
    const { url, received } = await receiver(t, answer(500));
    await put({ id: 'hook', endpoint: url });
    await happen('file.created', 'a');
    await webhooks.start();
    await settled();
    await put({ id: 'hook', endpoint: url, enabled: false });
    await happen('file.created', 'b');
    time.now += PAUSES_MS[0] ?? 0;
    assert.deepEqual(await settled(), {});
    assert.equal(received.length, 1);
  });

  test('old deliveries are forgotten, those that arrived soon and dead letters late', async (t) => {
    const { database, put, happen, settled, time, webhooks } = await openTestWebhooks(t, await open(units));
    const good = await receiver(t, answer(200));
    await put({ id: 'good', endpoint: good.url });
    await happen('file.created', 'a', 'b');
    await webhooks.start();
    assert.deepEqual(await settled(), { done: 2 });
    await webhooks.close();
    await pruneDeliveries(database, time.now + KEEP_DELIVERED_MS);
    assert.equal((await webhooks.deliveries(page('delivered'))).length, 2);
    await pruneDeliveries(database, time.now + KEEP_DELIVERED_MS + 1);
    assert.deepEqual(await webhooks.deliveries(page('delivered')), []);
  });

  test('what has had no turn for a day is given up, and can be sent once more', async (t) => {
    const { database, put, happen, settled, time, webhooks } = await openTestWebhooks(t, await open(units));
    const { url } = await receiver(t, answer(500));
    await put({ id: 'hook', endpoint: url });
    await happen('file.created', 'a');
    await webhooks.start();
    assert.deepEqual(await settled(), { pending: 1 });
    const overdue = time.now + (PAUSES_MS[0] ?? 0) + GIVE_UP_AFTER_MS;
    await pruneDeliveries(database, overdue);
    assert.equal((await webhooks.deliveries(page('pending'))).length, 1);
    await pruneDeliveries(database, overdue + 1);
    const [dead] = await webhooks.deliveries(page('dead'));
    assert.match(String(dead?.last?.error), /too slow/);
    assert.equal((await webhooks.replay(String(dead?.id))).state, 'pending');
  });
});

/** What only the receiver makes different; on one database. */
onEachDatabase(({ name, open }) => {
  if (name !== 'sqlite') return;

  const bad: Readonly<Record<string, { listener: Parameters<typeof receiver>[1]; error: RegExp | null }>> = {
    'redirects to a private address': {
      listener: answer(302, { location: 'http://169.254.169.254/latest/meta-data' }),
      error: null,
    },
    'redirects to itself': { listener: answer(308, { location: '/again' }), error: null },
    'answers 404': { listener: answer(404), error: null },
    'never answers': { listener: () => {}, error: /took too long/ },
    'hangs up': { listener: (request) => void request.socket.destroy(), error: /could not be reached/ },
    'speaks another protocol': {
      listener: (request) => void request.socket.end('EHLO\r\n'),
      error: /could not be reached/,
    },
  };
  for (const [what, { listener, error }] of Object.entries(bad)) {
    test(`a receiver that ${what} is tried again, and nothing else is asked`, async (t) => {
      const { webhooks, put, happen, settled } = await openTestWebhooks(t, await open(units), {
        timeoutMs: 300,
      });
      const { url, received } = await receiver(t, listener);
      await put({ id: 'hook', endpoint: url });
      await happen('file.created', 'a');
      await webhooks.start();
      assert.deepEqual(await settled(), { pending: 1 });
      assert.deepEqual(
        received.map((each) => each.url),
        ['/hook'],
      );
      const [{ last } = {}] = await webhooks.deliveries(page('pending'));
      if (error === null) assert.equal(last?.error, null);
      else assert.match(last?.error ?? '', error);
    });
  }

  const long: Readonly<Record<string, Parameters<typeof receiver>[1]>> = {
    'a body of 10 MB': (_request, response) => void response.end(Buffer.alloc(10_000_000)),
    'a body that never ends': (_request, response) => {
      response.on('error', () => {});
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    },
    'a body that trickles': (_request, response) => void response.write('.'),
  };
  for (const [what, listener] of Object.entries(long)) {
    test(`${what} is not read: the status is the answer`, async (t) => {
      const { webhooks, put, happen, settled } = await openTestWebhooks(t, await open(units));
      const { url } = await receiver(t, listener);
      await put({ id: 'hook', endpoint: url });
      await happen('file.created', 'a');
      await webhooks.start();
      assert.deepEqual(await settled(), { done: 1 });
    });
  }

  test('a private address is not connected to, by name or number', async (t) => {
    const { webhooks, put, happen, settled } = await openTestWebhooks(t, await open(units), { allow: [] });
    const { url, port, received } = await receiver(t, answer(200));
    await put({ id: 'number', endpoint: url });
    await put({ id: 'name', endpoint: `http://localhost:${port}/` });
    await happen('file.created', 'a');
    await webhooks.start();
    assert.deepEqual(await settled(), { pending: 2 });
    assert.equal(received.length, 0);
    for (const { last } of await webhooks.deliveries(page('pending')))
      assert.match(last?.error ?? '', /not on the public/);
  });

  test('a receiver that is slow keeps no other one waiting, and is sent to by few at once', async (t) => {
    const { webhooks, put, happen } = await openTestWebhooks(t, await open(units));
    const slow = await receiver(t, () => {});
    const quick = await receiver(t, answer(200));
    await put({ id: 'slow', endpoint: slow.url });
    await put({ id: 'quick', endpoint: quick.url });
    await happen('file.created', ...Array.from({ length: 20 }, (_, index) => String(index)));
    await webhooks.start();
    await quick.count(20);
    await slow.count(4);
    assert.equal(slow.received.length, 4);
  });

  test('a new webhook that is not in the copy in memory yet is waited for', async (t) => {
    const database = await open(units);
    const { webhooks, put, happen, settled, time } = await openTestWebhooks(t, database, { stale: true });
    const { url, received } = await receiver(t, answer(200));
    await put({ id: 'hook', endpoint: url });
    await happen('file.created', 'a');
    await webhooks.start();
    assert.deepEqual(await settled(), { pending: 1 });
    time.now += 1_000;
    assert.deepEqual(await settled(), { done: 1 });
    assert.equal(received.length, 1);
    const [{ attempts } = {}] = await webhooks.deliveries(page('delivered'));
    assert.equal(attempts, 1);
  });

  test('what SDK 7 unwraps is what happened', async (t) => {
    const { webhooks, put, happen, settled, time } = await openTestWebhooks(t, await open(units));
    time.now = Date.now();
    const { url, received } = await receiver(t, answer(200));
    await put({ id: 'hook', endpoint: url });
    const [id] = await happen('file.created', 'ü');
    await webhooks.start();
    await settled();
    const client = new ImageKit({ privateKey: 'any', webhookSecret: SECRET });
    const [{ body, headers } = { body: '', headers: {} }] = received;
    const event: unknown = client.webhooks.unwrap(body, { headers: headers as Record<string, string> });
    assert.deepEqual(event, { type: 'file.created', id, data: { fileId: 'ü' } });
  });
});
