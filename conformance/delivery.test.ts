import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { toFile } from '@imagekit/nodejs';
import type { SrcOptions } from '@imagekit/nodejs/resources/shared';
import { assertHalves, client, folder, get, halves, urlEndpoint } from './support.ts';

const place = `${folder}/delivery`;
const src = `${place}/halves.jpg`;

before(async () => {
  const upload = async (fileName: string, file: Buffer, more: object = {}) =>
    client.files.upload({
      file: await toFile(file, fileName),
      fileName,
      folder: place,
      useUniqueFileName: false,
      ...more,
    });
  const photo = await halves(600, 400);
  await upload('halves.jpg', photo);
  await upload('flat.png', await halves(600, 400, 'png'));
  await upload('private.jpg', photo, { isPrivateFile: true });
  await upload('draft.jpg', photo, { isPublished: false });
});

type Transformations = NonNullable<SrcOptions['transformation']>;
const RESIZED: readonly [Transformations, width: number, height: number][] = [
  [[{ width: 300 }], 300, 200],
  [[{ height: 100 }], 150, 100],
  [[{ width: 400, height: 300 }], 400, 300],
  [[{ width: 300, height: 300, crop: 'force' }], 300, 300],
  [[{ width: 300, height: 300, crop: 'at_max' }], 300, 200],
  [[{ width: 300, height: 300, crop: 'at_least' }], 450, 300],
  [[{ width: 300, aspectRatio: '1-1' }], 300, 300],
  [[{ width: 0.5 }], 300, 200],
  [[{ width: 1200 }], 1200, 800],
];
for (const position of ['path', 'query'] as const) {
  for (const [transformation, width, height] of RESIZED) {
    test(`buildSrc ${JSON.stringify(transformation)} in the ${position}`, async () => {
      const url = client.helper.buildSrc({
        urlEndpoint,
        src,
        transformation,
        transformationPosition: position,
      });
      await assertHalves(url, { width, height, type: 'image/jpeg' });
    });
  }
}

test('a chain: the second step works on the result of the first', async () => {
  const url = client.helper.buildSrc({
    urlEndpoint,
    src,
    transformation: [{ width: 300, height: 300 }, { width: 100 }],
  });
  await assertHalves(url, { width: 100, height: 100, type: 'image/jpeg' });
});

const FORMATS = [
  ['jpg', 'image/jpeg'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
  ['avif', 'image/avif'],
] as const;
for (const [format, type] of FORMATS) {
  test(`format ${format} whatever Accept says`, async () => {
    const url = client.helper.buildSrc({ urlEndpoint, src, transformation: [{ width: 90, format }] });
    await assertHalves(url, { width: 90, height: 60, type }, { accept: 'image/webp' });
  });
}

test('without a format, Accept decides, with and without a transformation', async () => {
  for (const transformation of [[], [{ width: 90 }]]) {
    const url = client.helper.buildSrc({ urlEndpoint, src, transformation });
    const [plain, webp] = await Promise.all([get(url), get(url, { accept: 'image/avif,image/webp,*/*' })]);
    assert.equal(plain.headers.get('content-type'), 'image/jpeg');
    assert.equal(webp.headers.get('content-type'), 'image/webp');
    assert.match(plain.headers.get('vary') ?? '', /accept/i);
    assert.notEqual(plain.headers.get('etag'), webp.headers.get('etag'));
  }
});

test('quality: less is smaller', async () => {
  const size = async (quality: number) => {
    const url = client.helper.buildSrc({ urlEndpoint, src, transformation: [{ quality, format: 'jpg' }] });
    return (await get(url)).body.length;
  };
  assert.ok((await size(10)) < (await size(95)));
});

test('signed URLs, for ever and for a while, open a private file; nothing else does', async () => {
  const options = { urlEndpoint, src: `${place}/private.jpg`, transformation: [{ width: 60 }] };
  assert.equal((await get(client.helper.buildSrc(options))).status, 401);
  for (const expiresIn of [undefined, 300]) {
    for (const transformationPosition of ['path', 'query'] as const) {
      const url = client.helper.buildSrc({
        ...options,
        transformationPosition,
        signed: true,
        ...(expiresIn && { expiresIn }),
      });
      await assertHalves(url, { width: 60, height: 40, type: 'image/jpeg' });
      assert.equal(
        (await get(url.replace('w-60', 'w-61'))).status,
        401,
        'another transformation under the same signature',
      );
    }
  }
  const answer = await get(client.helper.buildSrc({ ...options, signed: true }));
  assert.match(answer.headers.get('cache-control') ?? '', /private/);
});

test('a wrong signature is refused on a public file too', async () => {
  const url = client.helper.buildSrc({ urlEndpoint, src, signed: true });
  assert.equal((await get(url)).status, 200);
  assert.equal(
    (await get(url.replace(/ik-s=./, (match) => (match.endsWith('0') ? 'ik-s=1' : 'ik-s=0')))).status,
    401,
  );
});

test('a draft is not delivered, signed or not', async () => {
  const draft = { urlEndpoint, src: `${place}/draft.jpg` };
  assert.equal((await get(client.helper.buildSrc(draft))).status, 404);
  assert.equal((await get(client.helper.buildSrc({ ...draft, signed: true }))).status, 404);
});

test('what is not there is 404, what is no transformation is 400, both with ik-error', async () => {
  const missing = await get(`${urlEndpoint}${place}/nothing.jpg`);
  assert.equal(missing.status, 404);
  assert.match(missing.headers.get('ik-error') ?? '', /^ENOENT - /);
  for (const bad of ['w-abc', 'nonsense-1', 'w-', 'l-image,i-x.png']) {
    const answer = await get(`${urlEndpoint}/tr:${bad}${src}`);
    assert.equal(answer.status, 400, bad);
    assert.ok(answer.headers.get('ik-error'), bad);
  }
});

test('conditional requests and HEAD', async () => {
  const url = `${urlEndpoint}/tr:w-80${src}`;
  const first = await get(url);
  const etag = first.headers.get('etag') ?? '';
  assert.ok(etag);
  const again = await get(url, { 'if-none-match': etag });
  assert.equal(again.status, 304);
  assert.equal(again.body.length, 0);
  const head = await fetch(url, { method: 'HEAD' });
  assert.equal(head.headers.get('content-length'), String(first.body.length));
  assert.equal(head.headers.get('etag'), etag);
});

test('a range of an original', async () => {
  const url = `${urlEndpoint}${src}?tr=orig-true`;
  const whole = (await get(url)).body;
  const part = await get(url, { range: 'bytes=10-19' });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get('content-range'), `bytes 10-19/${whole.length}`);
  assert.deepEqual(part.body, whole.subarray(10, 20));
});

test('the thumbnail that every answer names', async () => {
  const file = await client.files.upload({
    file: await toFile(await halves(900, 600), 'thumb.jpg'),
    fileName: 'thumb.jpg',
    folder: place,
  });
  const thumbnail = await get(file.thumbnailUrl ?? '');
  assert.equal(thumbnail.status, 200);
  assert.match(thumbnail.headers.get('content-type') ?? '', /^image\//);
  const details = await client.files.get(file.fileId ?? '');
  assert.equal((await get(details.thumbnail ?? '')).status, 200);
});
