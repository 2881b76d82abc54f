import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { openTestDelivery, sign, type TestDelivery } from './delivery.testing.ts';

let on: TestDelivery;
let thumbId: string;

const plain = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();

before(async () => {
  on = await openTestDelivery();
  await on.upload('/a.jpg', await plain(700, 500, 'red'));
  await on.upload('/private.jpg', await plain(700, 500, 'blue'), { isPrivateFile: true });
  await on.upload('/fallback.jpg', await plain(200, 100, 'green'));
  const { create } = on.accounts.namedTransformations;
  thumbId = (await create({ name: 'thumb', transformation: 'w-100,h-100', enabled: true })).id;
  await create({ name: 'off', transformation: 'w-100', enabled: false });
  await create({ name: 'steps', transformation: 'tr:w-200:w-100,h-50', enabled: true });
  await create({ name: 'spare', transformation: 'di-fallback.jpg', enabled: true });
  await create({ name: 'nested', transformation: 'w-300:n-steps,h-40', enabled: true });
  await create({ name: 'original', transformation: 'orig-true', enabled: true });
});
after(() => on.close());

/** `200 100x100`, or the status and the code of the error. */
async function answer(target: string): Promise<string> {
  const { status, headers, body } = await on.ask(target);
  if (status !== 200) return `${status} ${String(headers['ik-error']).split(' ')[0]}`;
  const { width, height } = await sharp(body).metadata();
  return `200 ${width}x${height}`;
}

describe('named transformations', () => {
  for (const [what, target, expected] of [
    ['in the path (178)', '/demo/tr:n-thumb/a.jpg', '200 100x100'],
    ['in the query (42)', '/demo/a.jpg?tr=n-thumb', '200 100x100'],
    ['with other items: what is written last wins', '/demo/tr:n-thumb,h-5/a.jpg', '200 100x5'],
    ['between steps', '/demo/tr:w-300:n-thumb:w-10/a.jpg', '200 10x10'],
    ['of several steps', '/demo/tr:n-steps/a.jpg', '200 100x50'],
    ['with another one inside', '/demo/tr:n-nested/a.jpg', '200 100x40'],
    ['of the original', '/demo/tr:n-original/a.jpg', '200 700x500'],
    ['twice', '/demo/tr:n-steps:n-thumb/a.jpg', '200 100x100'],
    ['unknown (43)', '/demo/tr:n-nope/a.jpg', '400 EINVAL'],
    ['unknown, on a private file', '/demo/tr:n-nope/private.jpg', '400 EINVAL'],
    ['switched off (43)', '/demo/tr:n-off/a.jpg', '400 EINVAL'],
    ['in another spelling', '/demo/tr:n-Thumb/a.jpg', '400 EINVAL'],
    ['with a default image beside', '/demo/tr:n-thumb,di-fallback.jpg/none.jpg', '200 100x100'],
    ['with a default image inside', '/demo/tr:n-spare,w-50/none.jpg', '200 50x25'],
    ['without one', '/demo/tr:n-thumb/none.jpg', '404 ENOENT'],
  ] as const)
    it(what, async () => assert.equal(await answer(target), expected));

  it('of one picture are the same rendition as the text they stand for', async () => {
    const etags = await Promise.all(
      ['n-thumb', 'w-100,h-100'].map(async (tr) => (await on.ask(`/demo/tr:${tr}/a.jpg`)).headers.etag),
    );
    assert.equal(etags[0], etags[1]);
  });
});

describe('a private file, unsigned', () => {
  for (const [tr, expected] of [
    ['n-thumb', '200 100x100'], // 34
    ['n-steps:n-thumb', '200 100x100'],
    ['n-original', '200 700x500'],
    ['n-nested', '200 100x40'],
    ['n-thumb,h-5', '401 EAUTH'], // 35
    ['n-thumb:w-5', '401 EAUTH'],
    ['w-5:n-thumb', '401 EAUTH'],
    ['if-w_gt_1,n-thumb,if-end', '401 EAUTH'],
    ['n-thumb,l-image,i-a.jpg,l-end', '401 EAUTH'],
    ['n-ik_ml_thumbnail', '401 EAUTH'],
    ['n-thumb:n-ik_ml_thumbnail', '401 EAUTH'],
    ['n-ik_ml_thumbnail:n-thumb', '401 EAUTH'],
  ] as const)
    it(`${tr}: ${expected}`, async () => {
      assert.equal(await answer(`/demo/tr:${tr}/private.jpg`), expected);
      assert.equal(await answer(`/demo/private.jpg?tr=${tr}`), expected);
    });

  it('cannot be reached with a named transformation in the path and another one in the query', async () => {
    assert.equal(await answer('/demo/tr:n-thumb/private.jpg?tr=w-5'), '401 EAUTH');
    assert.equal(await answer('/demo/tr:n-thumb/private.jpg?tr=n-steps'), '200 100x50');
  });

  it('is not kept by caches that many share', async () => {
    const { headers } = await on.ask('/demo/tr:n-thumb/private.jpg');
    assert.match(String(headers['cache-control']), /^private/);
  });

  it('opens to the built-in one when it is signed', async () => {
    const text = 'tr:n-ik_ml_thumbnail/private.jpg';
    assert.equal(await answer(`/demo/${text}?ik-s=${sign(text)}`), '200 300x214');
  });
});

describe('a change of a named transformation', () => {
  const change = (transformation: string, enabled = true) =>
    on.accounts.namedTransformations.update(thumbId, { transformation, enabled });
  after(() => change('w-100,h-100'));

  it('counts from the next request on, on public and on private files', async () => {
    for (const file of ['a.jpg', 'private.jpg']) {
      await change('w-100,h-100');
      const target = `/demo/tr:n-thumb/${file}`;
      assert.equal(await answer(target), '200 100x100');
      await change('w-40,h-20');
      assert.equal(await answer(target), '200 40x20');
      await change('w-40,h-20', false);
      assert.equal(await answer(target), '400 EINVAL');
      await change('w-30,h-20');
      assert.equal(await answer(target), '200 30x20');
    }
  });

  it('gives a cached answer another ETag', async () => {
    const ask = (headers = {}) => on.ask('/demo/tr:n-thumb/a.jpg', { headers });
    await change('w-60');
    const etag = String((await ask()).headers.etag);
    assert.equal((await ask({ 'if-none-match': etag })).status, 304);
    await change('w-61');
    assert.equal((await ask({ 'if-none-match': etag })).status, 200);
  });
});
