import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { objectId } from '../kernel/index.ts';
import type { Message } from './message.ts';
import { CLAIM_MS, type Claim, claimEvents, fanOut } from './outbox.ts';
import { addCallback, addEvents, holdEvent, putWebhook } from './units.testing.ts';
import { units } from './webhooks.testing.ts';

onEachDatabase(({ open }) => {
  const NOW = 1_000_000;

  async function start(): Promise<Database> {
    const database = await open(units);
    await database.write(putWebhook, hook('one', ['file.created', 'file.deleted']));
    await database.write(putWebhook, hook('two', ['file.created']));
    await database.write(putWebhook, { ...hook('off', ['file.created', 'folder.created']), enabled: 0 });
    return database;
  }

  const hook = (id: string, events: string[]) => ({
    id,
    endpoint: `https://${id}.test/`,
    events,
    enabled: 1,
  });

  const record = (database: Database, ...types: string[]) =>
    database.write(
      addEvents,
      types.map((type, index) => ({ type, data: { fileId: type }, now: NOW + index })),
    );

  const claim = (database: Database, now = NOW + 100) => database.write(claimEvents, { now, limit: 10 });

  const send = (database: Database, { events }: Claim, now = NOW + 100) =>
    database.write(fanOut, {
      eventIds: events.map((event) => event.id),
      messages: events.flatMap(({ id: eventId, type, receivers }) =>
        receivers.map((to) => ({ id: objectId(now), to, eventId, type, body: '{}' })),
      ),
      now,
    });

  async function queued(database: Database): Promise<string[]> {
    const rows = await database.reader.selectFrom('jobs').select(['payload', 'lane']).execute();
    return rows
      .map(({ payload, lane }) => {
        const { to, type }: Message = JSON.parse(payload);
        return 'webhookId' in to ? `${type} to ${to.webhookId} in ${lane}` : `${type} to ${to.url}`;
      })
      .sort();
  }

  async function left(database: Database): Promise<string[]> {
    const rows = await database.reader.selectFrom('events').select('type').orderBy('created_at').execute();
    return rows.map((row) => row.type);
  }

  test('an event is for the enabled webhooks that have subscribed to it; others are forgotten', async () => {
    const database = await start();
    await record(database, 'file.created', 'folder.created', 'file.deleted', 'file.updated');
    const claimed = await claim(database);
    assert.equal(claimed.seen, 4);
    assert.deepEqual(await left(database), ['file.created', 'file.deleted']);
    await send(database, claimed);
    assert.deepEqual(await queued(database), [
      'file.created to one in one',
      'file.created to two in two',
      'file.deleted to one in one',
    ]);
    assert.deepEqual(await left(database), []);
  });

  test('a callback needs no webhook', async () => {
    const database = await open(units);
    await database.write(addCallback, { url: 'https://app.test/cb', now: NOW });
    await send(database, await claim(database));
    assert.deepEqual(await queued(database), ['callback to https://app.test/cb']);
  });

  test('a process that dies with a claim leaves its events to the others, once its time is over', async () => {
    const database = await start();
    await record(database, 'file.created');
    const lost = await claim(database, NOW + 100);
    assert.deepEqual((await claim(database, NOW + 99 + CLAIM_MS)).events, []);
    const found = await claim(database, NOW + 100 + CLAIM_MS);
    assert.deepEqual(found.events, lost.events);
  });

  test('a process that was thought dead, and is not, fans nothing out a second time', async () => {
    const database = await start();
    await record(database, 'file.created', 'file.deleted');
    const slow = await claim(database, NOW + 100);
    const quick = await claim(database, NOW + 100 + CLAIM_MS);
    assert.equal(quick.events.length, 2);
    await Promise.all([send(database, quick), send(database, slow), send(database, slow)]);
    await send(database, slow);
    assert.equal((await queued(database)).length, 3);
  });

  test('processes share the work', async () => {
    const database = await start();
    await record(database, ...Array.from({ length: 40 }, () => 'file.created'));
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(database)));
    const ids = claims.flatMap(({ events }) => events.map((event) => event.id));
    assert.equal(new Set(ids).size, ids.length, 'no event is claimed twice');
    await Promise.all(claims.filter(({ seen }) => seen > 0).map((each) => send(database, each)));
    for (let more = await claim(database); more.seen > 0; more = await claim(database))
      await send(database, more);
    assert.equal((await queued(database)).length, 80);
  });

  test('what a job holds back is told to nobody', async () => {
    const database = await start();
    const [id = ''] = await record(database, 'file.created');
    await database.write(holdEvent, id);
    assert.equal((await claim(database)).seen, 0);
  });
});
