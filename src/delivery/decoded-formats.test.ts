/** Images that no browser or not every one shows, from the upload to the answer. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { bmp, dib, ico } from '../imaging/decoders/bitmap.testing.ts';
import { heic } from '../imaging/decoders/heic.testing.ts';
import { type Answer, openTestDelivery, type TestDelivery } from './delivery.testing.ts';

let on: TestDelivery;

const [width, height] = [40, 30];
const red = Buffer.alloc(width * height * 3, Buffer.from([0, 0, 255]));
const bitmap = bmp({ width, height, bits: 24, data: red });
const phone = heic({
  colors: [
    [
      [255, 0, 0],
      [255, 0, 0],
      [0, 0, 255],
    ],
  ],
  turns: 1,
});
const icon = ico([
  { side: 8, bits: 24, bytes: dib({ width: 8, height: 16, bits: 24, data: red.subarray(0, 8 * 24) }) },
]);
/** The signatures of JPEG XL and PSD, and sizes in the latter's header. */
const jxl = Buffer.from('0000000c4a584c200d0a870a00000014667479706a786c20000000006a786c20', 'hex');
const psd = Buffer.from('38425053000100000000000000030000001e0000002800080003', 'hex');

before(async () => {
  on = await openTestDelivery();
  const files = { 'a.bmp': bitmap, 'a.heic': phone, 'a.ico': icon, 'a.jxl': jxl, 'a.psd': psd };
  for (const [name, bytes] of Object.entries(files)) await on.upload(`/${name}`, bytes);
  await on.upload('/cut.bmp', bitmap.subarray(0, 1000));
});
after(() => on.close());

const WEBP = 'image/avif,image/webp,*/*';
const ask = (name: string, accept = '*/*') => on.ask(`/demo/${name}`, { headers: { accept } });

async function seen({ status, headers, body }: Answer) {
  assert.equal(status, 200, `${headers['ik-error']}`);
  const image = sharp(body);
  const { format, ...size } = await image.metadata();
  const corner = [...(await image.ensureAlpha().raw().toBuffer()).subarray(0, 4)];
  return { type: headers['content-type'], format, size: [size.width, size.height], corner };
}

function near([r = 0, g = 0, b = 0]: readonly number[], expected: readonly number[]) {
  const far = [r, g, b].some((value, at) => Math.abs(value - (expected[at] ?? 0)) > 8);
  assert.ok(!far, `${[r, g, b]}`);
}

describe('a BMP', () => {
  it('is optimised without being asked, as what the browser takes', async () => {
    const webp = await seen(await ask('a.bmp', WEBP));
    assert.deepEqual([webp.type, webp.format, webp.size], ['image/webp', 'webp', [40, 30]]);
    near(webp.corner, [255, 0, 0]);
    assert.equal((await seen(await ask('a.bmp'))).type, 'image/jpeg');
  });

  it('is transformed, in every spelling of the URL', async () => {
    for (const name of ['tr:w-20/a.bmp', 'a.bmp?tr=w-20']) {
      const small = await seen(await ask(name));
      assert.deepEqual([small.type, small.size], ['image/jpeg', [20, 15]]);
      near(small.corner, [255, 0, 0]);
    }
    assert.equal((await seen(await ask('a.bmp?tr=f-orig'))).type, 'image/jpeg');
    assert.deepEqual((await seen(await ask('a.bmp?tr=f-png'))).corner, [255, 0, 0, 255]);
  });

  it('is its stored bytes with orig-true, and when it is corrupt and nothing is asked', async () => {
    const original = await ask('a.bmp?tr=orig-true,w-20');
    assert.deepEqual([original.headers['content-type'], original.body], ['image/bmp', bitmap]);
    const cut = await ask('cut.bmp');
    assert.deepEqual([cut.status, cut.headers['content-type'], cut.body.length], [200, 'image/bmp', 1000]);
    const asked = await ask('cut.bmp?tr=w-20');
    assert.equal(asked.status, 400);
    assert.match(String(asked.headers['ik-error']), /^EFORMAT - .*image\/bmp/);
  });
});

describe('a HEIC', () => {
  it('never reaches a client as such unless orig-true asks for it', async () => {
    const webp = await seen(await ask('a.heic', WEBP));
    assert.deepEqual([webp.type, webp.size], ['image/webp', [16, 48]]);
    near(webp.corner, [0, 0, 255]);
    assert.equal((await seen(await ask('a.heic'))).type, 'image/jpeg');
    assert.equal((await seen(await ask('a.heic?tr=f-orig,h-24', WEBP))).type, 'image/jpeg');
    assert.equal((await seen(await ask('a.heic?tr=f-avif'))).type, 'image/avif');
    assert.deepEqual((await ask('a.heic?tr=orig-true')).body, phone);
  });
});

describe('an icon', () => {
  it('stays one until something is asked', async () => {
    const stored = await ask('a.ico', WEBP);
    assert.deepEqual([stored.headers['content-type'], stored.body], ['image/x-icon', icon]);
    const png = await seen(await ask('a.ico?tr=w-4,f-png'));
    assert.deepEqual([png.type, png.size, png.corner], ['image/png', [4, 4], [255, 0, 0, 255]]);
  });
});

describe('an image without a decoder', () => {
  for (const [name, type, stored] of [
    ['a.jxl', 'image/jxl', jxl],
    ['a.psd', 'image/vnd.adobe.photoshop', psd],
  ] as const) {
    it(`${type} is delivered as stored, and refused when something is asked`, async () => {
      for (const target of [name, `${name}?tr=orig-true`, `${name}?updatedAt=1`]) {
        const answer = await ask(target, WEBP);
        assert.deepEqual([answer.status, answer.headers['content-type']], [200, type]);
        assert.deepEqual(answer.body, stored);
      }
      for (const target of [`tr:w-10/${name}`, `${name}?tr=f-jpg`]) {
        const answer = await ask(target);
        assert.equal(answer.status, 400);
        assert.equal(
          answer.headers['ik-error'],
          `EFORMAT - images of the type ${type} cannot be transformed`,
        );
      }
    });
  }
});
