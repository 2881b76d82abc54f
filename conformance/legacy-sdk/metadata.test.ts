/** Metadata and custom metadata fields by the older SDK, and what it works out without a server. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { assertHalves, folder, get, halves, urlEndpoint } from '../support.ts';
import { body, legacy, refusal } from './client.ts';

const place = `${folder}/legacy-metadata`;
const suffix = Date.now().toString(36);
let photo: Buffer;
let fileId = '';
before(async () => {
  photo = await halves(120, 80);
  const options = { fileName: 'a b.jpg', folder: place, useUniqueFileName: false };
  fileId = (await legacy.upload({ ...options, file: photo })).fileId;
});

test('getFileMetadata: by the id of a file', async () => {
  const { width, height, size, format, pHash } = body(200, await legacy.getFileMetadata(fileId));
  assert.deepEqual([width, height, size, format], [120, 80, photo.length, 'jpg']);
  assert.match(pHash, /^[0-9a-f]{16}$/);
});

test('getFileMetadata: by a URL, which the SDK does not encode', async () => {
  const stored = body(200, await legacy.getFileMetadata(fileId));
  const path = `${urlEndpoint}${place}/a_b.jpg`;
  assert.deepEqual(body(200, await legacy.getFileMetadata(path)), stored);
  for (const url of [
    `${path}?tr=w-60,h-30,c-force&x=%C3%A9`,
    `${urlEndpoint}/tr:w-60,h-30,c-force${place}/a_b.jpg`,
  ]) {
    const { width, height, size } = await legacy.getFileMetadata(url);
    assert.deepEqual([width, height], [60, 30], url);
    assert.equal(size, (await get(url)).body.length);
  }
  const foreign = await refusal(legacy.getFileMetadata('https://other.example.com/a%20b.jpg?x=1&y=2'));
  assert.equal(foreign.$ResponseMetadata.statusCode, 400);
  assert.match(foreign.message, /The url should be accessible using your ImageKit\.io account\./);
});

test('pHashDistance: near for a smaller copy, and the documented examples', async () => {
  const smaller = await legacy.getFileMetadata(`${urlEndpoint}/tr:w-60,q-50${place}/a_b.jpg`);
  const { pHash } = await legacy.getFileMetadata(fileId);
  assert.ok(Number(legacy.pHashDistance(pHash, smaller.pHash)) <= 4);
  assert.equal(legacy.pHashDistance('2d5ad3936d2e015b', '2d6ed293db36a4fb'), 17);
});

test('custom metadata fields: created, listed, set, changed, deleted', async () => {
  const name = `legacy_${suffix}`;
  const schema = { type: 'Number' as const, minValue: 1, maxValue: 10 };
  const field = body(201, await legacy.createCustomMetadataField({ name, label: name, schema }));
  assert.match(field.id, /^[0-9a-f]{24}$/);
  assert.deepEqual(field, { id: field.id, name, label: name, schema });

  const options = { includeDeleted: false };
  const listed = async (all: boolean) =>
    body(200, await legacy.getCustomMetadataFields({ includeDeleted: all })).find(
      ({ id }) => id === field.id,
    );
  assert.deepEqual(await listed(options.includeDeleted), field);

  const tagged = await legacy.updateFileDetails(fileId, { customMetadata: { [name]: 7 } });
  assert.equal(tagged.customMetadata?.[name], 7);
  const found = await legacy.listFiles({ searchQuery: `"customMetadata.${name}" = 7` });
  assert.deepEqual(
    found.map((asset) => asset.name),
    ['a_b.jpg'],
  );

  const changed = await legacy.updateCustomMetadataField(field.id, {
    label: `${name} 2`,
    schema: { minValue: 1, maxValue: 20 },
  });
  const expected = { ...field, label: `${name} 2`, schema: { ...schema, maxValue: 20 } };
  assert.deepEqual(body(200, changed), expected);

  assert.deepEqual(body(204, await legacy.deleteCustomMetadataField(field.id)), {});
  assert.equal(await listed(false), undefined);
  assert.equal((await listed(true))?.id, field.id);
  const refused = await refusal(legacy.createCustomMetadataField({ name, label: name, schema }));
  assert.equal(refused.message, 'A custom metadata field with this name already exists.');
});

test('url: transformed, in the path and in the query; signed, for ever and for a while', async () => {
  const path = `${place}/a_b.jpg`;
  const jpeg = { width: 60, height: 40, type: 'image/jpeg' };
  const transformation = [{ width: '60', format: 'jpg' }];
  const urls = [
    legacy.url({ path, transformation }),
    legacy.url({ src: urlEndpoint + path, transformation }), // in the query
    legacy.url({ path, transformation, signed: true }),
    legacy.url({ path, transformation, signed: true, expireSeconds: 300 }),
    legacy.url({ path, transformation, queryParameters: { v: '1' } }),
  ];
  for (const url of urls) await assertHalves(url, jpeg);

  await legacy.upload({
    file: photo,
    fileName: 'private.jpg',
    folder: place,
    useUniqueFileName: false,
    isPrivateFile: true,
  });
  const locked = { path: `${place}/private.jpg`, transformation };
  assert.notEqual((await get(legacy.url(locked))).status, 200);
  for (const expireSeconds of [undefined, 300])
    await assertHalves(legacy.url({ ...locked, signed: true, expireSeconds }), jpeg);
});
