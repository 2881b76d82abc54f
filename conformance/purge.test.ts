import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toFile } from '@imagekit/nodejs';
import { client, failure, folder, get, halves, urlEndpoint } from './support.ts';

const { invalidation } = client.cache;
const UNKNOWN_ID = 'ffffffffffffffffffffffff';

async function refused(call: Promise<unknown>, message: string): Promise<void> {
  const error = await failure(call);
  assert.equal(error.status, 400);
  assert.ok(error.message.includes(message), error.message);
}

test('a purge of a URL, or of all that begin with it, has a status', async () => {
  for (const url of ['/a.jpg', '/images/upload*', '/tr:w-300/a.jpg', '/a.jpg*']) {
    const { requestId = '' } = await invalidation.create({ url: urlEndpoint + url });
    assert.match(requestId, /^[0-9a-f]{24}$/);
    const { status = '' } = await invalidation.get(requestId);
    assert.ok(['Pending', 'Completed'].includes(status));
  }
});

test('a purge of what is not the account’s, or of too much, is refused', async () => {
  const urls = ['/images*', '/*', '/folder/*/a.jpg'].map((path) => urlEndpoint + path);
  for (const url of [...urls, 'https://example.invalid/demo/a.jpg', 'a.jpg'])
    await refused(invalidation.create({ url }), 'The URL is not valid for cache purging.');
});

test('what was purged is made anew, and nothing else', async () => {
  const { url = '' } = await client.files.upload({
    file: await toFile(await halves(60, 40), 'a.jpg'),
    fileName: 'a.jpg',
    folder: `${folder}/purge`,
  });
  const [small, large] = [`${url}?tr=w-20`, `${url}?tr=w-40`];
  const isHit = async (asked: string) => /^Hit/.test((await get(asked)).headers.get('x-cache') ?? '');
  for (const asked of [small, large]) await get(asked);
  assert.deepEqual([await isHit(small), await isHit(large)], [true, true]);
  await invalidation.create({ url: small });
  assert.deepEqual([await isHit(small), await isHit(large)], [false, true]);
  await invalidation.create({ url: `${url}*` });
  assert.deepEqual([await isHit(small), await isHit(large)], [false, false]);
});

test('the purge of a rename is found, that of nobody is not', async () => {
  const { filePath = '' } = await client.files.upload({
    file: await toFile(Buffer.from('x'), 'a.txt'),
    fileName: 'a.txt',
    folder: `${folder}/purge`,
  });
  const renamed = await client.files.rename({ filePath, newFileName: 'b.txt', purgeCache: true });
  const { status } = await invalidation.get(renamed.purgeRequestId ?? '');
  assert.equal(status, 'Completed');
  await refused(invalidation.get(UNKNOWN_ID), 'No request found for this requestId.');
});
