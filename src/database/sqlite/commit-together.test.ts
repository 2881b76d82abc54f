import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { isDatabaseUnavailable } from '../errors.ts';
import { commitTogether } from './commit-together.ts';
import { type Connection, openConnection } from './connection.ts';
import { createTestDatabase } from './database.testing.ts';
import type { Request } from './wire.ts';

let place: Awaited<ReturnType<typeof createTestDatabase>>;
let connection: Connection;
let events: string[];

beforeEach(async () => {
  place = await createTestDatabase();
  connection = openConnection(place.options.file, { readOnly: false, busyTimeoutMs: 0 });
  connection.exec('create table t (n integer primary key)');
  events = [];
});
afterEach(async () => {
  connection.close();
  await place.remove();
});

test('units that wait share one commit, and nobody is answered before it', async () => {
  await handle([1, 2, 3]);
  assert.deepEqual(events, ['begin immediate', 'commit', 'answer 1, 2, 3']);
  assert.deepEqual(rows(), [1, 2, 3]);
});

test('units that take their time commit apart, in their order', async () => {
  const started = performance.now();
  await handle([1, 2], () => {
    while (performance.now() < started + 25);
  });
  assert.deepEqual(events, [
    'begin immediate',
    'commit',
    'answer 1',
    'begin immediate',
    'commit',
    'answer 2',
  ]);
});

test('when SQLite undoes the transaction, all of it are told', async () => {
  const told = await handle([1, 2, 3], (n) => {
    if (n === 2) connection.exec('rollback');
  });
  assert.deepEqual(rows(), [3]);
  assert.ok(isDatabaseUnavailable(told.get(1)));
  assert.ok(isDatabaseUnavailable(told.get(2)));
  assert.equal(told.get(3), 'done 3');
});

test('a commit that fails is undone and told to all', async () => {
  connection.exec('pragma foreign_keys = on');
  connection.exec('create table u (n integer references t (n) deferrable initially deferred)');
  const told = await handle([1, 2], (n) => {
    if (n === 2) connection.run('insert into u values (99)', []);
  });
  assert.deepEqual(rows(), []);
  for (const n of [1, 2]) assert.equal((told.get(n) as Error).name, 'HalftoneError');
  assert.equal(connection.isTransaction, false);
});

/** Runs a unit for each number, which inserts it; gives what each was told. */
async function handle(
  numbers: readonly number[],
  after: (n: number) => void = () => {},
): Promise<ReadonlyMap<number, unknown>> {
  const watched: Connection = {
    run: connection.run,
    exec(sql) {
      events.push(sql);
      connection.exec(sql);
    },
    get isTransaction() {
      return connection.isTransaction;
    },
    close: connection.close,
  };
  const run = async (n: number) => {
    connection.run('insert into t values (?)', [n]);
    after(n);
    return `done ${n}`;
  };
  const told = new Map<number, unknown>();
  const requests: Request<number>[] = numbers.map((n) => ({ id: n, body: n }));
  await commitTogether(watched, run)(requests, (outcomes) => {
    events.push(`answer ${[...outcomes.keys()].join(', ')}`);
    for (const [id, outcome] of outcomes) told.set(id, 'error' in outcome ? outcome.error : outcome.value);
  });
  return told;
}

function rows(): unknown[] {
  return connection.run('select n from t order by n', []).rows.map((row) => (row as { n: number }).n);
}
