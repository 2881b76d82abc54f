import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { isDatabaseUnavailable, isOutcomeUnknown } from '../errors.ts';
import type { Database } from '../index.ts';
import { unitOfWork } from '../unit-of-work.ts';
import { die, echo, execute, put, unitsUrl } from '../units.testing.ts';
import { createTestDatabase } from './database.testing.ts';
import { openSqlite } from './index.ts';

let place: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;

beforeEach(async () => {
  place = await createTestDatabase();
  database = await openSqlite({ ...place.options, units: unitsUrl, busyTimeoutMs: 20 });
});
afterEach(async () => {
  await database.close();
  await place.remove();
});

test('a writer that dies leaves its unit in doubt, then starts again', async () => {
  await database.write(put, { key: 'before', value: '' });
  const [death, bystander] = await Promise.allSettled([
    database.write(die, undefined),
    database.write(echo, 1),
  ]);
  for (const outcome of [death, bystander]) {
    assert.ok(outcome?.status === 'rejected' && isOutcomeUnknown(outcome.reason));
  }
  await database.write(put, { key: 'after', value: '' });
  assert.deepEqual(await keys(), ['after', 'before']);
});

test('a full disk is 503, and no more once there is room', async () => {
  const pages = (await sql<{ page_count: number }>`pragma page_count`.execute(database.reader)).rows[0]
    ?.page_count;
  await database.write(execute, [`pragma max_page_count = ${pages}`]);
  const large = 'x'.repeat(1_000_000);
  const outcomes = await Promise.allSettled([
    database.write(put, { key: 'small', value: '' }),
    database.write(put, { key: 'large', value: large }),
    database.write(put, { key: 'other', value: large }),
  ]);
  for (const outcome of outcomes.slice(1)) {
    assert.ok(outcome.status === 'rejected' && isDatabaseUnavailable(outcome.reason));
  }
  const acknowledged = outcomes[0]?.status === 'fulfilled' ? ['small'] : [];
  assert.deepEqual(await keys(), acknowledged);
  await database.write(execute, ['pragma max_page_count = 1000000']);
  await database.write(put, { key: 'large', value: large });
  assert.deepEqual(await keys(), ['large', ...acknowledged]);
});

test('a lock of another process is 503 for writes, not for reads, and no more once it is gone', async () => {
  const other = new DatabaseSync(place.options.file);
  other.exec('begin immediate');
  const outcomes = await Promise.allSettled([
    database.write(put, { key: 'a', value: '' }),
    database.write(put, { key: 'b', value: '' }),
    database.ping(),
  ]);
  for (const outcome of outcomes) {
    assert.ok(outcome.status === 'rejected' && isDatabaseUnavailable(outcome.reason));
  }
  assert.deepEqual(await keys(), []);
  other.exec('commit');
  other.close();
  await database.ping();
  await database.write(put, { key: 'a', value: '' });
  assert.deepEqual(await keys(), ['a']);
});

test('a reader refuses to write, to begin and to stream, as mistakes of ours', async () => {
  const { reader } = database;
  const mistakes: readonly (readonly [RegExp, () => Promise<unknown>])[] = [
    [/readonly/, () => reader.insertInto('settings').values({ key: 'a', value: '' }).execute()],
    [/unit of work/, () => reader.transaction().execute(async () => {})],
    [/in pages/, () => reader.selectFrom('settings').selectAll().stream().next()],
    [/no such table/, () => sql`select * from nowhere`.execute(reader)],
  ];
  for (const [message, attempt] of mistakes) {
    await assert.rejects(
      attempt(),
      (error: Error) => message.test(error.message) && error.name !== 'HalftoneError',
    );
  }
  await database.ping();
});

test('a unit that the module of units does not have is named', async () => {
  const stranger = unitOfWork('test.stranger', async () => {});
  await assert.rejects(database.write(stranger, undefined), /"test.stranger" is missing/);
});

test('a place that cannot be opened is named, with the reason', async () => {
  const folder = dirname(place.options.file);
  const text = join(folder, 'text');
  await writeFile(text, 'not a database '.repeat(1000));
  await mkdir(join(folder, 'folder'));
  for (const file of [join(folder, 'missing/halftone.sqlite'), text, join(folder, 'folder')]) {
    await assert.rejects(openSqlite({ file, units: unitsUrl }), (error: Error) => {
      assert.equal(error.name, 'HalftoneError');
      assert.ok(error.message.includes(`Cannot open the database ${file}: `), error.message);
      return true;
    });
  }
});

test('a module of units that cannot be loaded says so', async () => {
  const units = new URL('missing-units.ts', unitsUrl);
  await assert.rejects(openSqlite({ ...place.options, units }), /missing-units/);
});

async function keys(): Promise<string[]> {
  const rows = await database.reader.selectFrom('settings').select('key').orderBy('key').execute();
  return rows.map(({ key }) => key);
}
