import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import sharp from 'sharp';
import { onEachDatabase } from '../database/testing.ts';
import { BELONGINGS } from './belongings.ts';
import { openTestLibrary, type TestLibrary } from './library.testing.ts';
import { addAiTag } from './units.testing.ts';

type Row = { version_id: string; asset_id: string; is_current: number; created_at?: number };

/** The rows of a version in each table, without what says whose they are. */
async function belongingsOf({ database }: TestLibrary, versionId: string) {
  const all: Record<string, unknown[]> = {};
  for (const table of Object.keys(BELONGINGS)) {
    const { rows } =
      await sql<Row>`select * from ${sql.table(table)} where version_id = ${versionId}`.execute(
        database.reader,
      );
    all[table] = rows.map(({ version_id, asset_id, created_at, ...rest }) => rest).sort(byText);
  }
  return all;
}

function byText(one: object, other: object): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** The same rows, current or not. */
function as(isCurrent: 0 | 1, all: Record<string, unknown[]>): Record<string, unknown[]> {
  const changed = Object.entries(all).map(([table, rows]) => [
    table,
    rows.map((row) => ({ ...(row as Row), is_current: isCurrent })).sort(byText),
  ]);
  return Object.fromEntries(changed);
}

/** A file that has something in each of the tables. */
async function uploadFull(all: TestLibrary) {
  const { library, upload, database } = all;
  const field = { name: 'note', label: 'Note', description: null, schema: { type: 'Text' } };
  await library.customFields.create(field);
  const photo = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#808080' } })
    .withExif({ IFD0: { Artist: 'Ann' } })
    .jpeg()
    .toBuffer();
  const { assetId, versionId } = await upload(photo, {
    tags: ['b', 'a'],
    customMetadata: { note: 'two words' },
  });
  const tag = { name: 'Cat', confidence: 90, source: 'google-auto-tagging' };
  await database.write(addAiTag, { versionId, tag });
  return assetId;
}

onEachDatabase(({ open }) => {
  describe('what versions own in other tables', () => {
    test('is known, table by table and column by column', async (t) => {
      const { database } = await openTestLibrary(t, open);
      const tables = await database.reader.introspection.getTables();
      const owned = tables.flatMap(({ name, columns }) => {
        const names = columns.map((column) => column.name);
        const rest = names.filter((column) => !['version_id', 'asset_id', 'is_current'].includes(column));
        return names.includes('version_id') && names.includes('is_current')
          ? [[name, rest.sort()] as const]
          : [];
      });
      const known = Object.entries(BELONGINGS).map(([name, columns]) => [name, columns.toSorted()] as const);
      assert.deepEqual(Object.fromEntries(owned), Object.fromEntries(known));
    });

    test('is theirs when another is current, and current again when they are', async (t) => {
      const all = await openTestLibrary(t, open);
      const fileId = await uploadFull(all);
      const own = await belongingsOf(all, fileId);
      for (const [table, rows] of Object.entries(own)) assert.notDeepEqual(rows, [], table);
      assert.deepEqual(own, as(1, own));
      const { versionId } = await all.upload('text', { tags: ['c'] });
      assert.deepEqual(await belongingsOf(all, fileId), as(0, own));
      const theirs = await belongingsOf(all, versionId);
      await all.library.restoreVersion({ fileId, versionId: fileId });
      assert.deepEqual(await belongingsOf(all, fileId), own);
      assert.deepEqual(await belongingsOf(all, versionId), as(0, theirs));
    });

    test('is copied with them, and gone with them', async (t) => {
      const all = await openTestLibrary(t, open);
      const { library, database } = all;
      const fileId = await uploadFull(all);
      const own = await belongingsOf(all, fileId);
      await all.upload('text', { tags: ['c'] });
      await library.copy({ sourceFilePath: '/a.txt', destinationPath: '/to', includeVersions: true });
      const copy = await library.locate('/to/a.txt');
      const [, old] = await library.versions(copy?.assetId ?? '');
      assert.deepEqual(await belongingsOf(all, old?.versionId ?? ''), as(0, own));
      const original = await library.version({ fileId, versionId: fileId });
      assert.deepEqual(
        [old?.tags, old?.aiTags, old?.customMetadata, old?.embedded],
        [original.tags, original.aiTags, { note: 'two words' }, original.embedded],
      );

      await library.removeMany([fileId, copy?.assetId ?? '']);
      for (const table of Object.keys(BELONGINGS)) {
        const { rows } = await sql`select * from ${sql.table(table)}`.execute(database.reader);
        assert.deepEqual(rows, [], table);
      }
    });
  });
});
