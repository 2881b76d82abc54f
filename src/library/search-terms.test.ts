/** Whatever is done to files, their words are those of their names, tags and custom metadata. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reader } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { finished } from './folder-jobs.testing.ts';
import { openTestLibrary } from './library.testing.ts';
import { termsOf } from './search-terms.ts';

test('the terms of texts that are one field', () => {
  assert.deepEqual(termsOf(['red-dress', 'Red']), [
    { term: 'red', count: 3 },
    { term: 'dress', count: 3 },
  ]);
  assert.deepEqual(termsOf(['…', '']), []);
});

async function assertTermsFit(db: Reader): Promise<void> {
  const assets = await db.selectFrom('assets').select(['id', 'name', 'created_at']).execute();
  const times = new Map(assets.map((asset) => [asset.id, asset.created_at]));
  const names = assets.flatMap(({ id, name, created_at }) =>
    termsOf([name]).map(({ term, count }) => ({ asset_id: id, term, count, created_at })),
  );
  const stored = await db.selectFrom('name_terms').selectAll().execute();
  assert.deepEqual(sorted(stored), sorted(names));

  const versions = await db.selectFrom('versions').select(['id', 'asset_id', 'is_current']).execute();
  const tags = await db.selectFrom('tags').select(['version_id', 'name']).execute();
  const values = await db
    .selectFrom('custom_values')
    .select(['version_id', 'field_id', 'text_value'])
    .where('text_value', 'is not', null)
    .execute();
  const texts = [
    ...tags.map(({ version_id, name }) => ({ version_id, field_id: '', text: name })),
    ...values.map(({ version_id, field_id, text_value }) => ({
      version_id,
      field_id,
      text: text_value ?? '',
    })),
  ];
  const expected = versions.flatMap(({ id, asset_id, is_current }) => {
    const own = Map.groupBy(
      texts.filter((text) => text.version_id === id),
      (text) => text.field_id,
    );
    return Array.from(own, ([field_id, all]) =>
      termsOf(all.map(({ text }) => text)).map(({ term, count }) => ({
        version_id: id,
        asset_id,
        field_id,
        term,
        count,
        is_current,
        created_at: times.get(asset_id),
      })),
    ).flat();
  });
  assert.deepEqual(sorted(await db.selectFrom('search_terms').selectAll().execute()), sorted(expected));
}

/** What leads a search to an asset is in the order of the assets themselves. */
async function assertTimesFit(db: Reader): Promise<void> {
  for (const table of ['tags', 'custom_values', 'search_terms', 'name_terms'] as const) {
    const strays = await db
      .selectFrom(table)
      .innerJoin('assets', 'assets.id', `${table}.asset_id`)
      .select('assets.id')
      .whereRef(`${table}.created_at`, '<>', 'assets.created_at')
      .execute();
    assert.deepEqual(strays, [], table);
  }
  const versions = await db
    .selectFrom('assets')
    .innerJoin('versions', 'versions.id', 'assets.version_id')
    .select('assets.id')
    .whereRef('versions.created_at', '<>', 'assets.created_at')
    .execute();
  assert.deepEqual(versions, []);
}

/** In one order, with their members in one order. */
function sorted(rows: readonly object[]): string[] {
  return rows.map((row) => JSON.stringify(Object.entries(row).toSorted())).toSorted();
}

onEachDatabase(({ open }) => {
  test('words follow what they are words of', async (t) => {
    const { library, upload, database, jobs, time } = await openTestLibrary(t, open);
    const fits = async () => {
      await assertTermsFit(database.reader);
      await assertTimesFit(database.reader);
      time.now += 1000;
    };
    await library.customFields.create({
      name: 'brand',
      label: 'Brand',
      schema: { type: 'Text' },
      description: null,
    });

    const request = { fileName: 'red-dress.txt', folder: '/shop/new' };
    const { assetId } = await upload('1', {
      ...request,
      tags: ['summer sale', 'red'],
      customMetadata: { brand: 'Acme Shoes' },
    });
    await fits();
    await upload('2', { ...request, tags: ['winter'], customMetadata: { brand: 'Other' } });
    await fits();
    await library.update(assetId, { tags: ['a b', 'c'], customMetadata: { brand: null } });
    await fits();
    await library.editTags([assetId], { kind: 'add', tags: ['d e'] });
    await library.editTags([assetId], { kind: 'remove', tags: ['c'] });
    await fits();
    await library.restoreVersion({ fileId: assetId, versionId: assetId });
    await fits();
    await library.copy({
      sourceFilePath: '/shop/new/red-dress.txt',
      destinationPath: '/copies',
      includeVersions: true,
    });
    await fits();
    await library.rename({
      filePath: '/shop/new/red-dress.txt',
      newFileName: 'blue-dress.txt',
      purge: false,
    });
    await fits();
    await library.move({ sourceFilePath: '/shop/new/blue-dress.txt', destinationPath: '/moved' });
    await fits();
    await jobs.start();
    const job = { sourceFolderPath: '/copies', destinationPath: '/more', includeVersions: true };
    await finished(library, await library.copyFolder(job));
    await finished(library, await library.moveFolder({ ...job, destinationPath: '/moved' }));
    await fits();
    await library.remove(assetId);
    await fits();
    const { count } = await database.reader
      .selectFrom('search_terms')
      .select((is) => is.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    assert.ok(count > 0);
  });
});
