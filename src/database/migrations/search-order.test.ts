/** A library from before there were words to search for (migration 0005) has them when it is opened. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDatabase } from '../index.ts';
import { createTestDatabase as createOnPostgres } from '../postgres/database.testing.ts';
import { ROOT_FOLDER_ID } from '../schema.ts';
import { createTestDatabase as createOnSqlite } from '../sqlite/database.testing.ts';
import { unitsUrl } from '../units.testing.ts';
import { portable, scripts } from './index.ts';

const OLD = [
  '0001-library',
  '0002-named-transformations',
  '0003-jobs',
  '0004-custom-metadata',
  '0005-search',
];
/** More than are read at once. */
const FILES = 1_100;
const LONG = 'x'.repeat(100);

const fileId = (index: number) => `f${String(index).padStart(5, '0')}`;

const FILLING = [
  `insert into blobs (id, hash, object_key, size, state, touched_at) values ('b', 'h', 'h/b', 1, 'live', 0)`,
  `insert into custom_fields (id, name, label, schema, created_at) values ('c', 'note', 'Note', '{"type":"Text"}', 0)`,
  ...Array.from({ length: FILES }, (_, index) => [
    `insert into assets (id, kind, parent_id, name, version_id, version_counter, created_at, updated_at)
      values ('${fileId(index)}', 'file', '${ROOT_FOLDER_ID}', 'Red ${index}', '${fileId(index)}', 1, ${index}, 0)`,
    `insert into versions (id, asset_id, number, blob_id, is_current, mime, size, has_alpha, pages, is_private,
      is_published, token, created_at, updated_at)
      values ('${fileId(index)}', '${fileId(index)}', 1, 'b', 1, 'text/plain', 1, 0, 1, 0, 1, 't', ${index}, 0)`,
  ]).flat(),
  `insert into tags (version_id, asset_id, position, source, name, is_current)
    values ('${fileId(7)}', '${fileId(7)}', 0, '', 'Summer sale', 1), ('${fileId(7)}', '${fileId(7)}', 1, 'x', 'sale', 1)`,
  `insert into custom_values (version_id, asset_id, field_id, position, type, text_value, is_current)
    values ('${fileId(9)}', '${fileId(9)}', 'c', 0, 'text', '${LONG}', 1)`,
];

const places = {
  sqlite: createOnSqlite,
  postgres: () => createOnPostgres('postgres', { migrated: false }),
} as const;

for (const [name, make] of Object.entries(places)) {
  test(`words are made on ${name}`, async () => {
    const place = await make();
    try {
      await place.execute(
        [
          ...OLD.flatMap((script) => scripts[script]?.(portable[name as keyof typeof places]) ?? []),
          'create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)',
          `create table kysely_migration_lock (id varchar(255) primary key, is_locked integer not null default 0)`,
          `insert into kysely_migration_lock (id, is_locked) values ('migration_lock', 0)`,
          ...OLD.map(
            (script) => `insert into kysely_migration (name, timestamp) values ('${script}', '2026-01-01')`,
          ),
          ...FILLING,
        ].join(';\n'),
      );
      const { reader, close } = await openDatabase({ ...place.options, units: unitsUrl });
      const names = await reader.selectFrom('name_terms').selectAll().where('term', '<>', 'red').execute();
      const expected = Array.from({ length: FILES }, (_, index) => ({
        asset_id: fileId(index),
        term: String(index),
        count: 2,
        created_at: index,
      }));
      assert.deepEqual(
        names.map((row) => ({ ...row })).toSorted((a, b) => (a.asset_id < b.asset_id ? -1 : 1)),
        expected,
      );
      const terms = await reader.selectFrom('search_terms').selectAll().orderBy('term').execute();
      const own = (index: number) => ({
        version_id: fileId(index),
        asset_id: fileId(index),
        is_current: 1,
        created_at: index,
      });
      assert.deepEqual(
        terms.map((row) => ({ ...row })),
        [
          { ...own(7), field_id: '', term: 'sale', count: 3 },
          { ...own(7), field_id: '', term: 'summer', count: 3 },
          { ...own(9), field_id: 'c', term: LONG, count: 1 },
        ],
      );
      const tags = await reader.selectFrom('tags').select('created_at').execute();
      assert.deepEqual(
        tags.map((tag) => tag.created_at),
        [7, 7],
      );
      const { text_start } = await reader
        .selectFrom('custom_values')
        .select('text_start')
        .executeTakeFirstOrThrow();
      assert.equal(text_start, LONG.slice(0, 60));
      await close();
    } finally {
      await place.remove();
    }
  });
}
