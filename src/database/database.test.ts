import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { HalftoneError } from '../kernel/index.ts';
import { HIDDEN_FOLDER_ID, openDatabase, ROOT_FOLDER_ID, unitOfWork } from './index.ts';
import { onEachDatabase } from './testing.ts';
import {
  countUp,
  echo,
  execute,
  put,
  putIfAbsent,
  putThenFail,
  putThenRefuse,
  units,
  unitsUrl,
} from './units.testing.ts';

onEachDatabase(({ name, open }) => {
  const opened = () => open(unitsUrl);

  test('is empty at first but for the root folder, and the hidden one that nothing reaches', async () => {
    const { reader, dialect } = await opened();
    assert.equal(dialect, name === 'sqlite' ? 'sqlite' : 'postgres');
    const assets = await reader
      .selectFrom('assets')
      .select(['id', 'kind', 'parent_id', 'name', 'version_id'])
      .orderBy('id')
      .execute();
    const folder = { kind: 'folder', name: '', version_id: null };
    assert.deepEqual(assets, [
      { id: ROOT_FOLDER_ID, parent_id: null, ...folder },
      { id: HIDDEN_FOLDER_ID, parent_id: HIDDEN_FOLDER_ID, ...folder },
    ]);
    const closure = await reader.selectFrom('folder_closure').selectAll().orderBy('ancestor_id').execute();
    assert.deepEqual(
      closure,
      [ROOT_FOLDER_ID, HIDDEN_FOLDER_ID].map((id) => ({ ancestor_id: id, descendant_id: id, depth: 0 })),
    );
  });

  describe('a unit of work', () => {
    test('is seen by both readers once it has answered', async () => {
      const database = await opened();
      for (let i = 0; i < 20; i++) {
        const key = await database.write(put, { key: `k${i}`, value: 'v' });
        assert.equal(key, `k${i}`);
        for (const reader of [database.reader, database.deliveryReader]) {
          const row = await reader
            .selectFrom('settings')
            .selectAll()
            .where('key', '=', key)
            .executeTakeFirst();
          assert.deepEqual(row, { key, value: 'v' });
        }
      }
    });

    test('that throws a declared error leaves nothing, and the error arrives whole', async () => {
      const database = await opened();
      const failed = await rejection(database.write(putThenRefuse, { key: 'k', value: 'v' }));
      assert.ok(failed instanceof HalftoneError);
      const { code, status, message, help, reason, retryAfter, details } = failed;
      assert.deepEqual(
        { code, status, message, help, reason, retryAfter, details },
        {
          code: 'ETAKEN',
          status: 409,
          message: 'k is taken.',
          help: 'Choose another.',
          reason: 'TAKEN',
          retryAfter: 7,
          details: { missing: ['a'] },
        },
      );
      assert.deepEqual(await database.reader.selectFrom('settings').selectAll().execute(), []);
    });

    test('that makes a mistake leaves nothing and says where it was', async () => {
      const database = await opened();
      const failed = await rejection(database.write(putThenFail, { key: 'k', value: 'v' }));
      assert.ok(!(failed instanceof HalftoneError));
      assert.equal(failed.name, 'RangeError');
      assert.equal(failed.message, 'a mistake of ours');
      assert.match(failed.stack ?? '', /units\.testing/);
      assert.deepEqual(await database.reader.selectFrom('settings').selectAll().execute(), []);
    });

    test('that fails among others undoes only itself', async () => {
      const database = await opened();
      const settled = await Promise.allSettled([
        database.write(put, { key: 'a', value: '1' }),
        database.write(putThenRefuse, { key: 'b', value: '2' }),
        database.write(put, { key: 'c', value: '3' }),
        database.write(putThenFail, { key: 'd', value: '4' }),
        database.write(put, { key: 'e', value: '5' }),
      ]);
      const outcomes = settled.map(({ status }) => status === 'fulfilled');
      assert.deepEqual(outcomes, [true, false, true, false, true]);
      const rows = await database.reader.selectFrom('settings').select('key').orderBy('key').execute();
      assert.deepEqual(
        rows.map(({ key }) => key),
        ['a', 'c', 'e'],
      );
    });

    test('that looks and then writes is right among others which do the same', async () => {
      const database = await opened();
      const answers = await Promise.all(
        Array.from({ length: 24 }, (_, i) => database.write(putIfAbsent, { key: 'k', value: `${i}` })),
      );
      const { value } = await database.reader
        .selectFrom('settings')
        .select('value')
        .executeTakeFirstOrThrow();
      assert.deepEqual(new Set(answers), new Set([value]));
    });

    test('loses no update among others', async () => {
      const database = await opened();
      await database.write(put, { key: 'n', value: '0' });
      const answers = await Promise.all(Array.from({ length: 40 }, () => database.write(countUp, 'n')));
      assert.deepEqual(
        answers.toSorted((a, b) => a - b),
        Array.from({ length: 40 }, (_, i) => i + 1),
      );
    });

    test('takes and gives what a structured clone carries', async () => {
      const database = await opened();
      for (const value of [
        undefined,
        null,
        2 ** 53,
        'Ünïcode 🎞️',
        new Map([['a', [1]]]),
        new Uint8Array([1, 2]),
      ]) {
        assert.deepEqual(await database.write(echo, value), value);
      }
      const refused = await rejection(database.write(echo, () => {}));
      assert.equal(refused.name, 'DataCloneError');
      assert.equal(await database.write(echo, 'still there'), 'still there');
    });

    test('reports how many rows a statement wrote', async () => {
      const database = await opened();
      const changed = await database.write(execute, [
        `insert into settings (key, value) values ('a', '1'), ('b', '2'), ('c', '3')`,
        `update settings set value = '9' where key <> 'a'`,
        `insert into settings (key, value) values ('a', '1') on conflict do nothing`,
        'delete from settings',
      ]);
      assert.deepEqual(changed, [3, 2, 0, 3]);
    });
  });

  describe('values', () => {
    test('integers are numbers up to 2^53, counted and summed ones too', async () => {
      const database = await opened();
      await database.write(execute, [
        `insert into blobs (id, hash, object_key, size, state, touched_at)
           values ('1', 'h1', 'k1', ${Number.MAX_SAFE_INTEGER - 1}, 'live', 0), ('2', 'h2', 'k2', 1, 'live', 0)`,
      ]);
      const facts = await database.reader
        .selectFrom('blobs')
        .select((on) => [
          on.fn.countAll().as('count'),
          on.fn.sum('size').as('sum'),
          on.fn.max('size').as('max'),
        ])
        .executeTakeFirstOrThrow();
      assert.deepEqual(facts, {
        count: 2,
        sum: Number.MAX_SAFE_INTEGER,
        max: Number.MAX_SAFE_INTEGER - 1,
      });
    });

    test('an integer beyond 2^53 throws instead of being rounded', async () => {
      const { reader } = await opened();
      await assert.rejects(sql`select cast(9007199254740993 as bigint) as n`.execute(reader), /too large/);
      assert.deepEqual((await sql`select 1 as n`.execute(reader)).rows, [{ n: 1 }]);
    });

    test('text keeps every character and compares by its bytes', async () => {
      const database = await opened();
      const names = ['🎞️', 'ä', 'z', 'a', 'B', 'Z', 'a\u0308', 'é', 'A', 'ß', '10', '9', ' ', '_', '\uffee'];
      for (const key of names) await database.write(put, { key, value: `"${key}"` });
      const rows = await database.reader.selectFrom('settings').selectAll().orderBy('key').execute();
      const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      assert.deepEqual(
        rows,
        sorted.map((key) => ({ key, value: `"${key}"` })),
      );
      const range = await database.reader
        .selectFrom('settings')
        .select('key')
        .where('key', '>=', 'a')
        .where('key', '<', 'b')
        .orderBy('key')
        .execute();
      assert.deepEqual(
        range.map(({ key }) => key),
        ['a', 'a\u0308'],
      );
    });

    test('of a wrong type are refused', async () => {
      const database = await opened();
      const wrong = `insert into upload_tokens (digest, expires_at) values ('d', 'tomorrow')`;
      await assert.rejects(database.write(execute, [wrong]));
    });
  });

  describe('the schema keeps', () => {
    const asset = (id: string, kind: string, parent: string | null, assetName: string) =>
      `insert into assets (id, kind, parent_id, name, version_counter, created_at, updated_at)
         values ('${id}', '${kind}', ${parent === null ? 'null' : `'${parent}'`}, '${assetName}', 0, 1, 1)`;
    const blob = (id: string, hash: string, state: string) =>
      `insert into blobs (id, hash, object_key, size, state, touched_at)
         values ('${id}', '${hash}', '${hash}/${id}', 1, '${state}', 0)`;
    const version = (id: string, assetId: string, number: number, blobId: string) =>
      `insert into versions (id, asset_id, number, blob_id, is_current, mime, size, has_alpha, pages, is_private,
         is_published, token, created_at, updated_at)
         values ('${id}', '${assetId}', ${number}, '${blobId}', 1, 'image/png', 1, 0, 1, 0, 1, 't', 1, 1)`;
    const tag = (versionId: string, position: number) =>
      `insert into tags (version_id, asset_id, position, source, name, confidence, is_current)
         values ('${versionId}', 'f', ${position}, '', 'tag', 99.5, 1)`;
    const file = [
      asset('f', 'file', ROOT_FOLDER_ID, 'a.png'),
      blob('b', 'h', 'live'),
      version('v', 'f', 1, 'b'),
    ];

    const refused: readonly (readonly [string, readonly string[]])[] = [
      ['one root', [asset('r', 'folder', null, 'another')]],
      ['assets in folders that are there', [asset('f', 'file', 'nowhere', 'a.png')]],
      [
        'one file of a name in a folder',
        [asset('f', 'file', ROOT_FOLDER_ID, 'a.png'), asset('g', 'file', ROOT_FOLDER_ID, 'a.png')],
      ],
      [
        'folders that hold something',
        [
          asset('d', 'folder', ROOT_FOLDER_ID, 'd'),
          asset('f', 'file', 'd', 'a.png'),
          `delete from assets where id = 'd'`,
        ],
      ],
      ['one live blob a hash', [blob('b', 'h', 'live'), blob('c', 'h', 'live')]],
      ['blobs that a version refers to', [...file, `delete from blobs where id = 'b'`]],
      ['versions with their bytes', [asset('f', 'file', ROOT_FOLDER_ID, 'a.png'), version('v', 'f', 1, 'b')]],
      ['version numbers apart', [...file, version('w', 'f', 1, 'b')]],
    ];
    for (const [what, statements] of refused) {
      test(what, async () => {
        const database = await opened();
        await assert.rejects(database.write(execute, statements), /constraint/i);
        const rows = await database.reader.selectFrom('assets').select('id').orderBy('id').execute();
        assert.deepEqual(
          rows.map(({ id }) => id),
          [ROOT_FOLDER_ID, HIDDEN_FOLDER_ID],
        );
      });
    }

    test('a file and a folder of one name, names that differ in case, and names of 255 bytes', async () => {
      const database = await opened();
      const names = ['a', 'A', 'n'.repeat(255)];
      const statements = names.flatMap((assetName, i) => [
        asset(`file${i}`, 'file', ROOT_FOLDER_ID, assetName),
        asset(`folder${i}`, 'folder', ROOT_FOLDER_ID, assetName),
      ]);
      await database.write(execute, statements);
    });

    test('a live blob beside those of its hash that are being deleted', async () => {
      const database = await opened();
      await database.write(execute, [
        blob('a', 'h', 'deleting'),
        blob('b', 'h', 'deleting'),
        blob('c', 'h', 'live'),
      ]);
    });

    test('nothing of an asset that is gone, but its blob', async () => {
      const database = await opened();
      await database.write(execute, [...file, tag('v', 0), tag('v', 1), `delete from assets where id = 'f'`]);
      const left = await Promise.all(
        (['versions', 'tags', 'blobs'] as const).map(async (table) => {
          return (await database.reader.selectFrom(table).selectAll().execute()).length;
        }),
      );
      assert.deepEqual(left, [0, 0, 1]);
    });

    test('confidence with its fraction', async () => {
      const database = await opened();
      await database.write(execute, [...file, tag('v', 0)]);
      const row = await database.reader.selectFrom('tags').select('confidence').executeTakeFirst();
      assert.deepEqual(row, { confidence: 99.5 });
    });
  });

  test('answers a ping until it is closed', async () => {
    const database = await opened();
    await database.ping();
    await database.close();
    await assert.rejects(database.ping());
    await assert.rejects(database.write(echo, 1));
    await assert.rejects(database.reader.selectFrom('settings').selectAll().execute());
    await database.close();
  });

  test('ends what was begun before it closes', async () => {
    const database = await opened();
    const writing = Promise.all(
      Array.from({ length: 10 }, (_, i) => database.write(put, { key: `${i}`, value: '' })),
    );
    await Promise.all([writing, database.close()]);
  });
});

test('a database needs a place', async () => {
  await assert.rejects(openDatabase({ units: unitsUrl }), /url or a file/);
});

test('a unit of work is a name and a function', () => {
  const run = async () => 1;
  assert.deepEqual(unitOfWork('a.b', run), { name: 'a.b', run });
  assert.equal(new Set(units.map((unit) => unit.name)).size, units.length);
});

async function rejection(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => assert.fail('it should have failed'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof Error);
  return error;
}
