import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ORIGINAL_DATE_FIELD_ID } from '../database/index.ts';
import { onEachDatabase } from '../database/testing.ts';
import { openTestLibrary, type TestLibrary } from './library.testing.ts';

/** A field of each kind, named by its type. */
async function addFields({ library, time }: TestLibrary): Promise<Map<string, string>> {
  const selectOptions = ['a', 1, true];
  const schemas = [
    { type: 'Text' },
    { type: 'Number' },
    { type: 'Date' },
    { type: 'Boolean' },
    { type: 'SingleSelect', selectOptions },
    { type: 'MultiSelect', selectOptions },
  ];
  const ids = new Map<string, string>();
  for (const schema of schemas) {
    time.now += 1;
    const named = { name: schema.type, label: schema.type, description: null };
    ids.set(schema.type, (await library.customFields.create({ ...named, schema })).id);
  }
  return ids;
}

const full = {
  Text: 'größe',
  Number: -1.5,
  Date: '2010-11-05T05:06:07.123Z',
  Boolean: false,
  SingleSelect: 1,
  MultiSelect: [true, 'a', 1],
};

onEachDatabase(({ open }) => {
  it('every type comes back as it was sent, from the upload, the file and the list', async (t) => {
    const test = await openTestLibrary(t, open);
    await addFields(test);
    const uploaded = await test.upload('x', { customMetadata: full });
    assert.deepEqual(uploaded.customMetadata, full);
    assert.deepEqual((await test.library.get(uploaded.assetId)).customMetadata, full);
    const [listed] = await test.library.list({
      type: 'file',
      sort: 'ASC_NAME',
      fileType: 'all',
      limit: 1,
      skip: 0,
    });
    assert.deepEqual(listed?.kind === 'file' && listed.customMetadata, full);
  });

  it('an upload with wrong values is refused and leaves nothing', async (t) => {
    const test = await openTestLibrary(t, open);
    await addFields(test);
    await assert.rejects(test.upload('x', { customMetadata: { Number: 'cheap', colour: 1 } }), {
      status: 400,
      message: 'Invalid custom metadata.',
      details: {
        errors: { colour: 'no such custom metadata field exists', Number: 'should be of type number' },
      },
    });
    assert.deepEqual(await test.storedFiles(), []);
  });

  it('missing values get their defaults at upload, and a required one when it is taken away', async (t) => {
    const test = await openTestLibrary(t, open);
    const add = (name: string, schema: object) =>
      test.library.customFields.create({ name, label: name, schema: { ...schema }, description: null });
    await add('optional', { type: 'Number', defaultValue: 5 });
    test.time.now += 1;
    await add('required', { type: 'Text', isValueRequired: true, defaultValue: 'none' });
    const { assetId, customMetadata } = await test.upload('x');
    assert.deepEqual(customMetadata, { optional: 5, required: 'none' });
    const change = (given: Readonly<Record<string, unknown>>) =>
      test.library.update(assetId, { customMetadata: given });
    const changed = await change({ optional: null, required: 'some' });
    assert.deepEqual(changed.customMetadata, { required: 'some' });
    assert.deepEqual((await change({ required: null })).customMetadata, { required: 'none' });
  });

  it('an update merges, and one that is wrong changes nothing', async (t) => {
    const test = await openTestLibrary(t, open);
    await addFields(test);
    const { assetId } = await test.upload('x', { customMetadata: full });
    const changed = await test.library.update(assetId, {
      customMetadata: { Text: null, MultiSelect: ['a'], Number: 7 },
    });
    const { Text: _, ...rest } = full;
    const expected = { ...rest, MultiSelect: ['a'], Number: 7 };
    assert.deepEqual(changed.customMetadata, expected);
    await assert.rejects(test.library.update(assetId, { customMetadata: { Text: 'new', Boolean: 'no' } }), {
      details: { errors: { Boolean: 'should be of type boolean' } },
    });
    assert.deepEqual((await test.library.get(assetId)).customMetadata, expected);
  });

  it('a new version has what was sent, or nothing, or what the one before it had', async (t) => {
    const test = await openTestLibrary(t, open);
    await addFields(test);
    const upload = async (request: Parameters<TestLibrary['upload']>[1]) => {
      test.time.now += 1;
      return (await test.upload(`${test.time.now}`, request)).customMetadata;
    };
    assert.deepEqual(await upload({ customMetadata: { Number: 1 } }), { Number: 1 });
    assert.deepEqual(await upload({ overwriteCustomMetadata: false }), { Number: 1 });
    assert.deepEqual(await upload({ overwriteCustomMetadata: false, customMetadata: { Text: 'a' } }), {
      Text: 'a',
    });
    assert.deepEqual(await upload({ overwriteCustomMetadata: false, customMetadata: {} }), {});
    assert.deepEqual(await upload({ customMetadata: { Number: 2 } }), { Number: 2 });
    assert.deepEqual(await upload({}), {});
    const query = { type: 'file-version', sort: 'ASC_CREATED', fileType: 'all', limit: 9, skip: 0 } as const;
    const old = await test.library.list(query);
    assert.deepEqual(
      old.map((version) => version.kind === 'file' && version.customMetadata),
      [{ Number: 1 }, { Number: 1 }, { Text: 'a' }, {}, { Number: 2 }],
    );
    const current = await test.database.reader
      .selectFrom('custom_values')
      .select('version_id')
      .where('is_current', '=', 1)
      .execute();
    assert.deepEqual(current, [], 'search sees the current version only');
  });

  it('values of a deleted field are not shown, are no values to give, and stay stored', async (t) => {
    const test = await openTestLibrary(t, open);
    const ids = await addFields(test);
    const { assetId } = await test.upload('x', { customMetadata: { Number: 1, Text: 'a' } });
    await test.library.customFields.remove(ids.get('Number') ?? '');
    assert.deepEqual((await test.library.get(assetId)).customMetadata, { Text: 'a' });
    await assert.rejects(test.library.update(assetId, { customMetadata: { Number: 2 } }), {
      details: { errors: { Number: 'no such custom metadata field exists' } },
    });
    await test.library.update(assetId, { customMetadata: { Text: 'b' } });
    const stored = await test.database.reader
      .selectFrom('custom_values')
      .select(['text_value', 'number_value'])
      .execute();
    assert.equal(stored.length, 2);
  });

  it('the original creation date of ImageKit can be set like any other', async (t) => {
    const test = await openTestLibrary(t, open);
    const { customMetadata } = await test.upload('x', {
      customMetadata: { _internal_original_created_datetime: '2001-02-03' },
    });
    assert.deepEqual(customMetadata, { _internal_original_created_datetime: '2001-02-03T00:00:00.000Z' });
    const [row] = await test.database.reader.selectFrom('custom_values').selectAll().execute();
    assert.equal(row?.field_id, ORIGINAL_DATE_FIELD_ID);
    assert.equal(row?.number_value, Date.UTC(2001, 1, 3));
  });
});
