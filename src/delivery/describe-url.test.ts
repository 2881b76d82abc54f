import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { openTestDelivery, type TestDelivery } from './delivery.testing.ts';

let on: TestDelivery;
let stored: Buffer;

before(async () => {
  on = await openTestDelivery();
  stored = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#336699' } })
    .withExif({ IFD0: { Artist: 'Ann' } })
    .jpeg()
    .toBuffer();
  await on.upload('/a/photo.jpg', stored);
  await on.upload('/a/private.jpg', stored, { isPrivateFile: true });
  await on.upload('/a/draft.jpg', stored, { isPublished: false });
  await on.upload('/a/corrupt.jpg', Buffer.concat([stored.subarray(0, 200), Buffer.alloc(500)]));
  await on.upload('/a/note.txt', 'text');
});
after(() => on.close());

const BASE = 'https://media.example.com/demo';
const described = (url: string, host?: string) =>
  on.describeUrl({ url, host, signal: new AbortController().signal });

describe('the metadata of a URL', () => {
  it('is that of the stored file where nothing is asked', async () => {
    for (const url of [`${BASE}/a/photo.jpg`, `${BASE}/a/photo.jpg?updatedAt=1&x=2`]) {
      const { file, details } = await described(url);
      assert.deepEqual([file.width, file.height, file.size], [60, 40, stored.length]);
      assert.equal(details?.exif.image.Artist, 'Ann', 'a rendition would have lost it');
    }
  });

  const made: readonly (readonly [string, string, number, number])[] = [
    [`${BASE}/tr:w-30/a/photo.jpg`, 'image/jpeg', 30, 20],
    [`${BASE}/a/photo.jpg?tr=w-30,f-webp`, 'image/webp', 30, 20],
    [`${BASE}/tr:w-30/a/photo.jpg?tr=h-5`, 'image/jpeg', 8, 5],
    [`${BASE}/a/photo.jpg/ik-thumbnail.jpg?tr=f-png,w-10`, 'image/png', 10, 7],
  ];
  for (const [url, mime, width, height] of made)
    it(`is that of what is made of it: ${url.slice(BASE.length)}`, async () => {
      const { file, details } = await described(url);
      assert.deepEqual([file.mime, file.width, file.height], [mime, width, height]);
      assert.deepEqual(details?.exif.image, {});
      const answer = await on.ask(new URL(url).pathname + new URL(url).search);
      assert.equal(file.size, answer.body.length);
    });

  it('is that of the stored file for orig-true', async () => {
    const { file } = await described(`${BASE}/tr:orig-true/a/photo.jpg`);
    assert.equal(file.size, stored.length);
  });

  it('is told of private files and drafts, and whatever the signature is', async () => {
    for (const path of ['private.jpg', 'draft.jpg', 'private.jpg?tr=w-30', 'draft.jpg?tr=w-30'])
      assert.equal((await described(`${BASE}/a/${path}`)).file.width, path.includes('tr') ? 30 : 60);
    const { file } = await described(`${BASE}/a/photo.jpg?ik-t=1&ik-s=00`);
    assert.equal(file.width, 60);
  });

  it('leaves nothing in staging and nothing open for others', async () => {
    await described(`${BASE}/tr:w-31/a/photo.jpg`);
    assert.equal((await on.ask('/demo/a/draft.jpg')).status, 404);
    assert.equal((await on.ask('/demo/a/private.jpg')).status, 401);
  });

  it('is that of the same server under the name by which it was asked', async () => {
    const { file } = await described('http://localhost:3000/demo/a/photo.jpg', 'localhost:3000');
    assert.equal(file.width, 60);
  });

  const foreign = [
    'https://elsewhere.example.com/demo/a/photo.jpg',
    'https://media.example.com/other/a/photo.jpg',
    'https://media.example.com/a/photo.jpg',
    'https://media.example.com/v1/files',
    'https://media.example.com.evil.test/demo/a/photo.jpg',
    'https://media.example.com@evil.test/demo/a/photo.jpg',
    'ftp://media.example.com/demo/a/photo.jpg',
    '/demo/a/photo.jpg',
    'photo.jpg',
    'http://[',
    '',
  ];
  for (const url of foreign)
    it(`refuses ${url || 'nothing'}`, async () => {
      const message = 'The url should be accessible using your ImageKit.io account.';
      await assert.rejects(described(url), { status: 400, message });
    });

  const wrong: readonly (readonly [string, number, RegExp])[] = [
    ['/a/none.jpg', 404, /^The requested file does not exist or is inaccessible at this time\.$/],
    ['/tr:w-30/a/none.jpg', 404, /^The requested file does not exist or is inaccessible/],
    ['/a', 404, /inaccessible/],
    ['/tr:w-30/a/corrupt.jpg', 400, /^The requested file is corrupt or invalid\.$/],
    ['/a/note.txt', 400, /^The requested file is corrupt or invalid\.$/],
    ['/tr:nonsense-1/a/photo.jpg', 400, /nonsense/],
  ];
  for (const [path, status, message] of wrong)
    it(`answers ${status} for ${path}`, async () => {
      await assert.rejects(described(BASE + path), { status, message });
    });
});
