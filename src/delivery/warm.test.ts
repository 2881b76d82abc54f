import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { openTestDelivery, type TestDelivery } from './delivery.testing.ts';

const BASE = 'https://media.example.com/demo';
const CHROME = { accept: 'image/avif,image/webp,image/apng,image/*,*/*;q=0.8' };
const CURL = { accept: '*/*' };

let delivery: TestDelivery;
let photo: Buffer;
before(async () => {
  delivery = await openTestDelivery();
  photo = await sharp({ create: { width: 400, height: 300, channels: 3, background: '#a53' } })
    .jpeg()
    .toBuffer();
});
after(() => delivery.close());

const renders = () => delivery.renditions.stats().renders;

function warm(url: string, fileId: string, signal = new AbortController().signal): Promise<void> {
  return delivery.warm({ url: `${BASE}${url}`, fileId, signal });
}

describe('a warm URL', () => {
  const table: readonly (readonly [string, string, number])[] = [
    ['/%name%?tr=w-100', '/tr:w-100/%name%', 2],
    ['/%name%?tr=h-90,w-110', '/%name%?tr=w-110,h-90', 2],
    ['/%name%?tr=w-120,f-png', '/tr:w-120,f-png/%name%', 1],
    ['/%name%?tr=w-200:rt-90', '/tr:w-200:rt-90/%name%', 2],
    ['/%name%?tr=n-ik_ml_thumbnail', '/tr:n-ik_ml_thumbnail/%name%', 2],
  ];
  for (const [index, [url, other, made]] of table.entries()) {
    it(`is answered without another render: ${url}`, async () => {
      const { assetId, name } = await delivery.upload(`warm${index}.jpg`, photo);
      const [asked, spelled] = [url, other].map((text) => text.replace('%name%', name)) as [string, string];
      const before = renders();
      await warm(asked, assetId);
      assert.equal(renders() - before, made);
      for (const target of [asked, spelled]) {
        for (const headers of [CHROME, CURL]) {
          const answer = await delivery.ask(`/demo${target}`, { headers });
          assert.equal(answer.status, 200, `${target}: ${answer.headers['ik-error']}`);
        }
      }
      assert.equal(renders() - before, made);
    });
  }

  it('is as warm with AVIF among the automatic formats, and with other settings', async (t) => {
    delivery.configure({ autoAvif: true, defaultQuality: 60 });
    t.after(() => delivery.configure({}));
    const { assetId } = await delivery.upload('avif.jpg', photo);
    await warm('/avif.jpg?tr=w-100', assetId);
    const before = renders();
    const chrome = await delivery.ask('/demo/avif.jpg?tr=w-100', { headers: CHROME });
    assert.equal(chrome.headers['content-type'], 'image/avif');
    await delivery.ask('/demo/avif.jpg?tr=w-100', { headers: CURL });
    assert.equal(renders(), before);
  });

  it('may be of a private file', async () => {
    const { assetId } = await delivery.upload('private.jpg', photo, { isPrivateFile: true });
    const before = renders();
    await warm('/private.jpg?tr=w-100', assetId);
    assert.equal(renders() - before, 2);
    assert.equal((await delivery.ask('/demo/private.jpg?tr=w-100')).status, 401);
  });
});

describe('what cannot be made warm is told', () => {
  const table: readonly (readonly [string, string, () => Promise<string>])[] = [
    ['a file that is gone', '/gone.jpg?tr=w-100', async () => 'a'.repeat(24)],
    [
      'a draft',
      '/draft.jpg?tr=w-100',
      async () => (await delivery.upload('draft.jpg', photo, { isPublished: false })).assetId,
    ],
    [
      'the URL of another file',
      '/other.jpg?tr=w-100',
      async () => {
        await delivery.upload('other.jpg', photo);
        return 'b'.repeat(24);
      },
    ],
    [
      'the default image in its place',
      '/nothing.jpg?tr=w-100,di-other.jpg',
      async () => (await delivery.upload('other.jpg', photo)).assetId,
    ],
  ];
  for (const [what, url, make] of table) {
    it(what, async () => {
      await assert.rejects(warm(url, await make()), { status: 404 });
    });
  }

  it('what no image is, and what an image cannot be', async () => {
    const text = await delivery.upload('text.txt', 'hello');
    await assert.rejects(warm('/text.txt?tr=w-100', text.assetId), { status: 400 });
    const corrupt = await delivery.upload('corrupt.jpg', photo.subarray(0, 200));
    await assert.rejects(warm('/corrupt.jpg?tr=w-100', corrupt.assetId), { status: 400 });
    const whole = await delivery.upload('whole.jpg', photo);
    await assert.rejects(warm('/whole.jpg?tr=f-gif', whole.assetId), { status: 400 });
    await assert.rejects(warm('/whole.jpg/ik-gif-video.mp4', whole.assetId), { status: 400 });
    await assert.rejects(warm('/whole.jpg?tr=n-unknown', whole.assetId), { status: 400 });
  });

  it('the end of its caller', async () => {
    const { assetId } = await delivery.upload('late.jpg', photo);
    await assert.rejects(warm('/late.jpg?tr=w-77', assetId, AbortSignal.abort(new Error('over'))), /over/);
  });
});
