import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type ImageKit from '@imagekit/nodejs';
import { toFile } from '@imagekit/nodejs';
import sharp from 'sharp';
import { client, failure, folder, get, halves } from './support.ts';

type Transformation = NonNullable<ImageKit.FileUploadParams['transformation']>;

/** The start of an MP4: enough to be known by. */
const VIDEO = Buffer.concat([
  Buffer.from([0, 0, 0, 24]),
  Buffer.from('ftypmp42\0\0\0\0mp42isom'),
  Buffer.alloc(64),
]);

let photo: Buffer;
before(async () => {
  photo = await halves(300, 200);
});

async function upload(transformation: unknown, more: object = {}, file: Buffer = photo) {
  return client.files.upload({
    file: await toFile(file, 'photo.jpg'),
    fileName: 'photo.jpg',
    folder,
    transformation: transformation as Transformation,
    ...more,
  });
}

/** What an upload is refused with; no file of its name is there. */
async function refusal(transformation: unknown, more: object = {}, file?: Buffer): Promise<string> {
  const fileName = `refused-${Math.random().toString(36).slice(2)}.jpg`;
  const refused = await failure(
    upload(transformation, { useUniqueFileName: false, ...more, fileName }, file),
  );
  assert.equal(refused.status, 400);
  const found = await client.assets.list({ path: folder, searchQuery: `name = "${fileName}"` });
  assert.deepEqual(found, []);
  return refused.message;
}

describe('pre', () => {
  test('is what is stored of an image', async () => {
    const answer = await upload({ pre: 'w-120' }, { checks: '"mediaMetadata.width" = 120' });
    assert.deepEqual([answer.width, answer.height], [120, 80]);
    const stored = await get(`${answer.url}?tr=orig-true`);
    assert.equal(stored.body.length, answer.size);
    const { format, width, height } = await sharp(stored.body).metadata();
    assert.deepEqual([format, width, height], ['jpeg', 120, 80]);
  });

  test('may be a chain, and in another format; the name stays', async () => {
    const answer = await upload(
      { pre: 'w-120:rt-90,f-webp' },
      { useUniqueFileName: false, fileName: 'turned.jpg' },
    );
    assert.deepEqual([answer.name, answer.width, answer.height], ['turned.jpg', 80, 120]);
    const details = await client.files.get(answer.fileId ?? '');
    assert.equal(details.mime, 'image/webp');
    assert.equal((await sharp((await get(`${answer.url}?tr=orig-true`)).body).metadata()).format, 'webp');
  });

  test('may name a transformation of the account', async () => {
    const name = `upload_${Date.now().toString(36)}`;
    const named = await client.post<{ id: string }>('/v1/named-transformations', {
      body: { name, transformation: 'w-60', enabled: true },
    });
    assert.equal((await upload({ pre: `n-${name}` })).width, 60);
    await client.delete(`/v1/named-transformations/${named.id}`);
    assert.match(await refusal({ pre: `n-${name}` }), /the transformation field is invalid\.$/);
  });

  test('that cannot be done is told in its own words', async () => {
    assert.match(await refusal({ pre: 'f-gif' }), /f-gif cannot be used here/);
    assert.match(await refusal({ pre: 'w-100' }, {}, photo.subarray(0, 400)), /cannot be read as/);
  });

  test('of a video is queued', async () => {
    const { data, response } = await client.files
      .upload({
        file: await toFile(VIDEO, 'clip.mp4'),
        fileName: 'clip.mp4',
        folder: `${folder}/queued`,
        transformation: { pre: 'w-500', post: [{ type: 'thumbnail' }] },
      })
      .withResponse();
    assert.equal(response.status, 202);
    assert.deepEqual(data, { message: 'The pre-transformation has been queued successfully.' });
    assert.deepEqual(await client.assets.list({ path: `${folder}/queued` }), []);
  });
});

describe('transformation is refused', () => {
  const invalid = 'The file could not be uploaded because the transformation field is invalid.';
  const unsupported =
    'The file could not be uploaded because transformations are supported only for image and video files.';
  const incompatible =
    'The file could not be uploaded because the detected file type & post-transformation are incompatible.';
  const item = { type: 'transformation', value: 'w-100' };
  const table: readonly (readonly [unknown, string, Buffer?])[] = [
    [{ pre: '' }, invalid],
    [{ pre: 'w-nothing' }, invalid],
    [{ pre: 'w-100', other: 1 }, invalid],
    [{ post: [] }, invalid],
    [{ post: Array(6).fill(item) }, invalid],
    [{ post: [{ type: 'transformation' }] }, invalid],
    [{ post: [{ type: 'abs', value: 'sr-240' }] }, invalid],
    [{ post: [{ ...item, protocol: 'hls' }] }, invalid],
    [{ post: [{ type: 'thumbnail' }] }, incompatible],
    [{ post: [{ type: 'gif-to-video' }] }, incompatible],
    [{ post: [{ type: 'abs', value: 'sr-240', protocol: 'dash' }] }, incompatible],
    [{ post: [{ type: 'gif-to-video' }] }, incompatible, VIDEO],
    [{ pre: 'w-100' }, unsupported, Buffer.from('hello')],
    [{ post: [item] }, unsupported, Buffer.from('hello')],
  ];
  for (const [transformation, message, file] of table) {
    test(`${JSON.stringify(transformation).slice(0, 80)}${file ? ` of ${file === VIDEO ? 'a video' : 'a text'}` : ''}`, async () => {
      assert.equal(await refusal(transformation, {}, file), `400 ${message}`);
    });
  }
});

test('post changes nothing of the answer', async () => {
  const answer = await upload({ post: [{ type: 'transformation', value: 'w-100' }] });
  assert.deepEqual([answer.width, answer.height, answer.size], [300, 200, photo.length]);
  assert.equal((await get(`${answer.url}?tr=w-100`)).status, 200);
});
