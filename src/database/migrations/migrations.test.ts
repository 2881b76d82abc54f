import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { openDatabase } from '../index.ts';
import { createTestDatabase as createOnPostgres } from '../postgres/database.testing.ts';
import { createTestDatabase as createOnSqlite } from '../sqlite/database.testing.ts';
import { execute, unitsUrl } from '../units.testing.ts';
import { scripts } from './index.ts';

const places = {
  sqlite: createOnSqlite,
  postgres: () => createOnPostgres('postgres', { migrated: false }),
  'postgres-icu': () => createOnPostgres('postgres-icu', { migrated: false }),
} as const;

for (const [name, make] of Object.entries(places)) {
  describe(`migrations on ${name}`, () => {
    const onNewDatabase =
      (run: (open: () => ReturnType<typeof openDatabase>) => Promise<void>) => async () => {
        const place = await make();
        try {
          await run(() => openDatabase({ ...place.options, units: unitsUrl }));
        } finally {
          await place.remove();
        }
      };

    test(
      'run once, whoever starts at the same time',
      onNewDatabase(async (open) => {
        const databases = await Promise.all([open(), open(), open()]);
        for (const { reader, ping } of databases) {
          await ping();
          const { rows } = await sql<{
            name: string;
          }>`select name from kysely_migration order by name`.execute(reader);
          assert.deepEqual(
            rows.map((row) => row.name),
            Object.keys(scripts),
          );
          const roots = await reader
            .selectFrom('assets')
            .select('id')
            .where('parent_id', 'is', null)
            .execute();
          assert.equal(roots.length, 1);
        }
        await Promise.all(databases.map((database) => database.close()));
      }),
    );

    test(
      'leave what is there when they have run before',
      onNewDatabase(async (open) => {
        const first = await open();
        await first.write(execute, [`insert into settings (key, value) values ('a', '1')`]);
        await first.close();
        const second = await open();
        const rows = await second.reader.selectFrom('settings').selectAll().execute();
        assert.deepEqual(rows, [{ key: 'a', value: '1' }]);
        await second.close();
      }),
    );

    test(
      'refuse the database of a newer version',
      onNewDatabase(async (open) => {
        const database = await open();
        const later = `insert into kysely_migration (name, timestamp) values ('9999-later', '2099-01-01T00:00:00.000Z')`;
        await database.write(execute, [later]);
        await database.close();
        await assert.rejects(open(), { name: 'HalftoneError', message: /newer version.*"9999-later"/ });
      }),
    );
  });
}

test('migrations are named in their order', () => {
  const names = Object.keys(scripts);
  assert.deepEqual(names, names.toSorted());
  for (const name of names) assert.match(name, /^\d{4}-[a-z-]+$/);
});
