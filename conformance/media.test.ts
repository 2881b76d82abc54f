import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { toFile } from '@imagekit/nodejs';
import { client, failure, folder, get, halves, urlEndpoint } from './support.ts';

const place = `${folder}/media`;
const UNKNOWN_ID = 'ffffffffffffffffffffffff';
const ids: string[] = [];

before(async () => {
  const photo = await halves(120, 80, 'png');
  const upload = async (fileName: string, file: Parameters<typeof toFile>[0], more: object = {}) => {
    const answer = await client.files.upload({
      file: await toFile(file, fileName),
      fileName,
      folder: place,
      useUniqueFileName: false,
      ...more,
    });
    ids.push(answer.fileId ?? '');
  };
  await upload('b.png', photo, { tags: ['x', 'y'], customCoordinates: '1,2,3,4', description: 'a picture' });
  await upload('a.txt', Buffer.from('text'));
  await upload('c.json', Buffer.from('{"deep": true}'), { folder: `${place}/deeper` });
});

test('get: every field of an image', async () => {
  const file = await client.files.get(ids[0] ?? '');
  const { createdAt, updatedAt, url, thumbnail, ...rest } = file;
  assert.match(createdAt ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const base = `${urlEndpoint}${place}/b.png?updatedAt=${Date.parse(updatedAt ?? '')}`;
  assert.equal(url, base);
  assert.equal(thumbnail, `${base}&tr=n-ik_ml_thumbnail`);
  const { size, embeddedMetadata, ...exact } = rest as typeof rest & { embeddedMetadata?: unknown };
  assert.ok((size ?? 0) > 0);
  assert.ok(embeddedMetadata === undefined || typeof embeddedMetadata === 'object');
  assert.deepEqual(exact, {
    type: 'file',
    name: 'b.png',
    fileId: ids[0],
    tags: ['x', 'y'],
    AITags: null,
    versionInfo: { id: ids[0], name: 'Version 1' },
    isPublished: true,
    customCoordinates: '1,2,3,4',
    customMetadata: {},
    isPrivateFile: false,
    fileType: 'image',
    filePath: `${place}/b.png`,
    mime: 'image/png',
    width: 120,
    height: 80,
    hasAlpha: false,
    description: 'a picture',
  });
});

test('get: a file that is no image has neither size in pixels nor alpha', async () => {
  const file = await client.files.get(ids[1] ?? '');
  assert.equal(file.fileType, 'non-image');
  assert.equal(file.mime, 'text/plain');
  assert.equal(file.hasAlpha, false);
  assert.equal(file.tags, null);
  assert.equal(file.customCoordinates, null);
  assert.ok(!('width' in file) && !('height' in file) && !('description' in file));
});

test('get: an unknown and a malformed id', async () => {
  const unknown = await failure(client.files.get(UNKNOWN_ID));
  assert.equal(unknown.status, 404);
  assert.match(unknown.message, /The requested file does not exist\./);
  const malformed = await failure(client.files.get('not/an id'));
  assert.equal(malformed.status, 400);
  assert.match(malformed.message, /Your request contains invalid fileId parameter\./);
});

async function names(query: Parameters<typeof client.assets.list>[0]): Promise<(string | undefined)[]> {
  return (await client.assets.list(query)).map((asset) => asset.name);
}

test('list: one level of a folder, in each order', async () => {
  assert.deepEqual(await names({ path: place, sort: 'ASC_NAME' }), ['a.txt', 'b.png']);
  assert.deepEqual(await names({ path: place, sort: 'DESC_NAME' }), ['b.png', 'a.txt']);
  assert.deepEqual(await names({ path: place }), ['b.png', 'a.txt'], 'ASC_CREATED is the default');
  assert.deepEqual(
    await names({ path: place, sort: 'ASC_WIDTH' }),
    ['a.txt', 'b.png'],
    'no width comes first',
  );
  assert.deepEqual(await names({ path: place, sort: 'ASC_SIZE' }), ['a.txt', 'b.png']);
});

test('list: filters and pages', async () => {
  assert.deepEqual(await names({ path: place, fileType: 'image' }), ['b.png']);
  assert.deepEqual(await names({ path: place, fileType: 'non-image' }), ['a.txt']);
  assert.deepEqual(await names({ path: place, type: 'folder' }), ['deeper']);
  assert.deepEqual(await names({ path: place, type: 'all', sort: 'ASC_NAME' }), ['a.txt', 'b.png', 'deeper']);
  assert.deepEqual(await names({ path: place, sort: 'ASC_NAME', limit: 1, skip: 1 }), ['b.png']);
  assert.deepEqual(await names({ path: place, skip: 100 }), []);
  assert.deepEqual(await names({ path: `${place}/nowhere` }), []);
});

test('list: a folder row', async () => {
  const [row] = await client.assets.list({ path: place, type: 'folder' });
  assert.ok(row?.type === 'folder');
  const { folderId, createdAt, updatedAt, ...rest } = row;
  assert.match(folderId ?? '', /^[0-9a-f]{24}$/);
  assert.ok(Date.parse(createdAt ?? '') > 0 && Date.parse(updatedAt ?? '') > 0);
  assert.deepEqual(rest, {
    type: 'folder',
    name: 'deeper',
    folderPath: `${place}/deeper`,
    customMetadata: {},
  });
});

const BAD_QUERIES: readonly [Parameters<typeof client.assets.list>[0], string][] = [
  [{ limit: 0 }, 'Minimum value of limit parameter is 1. Value sent is 0.'],
  [{ limit: 2000 }, 'Maximum value of limit parameter is 1000. Value sent is 2000.'],
  [{ skip: -1 }, 'The value of skip parameter should be greater than or equal to 0. Value sent is -1.'],
  [{ sort: 'UP' as never }, 'Your request contains invalid value for sort parameters.'],
  [
    { type: 'x' as never },
    'Your request contains invalid value for type parameter. Please provide one of the following: file, file-version, folder, all.',
  ],
];
for (const [query, message] of BAD_QUERIES) {
  test(`list: ${JSON.stringify(query)} is refused`, async () => {
    const refused = await failure(client.assets.list(query) as Promise<unknown>);
    assert.equal(refused.status, 400);
    assert.ok(refused.message.includes(message), refused.message);
  });
}

test('delete: the file is gone from the API, the list and delivery', async () => {
  const gone = await client.files.upload({
    file: 'Z29uZQ==',
    fileName: 'gone.txt',
    folder: `${folder}/delete`,
    useUniqueFileName: false,
  });
  await client.files.delete(gone.fileId ?? '');
  assert.equal((await failure(client.files.get(gone.fileId ?? ''))).status, 404);
  assert.equal((await failure(client.files.delete(gone.fileId ?? ''))).status, 404);
  assert.deepEqual(await names({ path: `${folder}/delete` }), []);
  assert.equal((await get(gone.url ?? '')).status, 404);
});
