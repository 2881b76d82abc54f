import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { type Answer, openTestDelivery, type TestDelivery } from './delivery.testing.ts';

let on: TestDelivery;

const frame = (background: string) =>
  sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .png()
    .toBuffer();

before(async () => {
  on = await openTestDelivery();
  const frames = await Promise.all(['red', 'lime', 'blue'].map(frame));
  await on.upload(
    '/a.gif',
    await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer(),
  );
  await on.upload(
    '/photo.jpg',
    await sharp(await frame('white'))
      .jpeg()
      .toBuffer(),
  );
  await on.upload('/logo.svg', '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2"/>');
  await on.upload(
    '/big.gif',
    await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer(),
  );
});
after(() => on.close());

const ask = (target: string, accept?: string) =>
  on.ask(target, accept === undefined ? {} : { headers: { accept } });

async function seen({ status, headers, body }: Answer) {
  assert.equal(status, 200, String(headers['ik-error']));
  const { width, height, pages = 1 } = await sharp(body, { animated: true }).metadata();
  const [r, g] = await sharp(body)
    .removeAlpha()
    .extract({ left: 5, top: 5, width: 1, height: 1 })
    .raw()
    .toBuffer();
  const colour = Number(r) > 128 ? (Number(g) > 128 ? 'white' : 'red') : Number(g) > 128 ? 'lime' : 'blue';
  return `${headers['content-type']} ${width}x${height} ${pages} ${colour}`;
}

describe('a still of an image', () => {
  for (const [target, accept, expected] of [
    // A GIF may always be transparent, so it is not a JPEG.
    ['/demo/a.gif/ik-thumbnail.jpg', undefined, 'image/png 40x30 1 red'],
    ['/demo/a.gif/ik-thumbnail.jpg', 'image/webp', 'image/webp 40x30 1 red'],
    ['/demo/a.gif/ik-thumbnail.jpg?tr=pg-3', undefined, 'image/png 40x30 1 blue'], // 182
    ['/demo/tr:pg-2,w-20/a.gif/ik-thumbnail.jpg', 'image/webp', 'image/webp 20x15 1 lime'],
    ['/demo/a.gif?tr=pg-2', undefined, 'image/gif 40x90 3 red'],
    ['/demo/photo.jpg/ik-thumbnail.jpg?tr=w-20', undefined, 'image/jpeg 20x15 1 white'],
  ] as const)
    it(`${target} for ${accept}`, async () => assert.equal(await seen(await ask(target, accept)), expected));

  for (const [target, expected] of [
    ['/demo/a.gif/ik-thumbnail.jpg?tr=pg-4', 'EINVAL'],
    ['/demo/a.gif/ik-video.mp4', 'EINVAL'],
    ['/demo/logo.svg/ik-thumbnail.jpg', 'EINVAL'],
  ] as const)
    it(`${target} is refused`, async () => {
      const { status, headers } = await ask(target);
      assert.deepEqual([status, String(headers['ik-error']).split(' ')[0]], [400, expected]);
    });

  it('is never the whole animation instead', async (t) => {
    on.configure({ maxImageBytes: 10 });
    t.after(() => on.configure({}));
    assert.equal((await ask('/demo/big.gif')).status, 200);
    const { status, headers } = await ask('/demo/big.gif/ik-thumbnail.jpg');
    assert.deepEqual([status, String(headers['ik-error']).split(' ')[0]], [400, 'ELIMIT']);
  });
});
