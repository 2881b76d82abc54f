import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { toFile } from '@imagekit/nodejs';
import { client, failure, folder, halves } from './support.ts';

/** Names are never given twice, so each run has its own. */
const run = Date.now().toString(36);
const named = (name: string) => ({ name: `${name}-${run}`, label: `${name} ${run}` });
const UNKNOWN_ID = 'ffffffffffffffffffffffff';
const made: string[] = [];

type NewField = Parameters<typeof client.customMetadataFields.create>[0];
async function create(name: string, schema: NewField['schema'], more: Partial<NewField> = {}) {
  const field = await client.customMetadataFields.create({ ...named(name), schema, ...more });
  made.push(field.id);
  return field;
}
async function find(id: string, query: { includeDeleted?: boolean } = {}) {
  return (await client.customMetadataFields.list(query)).find((field) => field.id === id);
}
async function refused(call: Promise<unknown>, status: number, message: string): Promise<unknown> {
  const error = await failure(call);
  assert.equal(error.status, status);
  assert.ok(error.message.includes(message), error.message);
  return (error.error as { errors?: unknown } | undefined)?.errors;
}

after(async () => {
  for (const id of made) await client.customMetadataFields.delete(id).catch(() => {});
});

// None has a default: that would show in the files of other tests, which run at the same time.
test('a field of each type is echoed as it was sent, and listed', async () => {
  const selectOptions = ['small', 'large', 30, 40, true];
  const schemas: Readonly<Record<string, NewField['schema']>> = {
    text: { type: 'Text', minLength: 2, maxLength: 10 },
    area: { type: 'Textarea', isValueRequired: false },
    number: { type: 'Number', minValue: 1000, maxValue: 3000 },
    date: { type: 'Date', minValue: '2020-01-01T00:00:00.000Z' },
    flag: { type: 'Boolean' },
    one: { type: 'SingleSelect', selectOptions },
    many: { type: 'MultiSelect', selectOptions },
  };
  for (const [name, schema] of Object.entries(schemas)) {
    const field = await create(name, schema);
    assert.match(field.id, /^[0-9a-f]{24}$/);
    assert.deepEqual(field, { id: field.id, ...named(name), schema });
    assert.deepEqual(await find(field.id), field);
  }
});

test('an update replaces the rules, keeps the type, and clears the description', async () => {
  const schema = { type: 'Number', minValue: 1000, maxValue: 3000 } as const;
  const field = await create('price', schema, { description: 'List price' });
  assert.equal((field as { description?: string }).description, 'List price');
  const updated = await client.customMetadataFields.update(field.id, {
    label: `Price ${run}`,
    schema: { minValue: 500, maxValue: 2500 },
    description: '',
  } as Parameters<typeof client.customMetadataFields.update>[1]);
  assert.deepEqual(updated, {
    id: field.id,
    name: field.name,
    label: `Price ${run}`,
    schema: { type: 'Number', minValue: 500, maxValue: 2500 },
  });
});

test('a deleted field is listed only when asked for, and its name stays taken', async () => {
  const { id } = await create('gone', { type: 'Text' });
  await client.customMetadataFields.delete(id);
  assert.equal(await find(id), undefined);
  assert.deepEqual(await find(id, { includeDeleted: true }), {
    id,
    ...named('gone'),
    schema: { type: 'Text' },
  });
  const again = client.customMetadataFields.create({ ...named('gone'), schema: { type: 'Text' } });
  await refused(again, 400, 'A custom metadata field with this name already exists.');
  await refused(client.customMetadataFields.delete(id), 404, 'No such custom metadata field exists.');
  const change = client.customMetadataFields.update(id, { label: 'x' });
  await refused(change, 400, 'Cannot update a deleted custom metadata fields.');
});

describe('what is no field is refused', () => {
  test('a schema with wrong rules', async () => {
    const schema = { type: 'Number', minValue: 'a', maxLength: 3 } as never;
    const errors = await refused(
      client.customMetadataFields.create({ ...named('bad'), schema }),
      400,
      'Invalid field object',
    );
    assert.deepEqual(errors, {
      minValue: 'should be of type number',
      maxLength: 'not allowed for this type',
    });
  });

  test('a label that is in use', async () => {
    await create('label', { type: 'Text' });
    const twice = client.customMetadataFields.create({
      ...named('label'),
      name: `other-${run}`,
      schema: { type: 'Text' },
    });
    await refused(twice, 400, 'A custom metadata field with this label already exists.');
  });

  test('ids and changes', async () => {
    const { customMetadataFields } = client;
    await refused(
      customMetadataFields.update(UNKNOWN_ID, { label: 'x' }),
      404,
      'No such custom metadata field exists.',
    );
    await refused(customMetadataFields.delete(UNKNOWN_ID), 404, 'No such custom metadata field exists.');
    await refused(customMetadataFields.delete('x y'), 400, 'Your request contains invalid ID parameter.');
    const { id } = await create('changes', { type: 'Text' });
    await refused(customMetadataFields.update(id, {}), 400, 'Either label or schema should be provided.');
    const schema = { minValue: 1 };
    const errors = await refused(customMetadataFields.update(id, { schema }), 400, 'Invalid schema object.');
    assert.deepEqual(errors, { minValue: 'not allowed for this type' });
  });
});

describe('values', () => {
  const upload = async (more: object, content = run) =>
    client.files.upload({
      file: await toFile(Buffer.from(content), 'a.txt'),
      fileName: 'a.txt',
      folder: `${folder}/custom`,
      useUniqueFileName: false,
      responseFields: ['customMetadata'],
      ...more,
    });

  test('are kept by an upload, merged by an update, and an overwrite clears or keeps them', async () => {
    const brand = await create('brand', { type: 'Text' });
    const price = await create('cost', { type: 'Number', minValue: 1000 });
    const since = await create('since', { type: 'Date' });
    const customMetadata = { [brand.name]: 'Nike', [price.name]: 1200, [since.name]: '2020-01-02' };
    const kept = { ...customMetadata, [since.name]: '2020-01-02T00:00:00.000Z' };
    const first = await upload({ customMetadata });
    assert.deepEqual(first.customMetadata, kept);
    const id = first.fileId ?? '';
    assert.deepEqual((await client.files.get(id)).customMetadata, kept);

    const change = { customMetadata: { [brand.name]: null, [price.name]: 1300 } };
    const updated = await client.files.update(id, change as Parameters<typeof client.files.update>[1]);
    const merged = { [price.name]: 1300, [since.name]: kept[since.name] };
    assert.deepEqual((updated as { customMetadata?: unknown }).customMetadata, merged);

    const keeping = await upload({ overwriteCustomMetadata: false }, `${run} 2`);
    assert.deepEqual([keeping.fileId, keeping.customMetadata], [id, merged]);
    const clearing = await upload({}, `${run} 3`);
    assert.deepEqual([clearing.fileId, clearing.customMetadata], [id, {}]);

    const wrong = await refused(
      upload({ customMetadata: { [price.name]: 999, nobody: 1 } }),
      400,
      'Invalid custom metadata.',
    );
    assert.deepEqual(wrong, {
      [price.name]: 'should be >= 1000',
      nobody: 'no such custom metadata field exists',
    });
  });

  test('can be checked before anything is kept', async () => {
    const stock = await create('stock', { type: 'Number' });
    const customMetadata = { [stock.name]: 5 };
    const checks = `"request.customMetadata.${stock.name}" > 4 AND "file.size" < "1mb"`;
    assert.ok((await upload({ customMetadata, checks })).fileId);
    const failing = upload({ customMetadata: { [stock.name]: 4 }, checks, fileName: 'b.txt' });
    await refused(failing, 400, "Your request failed 'checks' validation.");
    const unreadable = upload({ checks: '"file.size" <', fileName: 'b.txt' });
    await refused(unreadable, 400, 'Your request contains invalid syntax for the checks parameter.');
    assert.deepEqual(await client.assets.list({ path: `${folder}/custom`, name: 'b.txt' } as object), []);
  });
});

test('an image tells what it says about itself', async () => {
  const answer = await client.files.upload({
    file: await toFile(await halves(120, 80), 'a.jpg'),
    fileName: 'a.jpg',
    folder: `${folder}/embedded`,
    responseFields: ['metadata', 'embeddedMetadata'],
  });
  const { metadata } = answer;
  assert.deepEqual([metadata?.width, metadata?.height, metadata?.format], [120, 80, 'jpg']);
  assert.deepEqual([metadata?.quality, metadata?.hasTransparency, metadata?.size], [0, false, answer.size]);
  assert.match(metadata?.pHash ?? '', /^[0-9a-f]{16}$/);
  assert.ok(metadata?.exif?.image && metadata.exif.gps && metadata.exif.makernote);
  const { embeddedMetadata } = await client.files.get(answer.fileId ?? '');
  assert.deepEqual([embeddedMetadata?.ImageWidth, embeddedMetadata?.ImageHeight], [120, 80]);
  assert.deepEqual(answer.embeddedMetadata, embeddedMetadata);
});
