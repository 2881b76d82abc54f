import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type ImageKit from '@imagekit/nodejs';
import { toFile } from '@imagekit/nodejs';
import { client, clientWithKey, failure, folder, get, halves, urlEndpoint } from './support.ts';

let photo: Buffer;
let scratch: string;
before(async () => {
  photo = await halves(300, 200);
  scratch = await mkdtemp(join(tmpdir(), 'halftone-conformance-'));
  await writeFile(join(scratch, 'photo.jpg'), photo);
});
after(() => rm(scratch, { recursive: true, force: true }));

type Source = [
  name: string,
  make: () => ImageKit.FileUploadParams['file'] | Promise<ImageKit.FileUploadParams['file']>,
];
const SOURCES: readonly Source[] = [
  ['a stream of a file', () => createReadStream(join(scratch, 'photo.jpg'))],
  ['a buffer through toFile', () => toFile(photo, 'photo.jpg')],
  ['a File', () => new File([new Uint8Array(photo)], 'photo.jpg', { type: 'image/jpeg' })],
  ['a Blob in a Response', () => new Response(new Uint8Array(photo))],
  ['base64 text', () => photo.toString('base64')],
  ['a data URI', () => `data:image/jpeg;base64,${photo.toString('base64')}`],
];
for (const [name, make] of SOURCES) {
  test(`upload from ${name}: the answer, and the stored bytes`, async () => {
    const answer = await client.files.upload({ file: await make(), fileName: 'photo.jpg', folder });
    assert.match(answer.fileId ?? '', /^[0-9a-f]{24}$/);
    assert.match(answer.name ?? '', /^photo_[A-Za-z0-9_-]{9}\.jpg$/);
    assert.equal(answer.filePath, `${folder}/${answer.name}`);
    assert.equal(answer.url, `${urlEndpoint}${answer.filePath}`);
    assert.equal(answer.thumbnailUrl, `${urlEndpoint}/tr:n-ik_ml_thumbnail${answer.filePath}`);
    assert.equal(answer.size, photo.length);
    assert.equal(answer.width, 300);
    assert.equal(answer.height, 200);
    assert.equal(answer.fileType, 'image');
    assert.equal(answer.AITags, null);
    assert.deepEqual(answer.versionInfo, { id: answer.fileId, name: 'Version 1' });
    assert.ok(!('tags' in answer) && !('customMetadata' in answer) && !('isPrivateFile' in answer));
    const stored = await get(`${answer.url}?tr=orig-true`);
    assert.deepEqual(stored.body, photo);
  });
}

test('upload from a URL', {
  skip: process.env.CONFORMANCE_LOOPBACK === 'true' ? false : 'the server cannot reach this machine',
}, async (t) => {
  const origin = createServer((_request, response) => response.end(photo));
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  t.after(() => origin.close());
  const file = `http://127.0.0.1:${(origin.address() as AddressInfo).port}/some/photo`;
  const answer = await client.files.upload({ file, fileName: 'from-url.jpg', folder });
  assert.equal(answer.size, photo.length);
  const stored = await get(`${answer.url}?tr=orig-true`);
  assert.deepEqual(stored.body, photo);
});

test('responseFields adds what it names', async () => {
  const answer = await client.files.upload({
    file: await toFile(photo, 'photo.jpg'),
    fileName: 'fields.jpg',
    folder,
    tags: ['summer', 'two words'],
    customCoordinates: '10,10,50,50',
    isPrivateFile: true,
    description: 'Red and blue',
    responseFields: ['tags', 'customCoordinates', 'isPrivateFile', 'isPublished', 'customMetadata'],
  });
  assert.deepEqual(answer.tags, ['summer', 'two words']);
  assert.equal(answer.customCoordinates, '10,10,50,50');
  assert.equal(answer.isPrivateFile, true);
  assert.equal(answer.isPublished, true);
  assert.deepEqual(answer.customMetadata, {});
  assert.equal(answer.description, 'Red and blue');
});

test('a name is sanitised, folders are made', async () => {
  const answer = await client.files.upload({
    file: await toFile(Buffer.from('hello'), 'x'),
    fileName: 'my file (1)/ñandú.txt',
    folder: `${folder}/a b/c.d`,
    useUniqueFileName: false,
  });
  assert.equal(answer.filePath, `${folder}/a_b/c_d/my_file__1__ñandú.txt`);
  assert.equal(answer.fileType, 'non-image');
  assert.ok(!('width' in answer) && !('height' in answer) && !('thumbnailUrl' in answer));
  const stored = await get(answer.url ?? '');
  assert.equal(stored.body.toString(), 'hello');
});

test('the same name again makes version 2 of the same file, and clears its tags', async () => {
  const upload = (content: string, more: object = {}) =>
    client.files.upload({
      file: Buffer.from(content).toString('base64'),
      fileName: 'versions.txt',
      folder,
      useUniqueFileName: false,
      responseFields: ['tags'],
      ...more,
    });
  const first = await upload('one', { tags: ['kept'] });
  const second = await upload('two', { overwriteTags: false });
  const third = await upload('three');
  assert.equal(second.fileId, first.fileId);
  assert.equal(second.versionInfo?.name, 'Version 2');
  assert.notEqual(second.versionInfo?.id, first.versionInfo?.id);
  assert.deepEqual(second.tags, ['kept']);
  assert.equal(third.versionInfo?.name, 'Version 3');
  assert.equal(third.tags, null);
  assert.equal((await get(third.url ?? '')).body.toString(), 'three');

  const refused = await failure(upload('four', { overwriteFile: false }));
  assert.equal(refused.status, 400);
  assert.match(refused.message, /A file with the same name already exists at the exact location/);
});

test('a wrong key is refused', async () => {
  const refused = await failure(
    clientWithKey('private_nobody').files.upload({ file: 'aGVsbG8=', fileName: 'x.txt' }),
  );
  assert.equal(refused.status, 403);
  assert.match(refused.message, /Your account cannot be authenticated\./);
});

test('a raw Buffer, which the SDK turns into one field a byte, is refused early', async () => {
  const refused = await failure(client.files.upload({ file: photo as never, fileName: 'x.jpg' }));
  assert.equal(refused.status, 400);
  assert.match(refused.message, /Your request is missing file parameter\./);
});

test('every answer carries a request id', async () => {
  const { response } = await client.files
    .upload({ file: 'aGVsbG8=', fileName: 'id.txt', folder })
    .withResponse();
  assert.match(response.headers.get('x-ik-requestid') ?? '', /^[0-9a-f-]{36}$/);
});
