import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { isDatabaseUnavailable, isOutcomeUnknown } from '../errors.ts';
import type { Database } from '../index.ts';
import { unitOfWork } from '../unit-of-work.ts';
import { execute, put } from '../units.testing.ts';
import { createTestDatabase } from './database.testing.ts';
import { openPostgres } from './index.ts';

let place: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;

beforeEach(async () => {
  place = await createTestDatabase('postgres');
  database = await openPostgres(place.options);
});
afterEach(async () => {
  await database.close();
  await place.remove();
});

test('a connection lost in a unit is 503, and nothing of the unit is left', async () => {
  const killed = database.write(execute, [
    `insert into settings (key, value) values ('a', '')`,
    'select pg_terminate_backend(pg_backend_pid())',
  ]);
  await assert.rejects(killed, isDatabaseUnavailable);
  assert.deepEqual(await keys(), []);
  await database.write(put, { key: 'b', value: '' });
  assert.deepEqual(await keys(), ['b']);
});

test('a connection lost in the commit leaves the unit in doubt', async () => {
  await place.execute(`
    create function lose() returns trigger language plpgsql as
      $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
    create constraint trigger lose after insert on settings deferrable initially deferred
      for each row execute function lose();
  `);
  await assert.rejects(database.write(put, { key: 'a', value: '' }), isOutcomeUnknown);
  assert.deepEqual(await keys(), []);
});

test('connections that were lost while idle are replaced', async () => {
  await database.ping();
  // Of this database only: other test files have theirs on the same server.
  await place.execute(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  // The news may reach the pools only with the next use, which then fails as unavailable.
  for (let attempt = 0; attempt < 3; attempt++) await database.ping().catch(unlessUnavailable);
  await database.ping();
  assert.deepEqual(await keys(), []);
});

test('units in a deadlock both get through', async () => {
  for (const key of ['a', 'b']) await database.write(put, { key, value: '0' });
  const lockBoth = (first: string, second: string) => [
    `set local deadlock_timeout = '20ms'`,
    `update settings set value = value || '${first}' where key = '${first}'`,
    'select pg_sleep(0.05)',
    `update settings set value = value || '${first}' where key = '${second}'`,
  ];
  await Promise.all([
    database.write(execute, lockBoth('a', 'b')),
    database.write(execute, lockBoth('b', 'a')),
  ]);
  const rows = await database.reader.selectFrom('settings').select('value').execute();
  for (const { value } of rows) assert.equal(value.length, 3);
});

test('each attempt gets the input as it was given, and what no attempt mends is told', async () => {
  const inputs: string[] = [];
  const forgetful = unitOfWork('test.forgetful', async (tx, input: string[]) => {
    inputs.push(input.join());
    input.push('changed');
    await tx.insertInto('settings').values({ key: 'a', value: '' }).execute();
  });
  await database.write(put, { key: 'a', value: '' });
  await assert.rejects(database.write(forgetful, ['given']), { code: '23505' });
  assert.ok(inputs.length > 1);
  assert.deepEqual(new Set(inputs), new Set(['given']));
});

test('a unit that hides an error of the database fails, instead of being half done', async () => {
  const hiding = unitOfWork('test.hiding', async (tx) => {
    await tx.insertInto('settings').values({ key: 'a', value: '' }).execute();
    await tx
      .insertInto('settings')
      .values({ key: 'a', value: '' })
      .execute()
      .catch(() => {});
  });
  await assert.rejects(database.write(hiding, undefined));
  assert.deepEqual(await keys(), []);
});

test('a server that cannot be opened is named, with the reason, without the password', async () => {
  const here = new URL(place.options.url);
  here.pathname = '/nowhere';
  const places: readonly (readonly [string, RegExp])[] = [
    [
      'postgres://user:pass%21word@127.0.0.1:1/halftone',
      /postgres:\/\/user@127.0.0.1:1\/halftone: .*ECONNREFUSED/,
    ],
    [here.href, /"nowhere" does not exist/],
  ];
  for (const [url, message] of places) {
    await assert.rejects(openPostgres({ url }), (error: Error) => {
      assert.equal(error.name, 'HalftoneError');
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /word/);
      return true;
    });
  }
});

async function keys(): Promise<string[]> {
  const rows = await database.reader.selectFrom('settings').select('key').orderBy('key').execute();
  return rows.map(({ key }) => key);
}

function unlessUnavailable(error: unknown): void {
  if (!isDatabaseUnavailable(error)) throw error;
}
