/** `searchQuery` through the SDK: what each kind of clause finds. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { toFile } from '@imagekit/nodejs';
import { client, failure, folder, halves } from './support.ts';

const place = `${folder}/search`;
const run = Date.now().toString(36);
const made: string[] = [];
const here = `path : "${place}"`;

/** The names of what is found below the folder of this suite. */
async function names(
  searchQuery: string,
  more: Parameters<typeof client.assets.list>[0] = {},
): Promise<string[]> {
  const found = await client.assets.list({
    searchQuery: `(${searchQuery}) AND ${here}`,
    sort: 'ASC_NAME',
    ...more,
  });
  return found.map((asset) => asset.name ?? '');
}

before(async () => {
  const field = async (name: string, type: 'Text' | 'Number') => {
    const { id } = await client.customMetadataFields.create({
      name: `${name}_${run}`,
      label: `${name} ${run}`,
      schema: { type },
    });
    made.push(id);
  };
  await field('brand', 'Text');
  await field('rating', 'Number');
  const photo = await halves(640, 480, 'jpeg');
  const drawing = await halves(60, 40, 'png');
  const upload = async (fileName: string, file: Buffer, more: object = {}) => {
    await client.files.upload({
      file: await toFile(file, fileName),
      fileName,
      folder: place,
      useUniqueFileName: false,
      ...more,
    });
  };
  await upload('red-dress-summer.jpg', photo, {
    tags: ['sale', 'summer-sale'],
    customMetadata: { [`brand_${run}`]: 'Acme Shoes', [`rating_${run}`]: 4.5 },
  });
  await upload('redwoods.png', drawing, { tags: ['forest'], isPrivateFile: true });
  await upload('notes.txt', Buffer.from('a few words'), { folder: `${place}/deep` });
  await upload('notes.txt', Buffer.from('a few other words'), { folder: `${place}/deep` });
});

after(async () => {
  for (const id of made) await client.customMetadataFields.delete(id).catch(() => {});
});

describe('a search finds', () => {
  const cases: readonly (readonly [query: string, found: string[]])[] = [
    ['name = "redwoods.png"', ['redwoods.png']],
    ['name : "red"', ['red-dress-summer.jpg', 'redwoods.png']],
    ['name NOT = "redwoods.png"', ['notes.txt', 'red-dress-summer.jpg']],
    ['name HAS "SUMMER red"', ['red-dress-summer.jpg']],
    ['tags IN ["sale","banner"]', ['red-dress-summer.jpg']],
    ['tags HAS "sal"', ['red-dress-summer.jpg']],
    ['tags NOT EXISTS', ['notes.txt']],
    ['createdAt > "1d"', ['notes.txt', 'red-dress-summer.jpg', 'redwoods.png']],
    ['createdAt < 2020-01-01', []],
    ['(size < "1kb" AND format = "txt") OR width > 500', ['notes.txt', 'red-dress-summer.jpg']],
    ['format IN ["jpg","png"] AND private = false', ['red-dress-summer.jpg']],
    ['type = "folder"', ['deep']],
    ['type = "file-version"', ['notes.txt']],
    ['type IN ["file","folder"] AND name : "de"', ['deep']],
    [`path = "${place}/deep"`, ['notes.txt']],
    [`"customMetadata.brand_${run}" : "Acme"`, ['red-dress-summer.jpg']],
    [`"customMetadata.brand_${run}" HAS "shoes"`, ['red-dress-summer.jpg']],
    [`"customMetadata.rating_${run}" > 4.3`, ['red-dress-summer.jpg']],
    ['"embeddedMetadata.LocationTaken" = "40,100 5km"', []],
  ];
  for (const [query, found] of cases) test(query, async () => assert.deepEqual(await names(query), found));
});

test('the path, the type of file, the order and the page apply to a search too', async () => {
  assert.deepEqual(await names('size > 0', { path: place }), ['red-dress-summer.jpg', 'redwoods.png']);
  assert.deepEqual(await names('size > 0', { fileType: 'non-image' }), ['notes.txt']);
  assert.deepEqual(await names('size > 0', { sort: 'DESC_NAME', limit: 1, skip: 1 }), [
    'red-dress-summer.jpg',
  ]);
  assert.deepEqual(await names('name HAS "red"', { sort: 'DESC_RELEVANCE' }), [
    'red-dress-summer.jpg',
    'redwoods.png',
  ]);
  assert.deepEqual(await names('size > 0', { type: 'folder' }), [
    'notes.txt',
    'red-dress-summer.jpg',
    'redwoods.png',
  ]);
});

test('a query that cannot be understood is refused', async () => {
  for (const searchQuery of [
    'name ~ "x"',
    'foo = 1',
    'width HAS "3"',
    'tags = "a"',
    '(name = "a"',
    'createdAt > "7q"',
    'private = "yes"',
  ]) {
    const error = await failure(client.assets.list({ searchQuery }));
    assert.equal(error.status, 400, searchQuery);
    assert.ok(error.message.includes('Your request contains invalid searchQuery parameter.'), error.message);
  }
});
