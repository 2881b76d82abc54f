/** `upload` of the older SDK: what it takes as a file, and how it writes down what was not given. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type ImageKit from 'imagekit';
import { baseURL, client, folder, get, halves, urlEndpoint } from '../support.ts';
import { body, legacy, publicKey, refusal } from './client.ts';

type Options = Parameters<ImageKit['upload']>[0];

const place = `${folder}/legacy-upload`;
let photo: Buffer;
let scratch: string;
before(async () => {
  photo = await halves(300, 200);
  scratch = await mkdtemp(join(tmpdir(), 'halftone-conformance-'));
  await writeFile(join(scratch, 'photo.jpg'), photo);
});
after(() => rm(scratch, { recursive: true, force: true }));

const stored = async (url: string) => (await get(`${url}?tr=orig-true`)).body;

const SOURCES: readonly (readonly [name: string, make: () => Options['file']])[] = [
  ['a Buffer', () => photo],
  ['a stream of a file', () => createReadStream(join(scratch, 'photo.jpg'))],
  ['base64 text', () => photo.toString('base64')],
  ['a data URI', () => `data:image/jpeg;base64,${photo.toString('base64')}`],
];
for (const [name, make] of SOURCES) {
  test(`upload from ${name}: the answer, and the stored bytes`, async () => {
    const answer = await legacy.upload({ file: make(), fileName: 'photo.jpg', folder: place });
    const { fileId, name: given, filePath, ...rest } = body(200, answer);
    assert.match(fileId, /^[0-9a-f]{24}$/);
    assert.match(given, /^photo_[A-Za-z0-9_-]{9}\.jpg$/);
    assert.equal(filePath, `${place}/${given}`);
    assert.deepEqual(rest, {
      size: photo.length,
      versionInfo: { id: fileId, name: 'Version 1' },
      url: urlEndpoint + filePath,
      fileType: 'image',
      height: 200,
      width: 300,
      orientation: 1,
      thumbnailUrl: `${urlEndpoint}/tr:n-ik_ml_thumbnail${filePath}`,
      AITags: null,
    });
    assert.deepEqual(await stored(answer.url), photo);
  });
}

test('upload from a URL', {
  skip: process.env.CONFORMANCE_LOOPBACK === 'true' ? false : 'the server cannot reach this machine',
}, async (t) => {
  const origin = createServer((_request, response) => response.end(photo));
  await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
  t.after(() => origin.close());
  const file = `http://127.0.0.1:${(origin.address() as AddressInfo).port}/photo?w=1&h=2`;
  const answer = await legacy.upload({ file, fileName: 'from-url.jpg', folder: place });
  assert.deepEqual(await stored(answer.url), photo);
});

test('every option arrives', async () => {
  const answer = await legacy.upload({
    file: photo,
    fileName: 'options.jpg',
    folder: place,
    useUniqueFileName: false,
    tags: ['one', 'two words'],
    isPrivateFile: true,
    isPublished: true,
    customCoordinates: '10,10,20,20',
    responseFields: [
      'tags',
      'customCoordinates',
      'isPrivateFile',
      'isPublished',
      'customMetadata',
      'metadata',
    ],
    customMetadata: {},
    checks: '"file.size" > 1',
    overwriteFile: true,
    overwriteAITags: false,
    overwriteTags: false,
    overwriteCustomMetadata: false,
    transformation: { post: [{ type: 'transformation', value: 'w-40' }] },
  });
  const { metadata, ...rest } = answer as typeof answer & { metadata?: { width?: number } };
  assert.equal(rest.filePath, `${place}/options.jpg`);
  assert.deepEqual(rest.tags, ['one', 'two words']);
  assert.equal(rest.customCoordinates, '10,10,20,20');
  assert.equal(rest.isPrivateFile, true);
  assert.equal((rest as { isPublished?: boolean }).isPublished, true);
  assert.deepEqual(rest.customMetadata, {});
  assert.equal(metadata?.width, 300);
  const failed = await refusal(
    legacy.upload({ file: photo, fileName: 'x.jpg', folder: place, checks: '"file.size" < 1' }),
  );
  assert.match(failed.message, /Your request failed 'checks' validation\./);
});

/** `String(undefined)` and `String(null)` are what the SDK sends for these. */
const NOT_GIVEN = [undefined, null] as const;
for (const none of NOT_GIVEN) {
  test(`options that are ${none} are as good as absent`, async () => {
    const names = [
      ...['useUniqueFileName', 'tags', 'folder', 'isPrivateFile', 'customCoordinates', 'responseFields'],
      ...['extensions', 'webhookUrl', 'overwriteFile', 'overwriteAITags', 'overwriteTags', 'checks'],
      ...['overwriteCustomMetadata', 'customMetadata', 'isPublished', 'description'],
    ];
    const options = Object.fromEntries(names.map((name) => [name, none]));
    const answer = await legacy.upload({ ...options, file: photo, fileName: 'none.jpg' });
    const { fileId, name, filePath } = body(200, answer);
    assert.match(name, /^none_[A-Za-z0-9_-]{9}\.jpg$/);
    assert.equal(filePath, `/${name}`, 'in the root folder');
    const details = await client.files.get(fileId);
    assert.equal(details.tags, null);
    assert.equal(details.customCoordinates, null);
    assert.deepEqual(details.customMetadata, {});
    assert.deepEqual([details.isPrivateFile, details.isPublished], [false, true]);
    assert.ok(!('description' in details));
    await client.files.delete(fileId);
  });
}

test('a file may be named by these words', async () => {
  const answer = await legacy.upload({
    file: photo,
    fileName: 'undefined',
    folder: place,
    useUniqueFileName: false,
  });
  assert.equal(answer.filePath, `${place}/undefined`);
});

test('getAuthenticationParameters: for one upload without the private key', async () => {
  const parameters = legacy.getAuthenticationParameters();
  const text = parameters.token + parameters.expire;
  const expected = createHmac('sha1', client.privateKey ?? '')
    .update(text)
    .digest('hex');
  assert.equal(parameters.signature, expected);
  const send = () => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(photo)]), 'signed.jpg');
    const fields = { ...parameters, fileName: 'signed.jpg', publicKey, folder: place };
    for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
    return fetch(`${baseURL}/api/v1/files/upload`, { method: 'POST', body: form });
  };
  const answer = await send();
  const { url, width } = (await answer.json()) as { url: string; width: number };
  assert.deepEqual([answer.status, width], [200, 300]);
  assert.deepEqual(await stored(url), photo);
  const again = await send();
  assert.equal(again.status, 400);
  const { message } = (await again.json()) as { message: string };
  assert.match(message, /A request with the same token already received\./);
});

test('getAuthenticationParameters: the documented example', () => {
  const Legacy = legacy.constructor as typeof ImageKit;
  const known = new Legacy({ publicKey: 'p', privateKey: 'private_key_test', urlEndpoint });
  assert.deepEqual(known.getAuthenticationParameters('your_token', 1582269249), {
    token: 'your_token',
    expire: 1582269249,
    signature: 'e71bcd6031016b060d349d212e23e85c791decdd',
  });
});

test('a refusal: its message and help, and the status beside it', async () => {
  const Legacy = legacy.constructor as typeof ImageKit;
  const nobody = new Legacy({ publicKey: 'p', privateKey: 'private_nobody', urlEndpoint });
  const refused = await refusal(nobody.upload({ file: photo, fileName: 'x.jpg' }));
  assert.equal(refused.$ResponseMetadata.statusCode, 403);
  assert.equal(refused.message, 'Your account cannot be authenticated.');
  assert.equal(typeof refused.help, 'string');
});
