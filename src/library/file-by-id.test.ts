import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onEachDatabase } from '../database/testing.ts';
import { openTestLibrary, png } from './library.testing.ts';
import { selectAssets, toRecords } from './rows.ts';
import { addAiTag } from './units.testing.ts';

onEachDatabase(({ open }) => {
  test('a file read by its id is what a list says of it, in one query', async (t) => {
    let queries = 0;
    const { library, upload, database } = await openTestLibrary(t, open, { onQuery: () => (queries += 1) });
    const field = (name: string, schema: Readonly<Record<string, unknown>>) =>
      library.customFields.create({ name, label: name, schema, description: null });
    await field('weight', { type: 'Number' });
    await field('sizes', { type: 'MultiSelect', selectOptions: ['S', 'M', 42] });
    await field('when', { type: 'Date' });
    await field('gone', { type: 'Text' });
    const { assetId } = await upload(await png(40, 30), {
      fileName: 'größe "1".png',
      folder: "/ä b/c'd",
      tags: ['z', 'a', 'ü"\\'],
      description: 'A wall',
      customMetadata: { weight: 0.1 + 0.2, sizes: ['M', 42], when: '2026-02-03T04:05:06.789Z', gone: 'x' },
    });
    await upload('other', { fileName: 'b.txt', tags: ['other'] });
    for (const [name, confidence] of [
      ['Shirt', 90.12],
      ['Blue', 0.1 + 0.7],
    ] as const) {
      const tag = { source: `${name}-tagging`, name, confidence };
      await database.write(addAiTag, { versionId: assetId, tag });
    }
    const gone = (await library.customFields.active()).find(({ name }) => name === 'gone');
    await library.customFields.remove(gone?.id ?? '');

    const rows = await selectAssets(database.reader).where('assets.id', '=', assetId).execute();
    const [listed] = await toRecords(database.reader, rows);
    queries = 0;
    const file = await library.get(assetId);
    assert.ok(queries <= 1, `${queries} queries`);
    assert.deepEqual(file, listed);
    assert.equal(file.path, '/ä b/c\'d/größe "1".png');
    assert.deepEqual(file.tags, ['z', 'a', 'ü"\\']);
    assert.deepEqual(file.customMetadata, {
      weight: 0.30000000000000004,
      sizes: ['M', 42],
      when: '2026-02-03T04:05:06.789Z',
    });
    assert.equal(file.aiTags.length, 2);
  });

  test('a file at the root, without tags and values', async (t) => {
    const { library, upload } = await openTestLibrary(t, open);
    const file = await upload('text', { fileName: 'a.txt' });
    assert.deepEqual(await library.get(file.assetId), file);
  });

  test('neither folders nor what is not there', async (t) => {
    const { library, upload, database } = await openTestLibrary(t, open);
    await upload('text', { fileName: 'a.txt', folder: '/a' });
    const folder = await database.reader
      .selectFrom('assets')
      .select('id')
      .where('name', '=', 'a')
      .executeTakeFirstOrThrow();
    for (const id of [folder.id, 'f'.repeat(24)])
      await assert.rejects(library.get(id), { status: 404, message: 'The requested file does not exist.' });
    await assert.rejects(library.get('x'), { status: 400 });
  });
});
