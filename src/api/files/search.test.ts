/** `searchQuery` at the door (rest-api.md 3.1): how it goes with the other parameters, and how it is refused. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Answer, BASIC, HELP, suiteApi } from '../api.testing.ts';

describe('GET /v1/files?searchQuery=', () => {
  const api = suiteApi();
  const search = (searchQuery: string, more: Readonly<Record<string, string>> = {}) =>
    api().json(`/v1/files?${new URLSearchParams({ searchQuery, ...more })}`);
  const names = async (...asked: Parameters<typeof search>) => {
    const { status, body } = await search(...asked);
    assert.equal(status, 200, JSON.stringify(body));
    return body.map((record: Answer) => record.name);
  };

  before(async () => {
    const files: readonly (readonly [string, Record<string, string>])[] = [
      ['red-dress.txt', { tags: 'sale,summer' }],
      ['red.css', { folder: '/shop' }],
      ['blue.txt', { folder: '/shop/deep', tags: 'sale' }],
      ['blue.txt', { folder: '/shop/deep', tags: 'old' }],
    ];
    for (const [fileName, fields] of files) {
      const file = new Blob([`${fileName} ${JSON.stringify(fields)}`]);
      const { status } = await api().upload({ fileName, file, useUniqueFileName: 'false', ...fields });
      assert.equal(status, 200);
    }
  });

  const found: readonly (readonly [string, Record<string, string>, string[]])[] = [
    ['name : "red"', {}, ['red-dress.txt', 'red.css']],
    ['name HAS "DRESS red"', {}, ['red-dress.txt']],
    ['tags IN ["sale"]', {}, ['red-dress.txt']],
    ['type = "file-version" AND tags HAS "sal"', {}, ['blue.txt']],
    ['type = "folder"', { sort: 'DESC_NAME' }, ['shop', 'deep']],
    ['type IN ["file", "folder"] AND name HAS "shop"', {}, ['shop']],
    [
      'createdAt > "1h" AND size < "1kb"',
      { sort: 'DESC_NAME', limit: '2', skip: '1' },
      ['red-dress.txt', 'blue.txt'],
    ],
    // The path is one level, like without a search.
    ['size > 0', { path: '/shop' }, ['red.css']],
    ['path : "/shop"', {}, ['red.css', 'blue.txt']],
    ['size > 0', { fileType: 'image' }, []],
    [
      'name : "red"',
      { type: 'folder', tags: 'x', name: 'x', includeFolder: 'true' },
      ['red-dress.txt', 'red.css'],
    ],
    ['  ', { name: 'red.css' }, ['red.css']],
    ['name HAS "red"', { sort: 'DESC_RELEVANCE' }, ['red.css', 'red-dress.txt']],
  ];
  for (const [query, more, expected] of found) {
    it(`${query} ${JSON.stringify(more)}`, async () => assert.deepEqual(await names(query, more), expected));
  }

  it('has nothing beyond the end, however far', async () => {
    const skip = '9'.repeat(30);
    assert.deepEqual(await names('size > 0', { skip }), []);
    assert.deepEqual((await api().json(`/v1/files?skip=${skip}`)).body, []);
  });

  it('answers whole records', async () => {
    const { body } = await search('name = "red.css"');
    const plain = await api().json('/v1/files?name=red.css');
    assert.deepEqual(body, plain.body);
  });

  it('knows custom metadata, of deleted fields too', async () => {
    const field = { name: 'brand', label: 'Brand', schema: { type: 'Text' } };
    const made = await api().json('/v1/customMetadataFields', {
      method: 'POST',
      headers: { authorization: BASIC, 'content-type': 'application/json' },
      body: JSON.stringify(field),
    });
    assert.equal(made.status, 201);
    assert.equal((await names('"customMetadata.brand" NOT EXISTS')).length, 3);
    assert.equal((await names('"c\\u0075stomMetadata.brand" NOT EXISTS')).length, 3);
    assert.equal((await search('"customMetadata.other" NOT EXISTS')).status, 400);
    await api().fetch(`/v1/customMetadataFields/${made.body.id}`, { method: 'DELETE' });
    assert.deepEqual(await names('"customMetadata.brand" NOT EXISTS'), []);
  });

  const refused: readonly (readonly [string, string])[] = [
    ['name ~ "x"', 'At character 6: expected an operator, found "~".'],
    [`name = "${'x'.repeat(10_000)}"`, 'It is longer than 8192 bytes.'],
    ['name = "a', 'At character 8: expected " at the end of the text that begins here, found "\\"".'],
  ];
  for (const [query, help] of refused) {
    it(`refuses ${query.slice(0, 20)}`, async () => {
      const { status, body } = await search(query);
      assert.equal(status, 400);
      assert.deepEqual(body, { message: 'Your request contains invalid searchQuery parameter.', help });
      assert.notEqual(help, HELP);
    });
  }
});
